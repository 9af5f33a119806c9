/** A schema in the main area. */

import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { JSONExt, ReadonlyJSONValue } from '@lumino/coreutils';
import { Message } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';

import { ApiClient, ApiError, Schemas } from '../api/client';
import { askConflict, newestVersion } from '../api/conflict';
import type { NodeType } from '../canvas/types';
import { schemaIcon } from '../panel/icons';
import { clean, flatten, IColumn, mistakes, newColumn } from './columns';
import { ColumnTable } from './table';

type Schema = Schemas['Schema'];

export interface ISchemaEditorOptions {
  client: ApiClient;
  trans: TranslationBundle;
  schema: Schema;
  writable: boolean;
  /** Asks for a file or folder; null where it was left. */
  browse(start: string): Promise<string | null>;
}

export class SchemaEditor extends ReactWidget {
  constructor(private readonly options: ISchemaEditorOptions) {
    super();
    this.addClass('etlab-Editor');
    this.addClass('etlab-SchemaEditor');
    this.title.icon = schemaIcon;
    this.title.closable = true;
    this.writable = options.writable;
    this.itemId = options.schema.id;
    this._stored = options.schema;
    this._load(options.schema);
  }

  readonly itemId: string;
  readonly writable: boolean;

  /** Tells what was stored; a kept copy is told as well. */
  get saved(): ISignal<this, Schema> {
    return this._saved;
  }

  get dirty(): boolean {
    return !JSONExt.deepEqual(
      [clean(this._columns), this._description] as unknown as ReadonlyJSONValue,
      [clean(columnsOf(this._stored)), this._stored.description ?? ''] as never
    );
  }

  /** Takes the new name of a schema that was renamed elsewhere. */
  rename(schema: Schema): void {
    // A change of the name alone does not make one's own changes old.
    const version =
      schema.version === this._stored.version + 1 &&
      JSONExt.deepEqual(schema.columns as never, this._stored.columns as never)
        ? schema.version
        : this._stored.version;
    this._stored = { ...this._stored, name: schema.name, version };
    this._showTitle();
  }

  addColumn(): void {
    this._change([...this._columns, newColumn()]);
    window.setTimeout(() => {
      const inputs = this.node.querySelectorAll<HTMLElement>('tr[data-path] td:first-child input');
      inputs.item(inputs.length - 1)?.focus();
    }, 50);
  }

  async importColumns(): Promise<void> {
    const { client, trans, browse } = this.options;
    const [{ askColumns }, types] = await Promise.all([
      import('./import-dialog'),
      client.get<NodeType[]>('node-types')
    ]);
    const hasColumns = this._columns.length > 0;
    const found = await askColumns({ client, trans, types, browse, hasColumns });
    if (found) {
      this._change(found.replace ? found.columns : [...this._columns, ...found.columns]);
    }
  }

  async save(): Promise<void> {
    if (!this.dirty || this._saving) {
      return;
    }
    if (mistakes(this._columns).size > 0) {
      const { trans } = this.options;
      this._problem = trans.__('Nothing was stored yet: see the columns that are marked.');
      this.update();
      return;
    }
    this._saving = true;
    this._problem = '';
    this._refused = new Map();
    this.update();
    try {
      await this._store(this._stored.version);
    } catch (error) {
      this._refuse(error);
    } finally {
      this._saving = false;
      this.update();
    }
  }

  async mayClose(): Promise<boolean> {
    const { trans } = this.options;
    const { button } = await showDialog({
      title: trans.__('Save “%1” before closing?', this._stored.name),
      body: trans.__('What you changed will be lost otherwise.'),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Discard'), actions: ['discard'] }),
        Dialog.okButton({ label: trans.__('Save'), actions: ['save'] })
      ]
    });
    if (button.actions.includes('save')) {
      await this.save();
      return !this.dirty;
    }
    return button.actions.includes('discard');
  }

  protected render(): JSX.Element {
    const { trans } = this.options;
    return (
      <div className="etlab-Schema">
        {this._problem && (
          <p className="etlab-Form-error" role="alert">
            {this._problem}
          </p>
        )}
        <input
          className="etlab-Schema-description"
          value={this._description}
          placeholder={this.writable ? trans.__('Description') : ''}
          aria-label={trans.__('Description of the schema')}
          readOnly={!this.writable}
          onChange={event => {
            this._description = event.target.value;
            this._changed();
          }}
        />
        {this._columns.length > 0 ? (
          <ColumnTable
            columns={this._columns}
            writable={this.writable}
            trans={trans}
            refused={this._refused}
            onChange={columns => this._change(columns)}
          />
        ) : (
          <p className="etlab-Note">{trans.__('This schema has no columns yet.')}</p>
        )}
        {this.writable && (
          <button type="button" className="jp-mod-styled" onClick={() => this.addColumn()}>
            {trans.__('Add Column')}
          </button>
        )}
      </div>
    );
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.querySelector<HTMLElement>('tr input, input')?.focus();
  }

  private async _store(version: number): Promise<void> {
    const { client } = this.options;
    const body = { columns: clean(this._columns), description: this._description || null };
    try {
      const path = `schemas/${this.itemId}`;
      this._done(await client.call<Schema>('PATCH', path, { body, version }));
    } catch (error) {
      const newest = newestVersion(error);
      if (newest === null) {
        throw error;
      }
      await this._resolve(newest, body);
    }
  }

  private async _resolve(newest: number, body: Record<string, unknown>): Promise<void> {
    const { client, trans } = this.options;
    const { name, version: mine, workspace_id } = this._stored;
    const conflict = { name, mine, theirs: newest };
    switch (await askConflict(trans, conflict, trans.__('Keep mine as a new schema'))) {
      case 'overwrite':
        return this._store(newest);
      case 'keep': {
        const asked = await InputDialog.getText({
          title: trans.__('Keep your version as a new schema'),
          label: trans.__('Name'),
          text: trans.__('%1 (mine)', name),
          okLabel: trans.__('Keep')
        });
        const kept = asked.button.accept ? asked.value?.trim() : '';
        if (kept) {
          const made = { ...body, workspace_id, name: kept };
          await client.call<Schema>('POST', 'schemas', { body: made });
          this._done(await client.get<Schema>(`schemas/${this.itemId}`));
        }
        return;
      }
      case 'theirs':
        this._done(await client.get<Schema>(`schemas/${this.itemId}`));
    }
  }

  private _done(schema: Schema): void {
    this._load(schema);
    this._saved.emit(schema);
  }

  private _load(schema: Schema): void {
    this._stored = schema;
    this._columns = columnsOf(schema);
    this._description = schema.description ?? '';
    this._changed();
  }

  private _refuse(error: unknown): void {
    this._problem = error instanceof Error ? error.message : String(error);
    if (!(error instanceof ApiError)) {
      return;
    }
    const rows = flatten(this._columns);
    const texts: string[] = [];
    for (const { field, message } of error.problem.errors ?? []) {
      // The row is the longest part of the field's path that is a column or a part of one.
      const path = String(field ?? '').replace(/^columns\./, '');
      const where = path.replace(/\.(type|name|nullable|description)$/, '');
      const text = String(message).replace(/^Value error, /, '');
      const row = rows.find(found => found.path.join('.') === where);
      this._refused.set(where, text);
      texts.push(row && 'name' in row.node ? `${String(row.node.name)}: ${text}` : text);
    }
    this._problem = texts.slice(0, 5).join(' ') || this._problem;
  }

  private _change(columns: IColumn[]): void {
    this._columns = columns;
    this._refused = new Map();
    this._problem = '';
    this._changed();
  }

  private _changed(): void {
    this._showTitle();
    this.update();
  }

  private _showTitle(): void {
    const { trans } = this.options;
    const { name, version } = this._stored;
    this.title.label = name;
    this.title.caption = trans.__('Schema %1, version %2', name, version);
    this.title.className = this.dirty ? 'jp-mod-dirty' : '';
  }

  private _stored: Schema;
  private _columns: IColumn[] = [];
  private _description = '';
  private _saving = false;
  private _problem = '';
  private _refused = new Map<string, string>();
  private readonly _saved = new Signal<this, Schema>(this);
}

function columnsOf(schema: Schema): IColumn[] {
  return schema.columns as unknown as IColumn[];
}
