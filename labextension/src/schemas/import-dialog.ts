/** Asks for columns in the words of another tool. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { chooseFile } from '../panel/files';
import type { IColumn } from './columns';
import { ConvertError, readColumns } from './convert';

export interface IImported {
  columns: IColumn[];
  replace: boolean;
}

/** The columns that were pasted or read from a file; null if the dialog was closed. */
export async function askColumns(
  trans: TranslationBundle,
  hasColumns: boolean
): Promise<IImported | null> {
  let text = '';
  for (;;) {
    const body = new Body(trans, text, hasColumns);
    const answer = await showDialog({
      title: trans.__('Import columns'),
      body,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Import') })
      ],
      focusNodeSelector: 'textarea'
    });
    if (!answer.button.accept || !answer.value) {
      return null;
    }
    text = answer.value.text;
    try {
      return { columns: readColumns(text).columns, replace: answer.value.replace };
    } catch (error) {
      const again = await showDialog({
        title: trans.__('These are no columns'),
        body: problemText(trans, error),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.okButton({ label: trans.__('Back') })
        ]
      });
      if (!again.button.accept) {
        return null;
      }
    }
  }
}

class Body extends Widget implements Dialog.IBodyWidget<{ text: string; replace: boolean }> {
  constructor(trans: TranslationBundle, text: string, hasColumns: boolean) {
    super();
    this.addClass('etlab-ImportColumns');
    const label = document.createElement('label');
    label.textContent = trans.__(
      'The JSON of a Spark schema (df.schema.json()), a JSON Schema, or a list of columns:'
    );
    this._text.value = text;
    this._text.rows = 14;
    this._text.spellcheck = false;
    this._text.className = 'jp-mod-styled';
    this._text.setAttribute('aria-label', label.textContent);
    // In a dialog Enter accepts; here it ends a line.
    this._text.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
        event.stopPropagation();
      }
    });
    const file = document.createElement('button');
    file.type = 'button';
    file.className = 'jp-mod-styled';
    file.textContent = trans.__('From a File…');
    file.addEventListener('click', () => {
      void chooseFile('.json,application/json').then(async chosen => {
        this._text.value = (await chosen?.text()) ?? this._text.value;
      });
    });
    this.node.append(label, this._text, file);
    this._replace.type = 'checkbox';
    this._replace.checked = true;
    if (hasColumns) {
      const replace = document.createElement('label');
      replace.append(this._replace, trans.__('Replace the columns that are there'));
      this.node.append(replace);
    }
  }

  getValue(): { text: string; replace: boolean } {
    return { text: this._text.value, replace: this._replace.checked };
  }

  private readonly _text = document.createElement('textarea');
  private readonly _replace = document.createElement('input');
}

function problemText(trans: TranslationBundle, error: unknown): string {
  if (!(error instanceof ConvertError)) {
    return String(error);
  }
  const { problem, where } = error;
  return {
    'not-json': trans.__('This is not JSON: %1', where),
    unknown: trans.__(
      'This is neither the JSON of a Spark schema, nor a JSON Schema of an object, nor a list of ' +
        'columns with names and types.'
    ),
    type: trans.__('The type at “%1” is not known.', where),
    reference: trans.__('The reference at “%1” leads nowhere or into itself.', where)
  }[problem];
}
