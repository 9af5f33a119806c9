/** CodeMirror as JupyterLab dresses it, for texts that are only read. */

import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { jupyterTheme, type IEditorLanguageRegistry } from '@jupyterlab/codemirror';

export type Language = 'json' | 'python' | 'text';

/** `label` is what screen readers call the editor. */
export async function readOnly(
  languages: IEditorLanguageRegistry | null,
  language: Language,
  label: string
): Promise<Extension[]> {
  const found = language === 'text' ? null : await languages?.getLanguage(language);
  return [
    jupyterTheme,
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label }),
    found?.support ?? []
  ];
}
