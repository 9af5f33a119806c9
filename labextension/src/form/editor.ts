/** A field for code: CodeMirror with the looks and the manners of an input. */

import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
  type CompletionSource
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder, tooltips } from '@codemirror/view';
import { jupyterTheme } from '@jupyterlab/codemirror';

import type { Problem } from '../canvas/types';
import { diagnosticOf } from './diagnostics';
import { editorTheme } from './editor-theme';

export interface ICodeFieldOptions {
  parent: HTMLElement;
  text: string;
  placeholder: string;
  /** What assistive technology is told of the field; asked again with every change. */
  attributes(): Record<string, string>;
  language: Promise<Extension>;
  /** What is offered while one types; without it, what the language offers. */
  complete?: CompletionSource;
  onChange(text: string): void;
}

const fromOutside = Annotation.define<boolean>();

export class CodeField {
  readonly view: EditorView;

  constructor(options: ICodeFieldOptions) {
    const language = new Compartment();
    this.view = new EditorView({
      parent: options.parent,
      doc: options.text,
      extensions: [
        history(),
        bracketMatching(),
        autocompletion({
          override: options.complete && [options.complete],
          icons: false,
          interactionDelay: 0,
          maxRenderedOptions: 50
        }),
        // Tab takes what is offered, and else leaves the field.
        keymap.of([
          { key: 'Tab', run: acceptCompletion },
          { key: 'Escape', run: closeCompletion, stopPropagation: true },
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap
        ]),
        language.of([]),
        jupyterTheme,
        editorTheme,
        tooltips({ parent: document.body }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(options.attributes),
        placeholder(options.placeholder),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (docChanged && !transactions.some(one => one.annotation(fromOutside))) {
            options.onChange(state.doc.toString());
          }
        })
      ]
    });
    void options.language.then(found =>
      this.view.dispatch({ effects: language.reconfigure(found) })
    );
  }

  /** Takes over a text that was changed elsewhere. */
  show(text: string): void {
    const { doc } = this.view.state;
    if (doc.toString() !== text) {
      this.view.dispatch({
        changes: { from: 0, to: doc.length, insert: text },
        annotations: fromOutside.of(true)
      });
    }
  }

  /** Looks again for what an open list offers: the columns may come after the first letters. */
  refreshCompletion(): void {
    if (completionStatus(this.view.state) !== null) {
      startCompletion(this.view);
    }
  }

  /** Underlines the mistakes whose place is known. */
  mark(problems: readonly Problem[]): void {
    const { state } = this.view;
    const found = problems.flatMap(problem => diagnosticOf(state.doc, problem) ?? []);
    this.view.dispatch(setDiagnostics(state, found));
  }
}
