/** A schema in the main area. */

import { Message } from '@lumino/messaging';

import type { ApiError, Schemas } from '../api/client';
import type { NodeType } from '../canvas/types';
import { schemaIcon } from '../panel/icons';
import { IStoredOptions, StoredEditor } from '../panel/stored-editor';
import { clean, flatten, IColumn, mistakes, newColumn } from './columns';
import { ColumnTable } from './table';

type Schema = Schemas['Schema'];

export interface ISchemaEditorOptions extends IStoredOptions<Schema> {
  /** Asks for a file or folder; null where it was left. */
  browse(start: string): Promise<string | null>;
}

export class SchemaEditor extends StoredEditor<Schema> {
  constructor(protected override readonly options: ISchemaEditorOptions) {
    const { trans } = options;
    super(options, {
      icon: schemaIcon,
      path: 'schemas',
      caption: (name, version) => trans.__('Schema %1, version %2', name, version),
      keep: trans.__('Keep mine as a new schema'),
      keepTitle: trans.__('Keep your version as a new schema')
    });
    this.addClass('etlab-SchemaEditor');
    this.load(options.stored);
    this.showTitle();
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

  protected render(): JSX.Element {
    const { trans } = this.options;
    return (
      <div className="etlab-Schema">
        {this.problem && (
          <p className="etlab-Form-error" role="alert">
            {this.problem}
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
            this.changed();
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

  protected body(schema: Schema): Record<string, unknown> {
    return { columns: clean(columnsOf(schema)), description: schema.description || null };
  }

  protected draft(): Record<string, unknown> {
    return { columns: clean(this._columns), description: this._description || null };
  }

  protected load(schema: Schema): void {
    this._columns = columnsOf(schema);
    this._description = schema.description ?? '';
    this.update();
  }

  protected override mistake(): string {
    const { trans } = this.options;
    return mistakes(this._columns).size > 0
      ? trans.__('Nothing was stored yet: see the columns that are marked.')
      : '';
  }

  protected refused(error: ApiError | null): void {
    this._refused = new Map();
    const rows = flatten(this._columns);
    const texts: string[] = [];
    for (const { field, message } of error?.problem.errors ?? []) {
      // The row is the longest part of the field's path that is a column or a part of one.
      const path = String(field ?? '').replace(/^columns\./, '');
      const where = path.replace(/\.(type|name|nullable|description)$/, '');
      const text = String(message).replace(/^Value error, /, '');
      const row = rows.find(found => found.path.join('.') === where);
      this._refused.set(where, text);
      texts.push(row && 'name' in row.node ? `${String(row.node.name)}: ${text}` : text);
    }
    this.problem = texts.slice(0, 5).join(' ') || this.problem;
  }

  private _change(columns: IColumn[]): void {
    this._columns = columns;
    this._refused = new Map();
    this.problem = '';
    this.changed();
  }

  private _columns: IColumn[] = [];
  private _description = '';
  private _refused = new Map<string, string>();
}

function columnsOf(schema: Schema): IColumn[] {
  return schema.columns as unknown as IColumn[];
}
