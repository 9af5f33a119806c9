/** Asks where the columns of a schema come from, and reads them. */

import '../../style/canvas.css';
import '../../style/panels.css';
import '../../style/form.css';

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';

import type { ApiClient } from '../api/client';
import type { Config, NodeType } from '../canvas/types';
import { problemsByField, type IFormContext } from '../form/context';
import { SchemaForm } from '../form/SchemaForm';
import { DialogBody } from '../panel/dialog-body';
import { chooseFiles } from '../panel/files';
import type { IColumn } from './columns';
import { readSource, readText, sourcesOf } from './sources';

export interface IImportOptions {
  trans: TranslationBundle;
  client: ApiClient;
  types: readonly NodeType[];
  browse(start: string): Promise<string | null>;
  hasColumns: boolean;
}

export interface IImported {
  columns: IColumn[];
  replace: boolean;
}

/** What is being filled in: a text, or a source and its settings. */
interface IDraft {
  kind: string;
  text: string;
  configs: Record<string, Config>;
  replace: boolean;
}

const TEXT = '';

/** The columns that were found; null if the dialog was closed. */
export async function askColumns(options: IImportOptions): Promise<IImported | null> {
  const { trans } = options;
  const draft: IDraft = { kind: TEXT, text: '', configs: {}, replace: true };
  for (;;) {
    const { button } = await showDialog({
      title: trans.__('Import columns'),
      body: new Body(options, draft),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Import') })
      ],
      focusNodeSelector: '.etlab-ImportColumns textarea'
    });
    if (!button.accept) {
      return null;
    }
    try {
      const columns = await readDraft(options, draft);
      if (columns !== null) {
        return { columns, replace: draft.replace };
      }
    } catch (error) {
      const again = await showDialog({
        title: trans.__('No columns were found'),
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

/** The columns, while a dialog says that they are read; null where that was cancelled. */
async function readDraft(options: IImportOptions, draft: IDraft): Promise<IColumn[] | null> {
  const { client, trans, types } = options;
  const source = types.find(({ kind }) => kind === draft.kind);
  if (!source) {
    return readText(client, draft.text);
  }
  const request = new AbortController();
  const waiting = new Dialog({
    title: trans.__('Reading the columns…'),
    body: trans.__('Where it takes Spark to see them, it is started first.'),
    buttons: [Dialog.cancelButton({ label: trans.__('Cancel') })]
  });
  void waiting.launch().then(
    () => request.abort(),
    () => undefined
  );
  try {
    return await readSource(client, source, draft.configs[source.kind] ?? {}, request.signal);
  } catch (error) {
    if (request.signal.aborted) {
      return null;
    }
    throw error;
  } finally {
    waiting.dispose();
  }
}

function problemText(trans: TranslationBundle, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return error instanceof SyntaxError ? trans.__('This is not JSON: %1', text) : text;
}

class Body extends DialogBody {
  constructor(
    private readonly options: IImportOptions,
    private readonly draft: IDraft
  ) {
    super();
    this.addClass('etlab-ImportColumns');
  }

  protected render(): JSX.Element {
    return <ImportForm options={this.options} draft={this.draft} />;
  }
}

function ImportForm({ options, draft }: { options: IImportOptions; draft: IDraft }): JSX.Element {
  const { trans, types, hasColumns } = options;
  const [{ kind, text, configs, replace }, show] = useState({ ...draft });
  const change = (changed: Partial<IDraft>): void => show({ ...Object.assign(draft, changed) });
  const sources = sourcesOf(types);
  const source = sources.find(one => one.kind === kind);
  return (
    <>
      <label className="etlab-Form-label" htmlFor="etlab-import-from">
        {trans.__('From')}
      </label>
      <select
        id="etlab-import-from"
        className="etlab-Input etlab-Select"
        value={kind}
        onChange={event => change({ kind: event.target.value })}
      >
        <option value={TEXT}>{trans.__('DDL, Spark schema or JSON Schema')}</option>
        {sources.map(one => (
          <option key={one.kind} value={one.kind}>
            {one.title}
          </option>
        ))}
      </select>
      {source ? (
        <div className="etlab-Form" key={kind}>
          <SchemaForm
            schema={source.config_schema}
            data={configs[kind] ?? {}}
            context={contextOf(options)}
            onChange={config => change({ configs: { ...configs, [kind]: config } })}
          />
        </div>
      ) : (
        <TextForm trans={trans} text={text} onChange={changed => change({ text: changed })} />
      )}
      {hasColumns && (
        <label className="etlab-Form-check">
          <input
            type="checkbox"
            checked={replace}
            onChange={event => change({ replace: event.target.checked })}
          />
          <span>{trans.__('Replace the columns that are there')}</span>
        </label>
      )}
    </>
  );
}

function TextForm(props: {
  trans: TranslationBundle;
  text: string;
  onChange(text: string): void;
}): JSX.Element {
  const { trans, text, onChange } = props;
  const label = trans.__(
    'Columns in DDL, a CREATE TABLE, the JSON of a Spark schema (df.schema.json()), or a JSON Schema'
  );
  const choose = async (): Promise<void> => {
    const [file] = await chooseFiles('.json,.sql,.ddl,.txt,application/json,text/plain');
    if (file) {
      onChange(await file.text());
    }
  };
  return (
    <>
      <textarea
        className="etlab-Input etlab-mod-code"
        aria-label={label}
        title={label}
        placeholder={'id BIGINT NOT NULL, name STRING'}
        rows={14}
        spellCheck={false}
        value={text}
        onChange={event => onChange(event.target.value)}
      />
      <button
        type="button"
        className="etlab-TextButton etlab-mod-add"
        onClick={() => void choose()}
      >
        {trans.__('From a File…')}
      </button>
    </>
  );
}

/** A form that knows no page around it. */
function contextOf({ trans, browse }: IImportOptions): IFormContext {
  return {
    trans,
    columns: () => [],
    problems: problemsByField([]),
    listPath: null,
    pageId: null,
    schemaNames: [],
    host: {
      browse,
      language: async () => [],
      functions: async () => [],
      storedSchemas: async () => [],
      openSchema: () => undefined,
      createSchema: async () => null
    }
  };
}
