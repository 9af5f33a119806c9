/** A text in an editor that does not change it; new text keeps the place that is looked at. */

import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { useEffect, useRef } from 'react';

import { readOnly, type Language } from './read-only';

interface ITextViewProps {
  text: string;
  language: Language;
  label: string;
  languages: IEditorLanguageRegistry | null;
}

export function TextView({ text, language, label, languages }: ITextViewProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const newest = useRef(text);
  newest.current = text;
  useEffect(() => {
    let current = true;
    void readOnly(languages, language, label).then(extensions => {
      if (current) {
        const state = EditorState.create({ doc: newest.current, extensions });
        view.current = new EditorView({ state, parent: box.current! });
      }
    });
    return () => {
      current = false;
      view.current?.destroy();
      view.current = null;
    };
  }, [languages, language, label]);
  useEffect(() => {
    const shown = view.current?.state.doc;
    if (shown && shown.toString() !== text) {
      view.current!.dispatch({ changes: { from: 0, to: shown.length, insert: text } });
    }
  }, [text]);
  return <div className="etlab-TextView" ref={box} />;
}
