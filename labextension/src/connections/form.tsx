/** The form of a connection. */

import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import {
  checkIcon,
  errorIcon,
  FormComponent,
  IFormComponentProps
} from '@jupyterlab/ui-components';
import type { RJSFSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { Fragment, useEffect, useMemo, useRef } from 'react';

import type { Schemas } from '../api/client';
import { Config, defaultsOf, formOf } from './form-schema';
import { ConnectionType, TYPES, typeName } from './model';

export interface IConnectionValues {
  name: string;
  connection_type: ConnectionType;
  is_default: boolean;
  config: Config;
}

export interface IConnectionFormProps {
  values: IConnectionValues;
  /** The JSON Schemas of the configs by type. */
  types: Record<string, RJSFSchema>;
  isNew: boolean;
  dirty: boolean;
  saving: boolean;
  /** What was refused, by field; an empty name for what belongs to none. */
  errors: { field: string; message: string }[];
  testing: boolean;
  /** What the last test of what is in the form gave. */
  test: Schemas['ConnectionTest'] | null;
  translator: ITranslator;
  onTest(): void;
  onChange(values: IConnectionValues): void;
  onSave(): void;
  onCancel(): void;
}

type FormProps = IFormComponentProps;

const HEAD = ['name', 'connection_type', 'is_default'];

export function ConnectionForm(props: IConnectionFormProps): JSX.Element {
  const { values, types, isNew, errors, translator, onChange } = props;
  const trans = translator.load('etlab-jupyter');
  const type = values.connection_type;
  const head = useMemo(
    (): RJSFSchema => ({
      type: 'object',
      properties: {
        name: { type: 'string', title: trans.__('Name'), maxLength: 255 },
        connection_type: {
          type: 'string',
          title: trans.__('Type'),
          oneOf: TYPES.map(name => ({ const: name, title: typeName(trans, name) }))
        },
        is_default: { type: 'boolean', title: trans.__('Use it where no other is chosen') }
      },
      required: ['name', 'connection_type']
    }),
    []
  );
  const form = useMemo(() => formOf(types[type] ?? { type: 'object' }), [types, type]);
  const node = useRef<HTMLFormElement>(null);
  useEffect(() => nameFields(node.current!));
  const general = errors.filter(({ field }) => !field);
  const shared = {
    validator: validator as unknown as FormProps['validator'],
    translator,
    noValidate: true,
    showErrorList: false as const,
    noHtml5Validate: true,
    compact: true,
    showModifiedFromDefault: false,
    formContext: {},
    liveValidate: false
  };
  return (
    <form
      ref={node}
      className="etlab-ConnectionForm"
      onSubmit={event => {
        event.preventDefault();
        props.onSave();
      }}
    >
      <h2>{isNew ? trans.__('New connection') : trans.__('Connection')}</h2>
      <FormComponent
        {...shared}
        tagName="div"
        idPrefix="connection"
        schema={head}
        uiSchema={{ connection_type: { 'ui:disabled': !isNew } } as FormProps['uiSchema']}
        formData={{
          name: values.name,
          connection_type: type,
          is_default: values.is_default
        }}
        extraErrors={errorsOf(errors, field => HEAD.includes(field))}
        onChange={({ formData }) => {
          const changed = formData as unknown as Omit<IConnectionValues, 'config'>;
          // Another type takes other settings.
          const same = changed.connection_type === type;
          const config = same ? values.config : defaultsOf(types[changed.connection_type]);
          onChange({ ...values, ...changed, name: changed.name ?? '', config });
        }}
      />
      <p className="etlab-Form-note">{types[type]?.description}</p>
      <FormComponent
        {...shared}
        key={type}
        tagName="div"
        idPrefix="config"
        schema={form.schema}
        uiSchema={form.uiSchema as FormProps['uiSchema']}
        formData={values.config as never}
        extraErrors={errorsOf(errors, field => !HEAD.includes(field))}
        onChange={({ formData }) => onChange({ ...values, config: formData as Config })}
      />
      {general.length > 0 && (
        <p className="etlab-Form-error" role="alert">
          {general.map(({ message }) => message).join(' ')}
        </p>
      )}
      <div role="status">
        {props.testing && <p className="etlab-Form-note">{trans.__('Connecting…')}</p>}
        {props.test && <TestNote test={props.test} trans={trans} />}
      </div>
      <div className="etlab-Form-buttons">
        <button
          type="button"
          className="jp-mod-styled"
          disabled={props.testing}
          title={trans.__('Connect with these settings, and say what is found')}
          onClick={props.onTest}
        >
          {trans.__('Test')}
        </button>
        <span className="etlab-Form-space" />
        <button type="button" className="jp-mod-styled jp-mod-reject" onClick={props.onCancel}>
          {trans.__('Cancel')}
        </button>
        <button
          type="submit"
          className="jp-mod-styled jp-mod-accept"
          disabled={props.saving || !props.dirty}
        >
          {isNew ? trans.__('Create') : trans.__('Save')}
        </button>
      </div>
    </form>
  );
}

function TestNote(props: {
  test: Schemas['ConnectionTest'];
  trans: TranslationBundle;
}): JSX.Element {
  const { test, trans } = props;
  const { works, message, failed, spark_version, master, latency_ms } = test;
  const parts = {
    address: trans.__('Address'),
    tls: trans.__('TLS'),
    credentials: trans.__('Sign-in'),
    permission: trans.__('Permission'),
    version: trans.__('Version')
  };
  const facts = [
    failed && [trans.__('What fails'), parts[failed]],
    spark_version && [trans.__('Spark'), spark_version],
    master && [trans.__('Master'), master],
    latency_ms !== null &&
      latency_ms !== undefined && [trans.__('Latency'), trans.__('%1 ms', latency_ms)]
  ].filter(fact => !!fact);
  const Icon = works ? checkIcon : errorIcon;
  const node = useRef<HTMLDivElement>(null);
  useEffect(() => {
    node.current?.scrollIntoView({ block: 'nearest' });
  }, [test]);
  return (
    <div ref={node} className={`etlab-ConnectionTest etlab-mod-${works ? 'success' : 'error'}`}>
      <Icon.react tag="span" elementSize="normal" />
      <div>
        {message}
        {facts.length > 0 && (
          <dl>
            {facts.map(([name, value]) => (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </Fragment>
            ))}
          </dl>
        )}
      </div>
    </div>
  );
}

// JupyterLab's forms show a field's name beside it, and do not tell screen readers.
function nameFields(form: HTMLFormElement): void {
  for (const label of form.querySelectorAll('.jp-FormGroup-fieldLabel')) {
    const field = label
      .closest('.jp-FormGroup-content')
      ?.querySelector('.jp-inputFieldWrapper > input, .jp-inputFieldWrapper > select');
    field?.setAttribute('aria-label', label.textContent ?? '');
  }
}

function errorsOf(
  errors: IConnectionFormProps['errors'],
  wanted: (field: string) => boolean
): FormProps['extraErrors'] {
  const found: Record<string, unknown> = {};
  for (const { field, message } of errors) {
    const [name, ...rest] = field.split('.');
    if (name && wanted(name)) {
      const leaf = rest.length > 0 ? `${rest.join('.')}: ${message}` : message;
      found[name] = { __errors: [leaf] };
    }
  }
  return found as FormProps['extraErrors'];
}
