/** A connection in the main area. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { JSONExt, ReadonlyJSONObject } from '@lumino/coreutils';
import { Message } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';
import type { RJSFSchema } from '@rjsf/utils';

import { ApiClient, ApiError, Schemas } from '../api/client';
import { connectionIcon } from '../panel/icons';
import { ConnectionForm, IConnectionFormProps, IConnectionValues } from './form';
import { configOf, defaultsOf } from './form-schema';

type Connection = Schemas['Connection'];

export interface IConnectionEditorOptions {
  client: ApiClient;
  translator: ITranslator;
  types: Record<string, RJSFSchema>;
  /** Null makes a new one. */
  connection: Connection | null;
}

export class ConnectionEditor extends ReactWidget {
  constructor(private readonly options: IConnectionEditorOptions) {
    super();
    const { connection, types } = options;
    this.addClass('etlab-Editor');
    this.title.icon = connectionIcon;
    this.title.closable = true;
    this._values = connection ? valuesOf(connection, types) : newValues(types);
    this._stored = this._values;
    this.itemId = connection?.id ?? null;
    this._showTitle();
  }

  itemId: string | null;

  /** Tells what was stored. */
  get saved(): ISignal<this, Connection> {
    return this._saved;
  }

  get dirty(): boolean {
    const [values, stored] = [this._values, this._stored].map(
      ({ config, ...head }) => ({ ...head, config: configOf(config) }) as ReadonlyJSONObject
    );
    return !JSONExt.deepEqual(values!, stored!);
  }

  async mayClose(): Promise<boolean> {
    const trans = this.options.translator.load('etlab-jupyter');
    const { button } = await showDialog({
      title: trans.__('Close without saving?'),
      body: trans.__('What you changed in “%1” will be lost.', this._values.name),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Discard') })
      ]
    });
    return button.accept;
  }

  protected render(): JSX.Element {
    const { types, translator } = this.options;
    return (
      <ConnectionForm
        values={this._values}
        types={types}
        translator={translator}
        isNew={this.itemId === null}
        dirty={this.dirty || this.itemId === null}
        saving={this._saving}
        errors={this._errors}
        testing={this._testing}
        test={this._test}
        onTest={() => void this._check()}
        onChange={values => {
          this._values = values;
          this._test = null;
          this._showTitle();
          this.update();
        }}
        onSave={() => void this._save()}
        onCancel={() => this._end()}
      />
    );
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.querySelector<HTMLElement>('input')?.focus();
  }

  private async _save(): Promise<void> {
    const { client, types } = this.options;
    const { name, connection_type, is_default, config } = this._values;
    this._saving = true;
    this._errors = [];
    this.update();
    try {
      const body = { name, is_default, config: configOf(config) };
      const stored = this.itemId
        ? await client.call<Connection>('PATCH', `connections/${this.itemId}`, { body })
        : await client.call<Connection>('POST', 'connections', {
            body: { ...body, connection_type }
          });
      this.itemId = stored.id;
      this._values = this._stored = valuesOf(stored, types);
      this._showTitle();
      this._saved.emit(stored);
    } catch (error) {
      const trans = this.options.translator.load('etlab-jupyter');
      this._errors = problems(error, trans, types[connection_type]);
    } finally {
      this._saving = false;
      this.update();
    }
  }

  /** Really connects with what is in the form, stored or not. */
  private async _check(): Promise<void> {
    const { client, types } = this.options;
    const { connection_type, config: form } = this._values;
    const config = configOf(form);
    this._testing = true;
    this._test = null;
    this._errors = [];
    this.update();
    try {
      this._test = this.itemId
        ? await client.call('POST', `connections/${this.itemId}/test`, { body: { config } })
        : await client.call('POST', 'test-connection', { body: { connection_type, config } });
    } catch (error) {
      const trans = this.options.translator.load('etlab-jupyter');
      this._errors = problems(error, trans, types[connection_type]);
    } finally {
      this._testing = false;
      this.update();
    }
  }

  private _end(): void {
    this._values = this._stored;
    // In the main area the widget around this one is closed.
    (this.parent ?? this).dispose();
  }

  private _showTitle(): void {
    const trans = this.options.translator.load('etlab-jupyter');
    this.title.label = this._stored.name || trans.__('New connection');
    this.title.className = this.dirty ? 'jp-mod-dirty' : '';
  }

  private _values: IConnectionValues;
  private _stored: IConnectionValues;
  private _saving = false;
  private _testing = false;
  private _test: Schemas['ConnectionTest'] | null = null;
  private _errors: IConnectionFormProps['errors'] = [];
  private readonly _saved = new Signal<this, Connection>(this);
}

type Types = IConnectionEditorOptions['types'];

function valuesOf(connection: Connection, types: Types): IConnectionValues {
  const { name, connection_type, is_default, config } = connection;
  const defaults = defaultsOf(types[connection_type]);
  return { name, connection_type, is_default, config: { ...defaults, ...config } };
}

function newValues(types: Types): IConnectionValues {
  const config = defaultsOf(types.local);
  return { name: '', connection_type: 'local', is_default: false, config };
}

function problems(
  error: unknown,
  trans: TranslationBundle,
  config: RJSFSchema | undefined
): IConnectionFormProps['errors'] {
  if (!(error instanceof ApiError)) {
    return [{ field: '', message: String(error) }];
  }
  const { errors, field, detail } = error.problem;
  const found = errors?.length
    ? errors.map(item => ({ field: String(item.field ?? ''), message: String(item.message) }))
    : [{ field: field ?? '', message: detail }];
  return found.map(({ field: path, message }) => {
    const name = path.replace(/^config\./, '');
    const example = exampleOf(config, name);
    const text =
      message.includes('should match pattern') && example
        ? trans.__('This is not in the right form, such as “%1”.', example)
        : message.replace(`${path}: `, '').replace(/^Value error, /, '');
    return { field: name, message: text };
  });
}

function exampleOf(config: RJSFSchema | undefined, name: string): string | undefined {
  const field = config?.properties?.[name];
  return typeof field === 'object' ? (field.examples as string[] | undefined)?.[0] : undefined;
}
