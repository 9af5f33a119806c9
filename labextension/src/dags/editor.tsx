/** A DAG in the main area: its form, and the order of its tasks. */

import '../../style/canvas.css';
import '../../style/panels.css';
import '../../style/form.css';
import '../../style/dag.css';

import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { RJSFSchema } from '@rjsf/utils';

import { ApiClient, ApiError, IListing, Schemas } from '../api/client';
import { plain, withExact } from '../api/numbers';
import type { Note } from '../form/context';
import { SchemaForm } from '../form/SchemaForm';
import { dagIcon } from '../panel/icons';
import { IStoredOptions, StoredEditor } from '../panel/stored-editor';
import { bodyOf, Dag, followed, formOf, IForm, nameOf, steps } from './document';
import { IDagContext, INamed, Picked, pickers } from './pickers';

export interface IDagEditorOptions extends IStoredOptions<Dag> {
  schema: RJSFSchema;
}

// Edges name tasks by their ids; people see names.
const UI = { tasks: { items: { id: { 'ui:widget': 'hidden' } } } };
const SHOWN = 50;

export class DagEditor extends StoredEditor<Dag> {
  constructor(protected override readonly options: IDagEditorOptions) {
    const { trans } = options;
    super(options, {
      icon: dagIcon,
      path: 'dags',
      exact: true,
      caption: (name, version) => trans.__('DAG %1, version %2', name, version),
      keep: trans.__('Keep mine as a new DAG'),
      keepTitle: trans.__('Keep your version as a new DAG')
    });
    this.addClass('etlab-DagEditor');
    this._schema = { ...options.schema, title: undefined, description: undefined };
    this.load(options.stored);
    this.showTitle();
  }

  protected render(): JSX.Element {
    const { trans } = this.options;
    return (
      <div className="etlab-Dag">
        <fieldset className="etlab-Form" disabled={!this.writable}>
          <legend className="etlab-Dag-head">{trans.__('DAG')}</legend>
          {this.problem && (
            <p className="etlab-Form-error" role="alert">
              {this.problem}
            </p>
          )}
          <SchemaForm
            key={this._loaded}
            idPrefix={this.itemId}
            schema={this._schema}
            uiSchema={UI}
            widgets={pickers}
            data={this._form}
            context={this._context()}
            onChange={next => {
              this._form = followed(this._form, next);
              this.problem = '';
              this._notes = new Map();
              this.changed();
            }}
          />
        </fieldset>
        <Aside dag={this.stored} form={this._form} trans={trans} />
      </div>
    );
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.querySelector<HTMLElement>('input')?.focus();
  }

  protected body(dag: Dag): Record<string, unknown> {
    return bodyOf(dag);
  }

  protected draft(): Record<string, unknown> {
    return withExact(bodyOf(this.stored), bodyOf(this._form)) as Record<string, unknown>;
  }

  protected override copy(): Record<string, unknown> {
    // The server finds another id for Airflow.
    return { ...this.draft(), dag_id: undefined };
  }

  protected load(dag: Dag): void {
    this._form = formOf(plain(bodyOf(dag)) as Record<string, unknown>);
    this._notes = new Map();
    this._loaded++;
    this.update();
  }

  protected override renamed(name: string): void {
    if (this._form.name === this.stored.name) {
      this._form = { ...this._form, name };
      this._loaded++;
    }
  }

  protected refused(error: ApiError | null): void {
    const { errors, field, detail } = error?.problem ?? {};
    const found = errors?.length ? errors : [{ field, message: detail }];
    this._notes = new Map();
    for (const { field: path, message } of error ? found : []) {
      const text = String(message).replace(/^Value error, /, '');
      this._notes.set(String(path ?? ''), [{ severity: 'error', message: text }]);
    }
  }

  private _context(): IDagContext {
    const { client, trans } = this.options;
    const { workspace_id } = this.stored;
    return {
      trans,
      problems: this._notes,
      tasks: this._form.tasks ?? [],
      find: (kind, search) => findNamed(client, kind, search, workspace_id),
      nameOf: (kind, id) => nameById(client, kind, id)
    };
  }

  private readonly _schema: RJSFSchema;
  private _form: IForm = {};
  private _notes = new Map<string, Note[]>();
  /** Counts what came from elsewhere than the form, which then begins anew. */
  private _loaded = 0;
}

async function findNamed(
  client: ApiClient,
  kind: Picked,
  search: string,
  workspace_id: string
): Promise<INamed[]> {
  const of = kind === 'page' ? { workspace_id } : {};
  const params = { ...of, search: search || undefined, fields: 'id,name', sort: 'name' };
  return (await client.get<IListing<INamed>>(`${kind}s`, { ...params, limit: SHOWN })).items;
}

async function nameById(client: ApiClient, kind: Picked, id: string): Promise<string | null> {
  try {
    const found = await client.get<INamed & { deleted_at?: string | null }>(`${kind}s/${id}`);
    return found.deleted_at ? null : found.name;
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) {
      return null;
    }
    throw error;
  }
}

interface IAsideProps {
  dag: Dag;
  form: IForm;
  trans: TranslationBundle;
}

/** What Airflow has of it, and its tasks in the order in which they run. */
function Aside({ dag, form, trans }: IAsideProps): JSX.Element {
  const found = steps(form);
  return (
    <aside className="etlab-Dag-aside" aria-label={trans.__('Order of the tasks')}>
      <h2>{trans.__('Airflow')}</h2>
      <p>{syncText(trans, dag.sync_status)}</p>
      {dag.last_synced_at && (
        <p>{trans.__('Given to Airflow %1', Time.formatHuman(dag.last_synced_at))}</p>
      )}
      <h2>{trans.__('Order of the tasks')}</h2>
      {found.length === 0 && <p>{trans.__('This DAG has no tasks yet.')}</p>}
      <ol>
        {found.map(({ task, after }) => (
          <li key={task.id}>
            <strong>{nameOf(task)}</strong> {task.type}
            {after.length > 0 && <p>{trans.__('after %1', after.join(', '))}</p>}
          </li>
        ))}
      </ol>
    </aside>
  );
}

function syncText(trans: TranslationBundle, status: Schemas['SyncStatus']): string {
  return {
    pending: trans.__('Airflow does not have it yet.'),
    synced: trans.__('Airflow has it as it is saved.'),
    modified: trans.__('Airflow has an older version.'),
    error: trans.__('Airflow did not take it.')
  }[status];
}
