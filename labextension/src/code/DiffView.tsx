/** Two texts side by side, with what differs marked. */

import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';

import { readOnly, type Language } from './read-only';

export interface IText {
  label: string;
  text: string;
}

interface IDiffViewProps {
  base: IText;
  other: IText;
  language: Language;
  languages: IEditorLanguageRegistry | null;
  trans: TranslationBundle;
}

export function DiffView({ base, other, language, languages, trans }: IDiffViewProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let view: MergeView | null = null;
    let current = true;
    const side = async ({ label, text }: IText) => ({
      doc: text,
      extensions: [
        await readOnly(languages, language, label),
        EditorState.phrases.of({ '$ unchanged lines': trans.__('$ unchanged lines') })
      ]
    });
    void Promise.all([side(base), side(other)]).then(([a, b]) => {
      if (current) {
        const collapseUnchanged = { margin: 3, minSize: 6 };
        view = new MergeView({ a, b, parent: box.current!, collapseUnchanged, gutter: true });
      }
    });
    return () => {
      current = false;
      view?.destroy();
    };
  }, [base.label, base.text, other.label, other.text, language, languages, trans]);
  return (
    <div className="etlab-Diff">
      <div className="etlab-Diff-labels" aria-hidden="true">
        <span>{base.label}</span>
        <span>{other.label}</span>
      </div>
      <div className="etlab-Diff-texts" ref={box} />
    </div>
  );
}
