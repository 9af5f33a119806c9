/** Inputs for plain values, and for those that a `format` tells more about. */

import { folderIcon, listIcon } from '@jupyterlab/ui-components';
import type { WidgetProps } from '@rjsf/utils';
import { useId, useState } from 'react';

import { ExpressionWidget } from './ExpressionWidget';
import type { IFormContext } from './context';
import { chooseSparkPath } from './PathBrowser';
import { SchemaWidget } from './SchemaWidget';
import { TYPES } from './spark-types';

/** What an empty input means: nothing, or, where that differs, an empty text. */
function emptied(props: WidgetProps, text: string): string | undefined {
  const { schema } = props;
  const meant = schema.type === 'string' && !schema.minLength && Boolean(schema.default);
  return text === '' && !meant ? undefined : text;
}

/** The default, or an example of what belongs here. */
export function hint(props: WidgetProps): string {
  const { schema, formContext } = props;
  const { trans } = formContext as IFormContext;
  if (schema.default !== undefined && schema.default !== null && schema.default !== '') {
    return String(schema.default).replace('\t', '\\t');
  }
  const example = Array.isArray(schema.examples) ? schema.examples[0] : undefined;
  return typeof example === 'string' || typeof example === 'number'
    ? trans.__('e.g. %1', example)
    : '';
}

function TextWidget(props: WidgetProps): JSX.Element {
  const { id, value, schema, required, onChange, options } = props;
  const list = useId();
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const suggestions =
    (options.suggestions as string[] | undefined) ?? (schema.format ? [] : examples.map(String));
  const numeric = schema.type === 'number' || schema.type === 'integer';
  const type = numeric ? 'number' : schema.format === 'date' ? 'date' : 'text';
  return (
    <>
      <input
        id={id}
        className="etlab-Input"
        type={type}
        step={schema.type === 'integer' ? 1 : 'any'}
        min={schema.minimum}
        max={schema.maximum}
        value={value ?? ''}
        aria-required={required}
        aria-label={props.label}
        placeholder={hint(props)}
        list={suggestions.length > 0 ? list : undefined}
        spellCheck={false}
        autoComplete="off"
        onChange={event => onChange(emptied(props, event.target.value))}
      />
      {suggestions.length > 0 && (
        <datalist id={list}>
          {suggestions.map(text => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </>
  );
}

function ColumnWidget(props: WidgetProps): JSX.Element {
  const { columns } = props.formContext as IFormContext;
  const suggestions = columns(props.schema['x-port' as never]).map(column => column.name);
  return <TextWidget {...props} options={{ ...props.options, suggestions }} />;
}

function TypeWidget(props: WidgetProps): JSX.Element {
  return <TextWidget {...props} options={{ ...props.options, suggestions: TYPES }} />;
}

function PathWidget(props: WidgetProps): JSX.Element {
  const { host, listPath, trans } = props.formContext as IFormContext;
  const choose = async (): Promise<void> => {
    const at = String(props.value ?? '');
    const path = await host.browse(at.includes('://') ? '' : at.split('/').slice(0, -1).join('/'));
    if (path !== null) {
      props.onChange(path);
    }
  };
  const chooseOfSpark = async (list: typeof listPath & object): Promise<void> => {
    const start = folderOf(String(props.value ?? ''));
    const path = await chooseSparkPath({ trans, list, start });
    if (path !== null) {
      props.onChange(path);
    }
  };
  return (
    <div className="etlab-Form-row">
      <TextWidget {...props} />
      <button
        type="button"
        className="etlab-IconButton"
        title={trans.__('Browse…')}
        onClick={() => void choose()}
      >
        <folderIcon.react tag="span" elementSize="normal" />
      </button>
      {listPath && (
        <button
          type="button"
          className="etlab-IconButton"
          title={trans.__('Browse Spark’s paths…')}
          onClick={() => void chooseOfSpark(listPath)}
        >
          <listIcon.react tag="span" elementSize="normal" />
        </button>
      )}
    </div>
  );
}

/** The folder that a path is in; not the place of a glob. */
function folderOf(path: string): string {
  const plain = path.replace(/[*?{[].*$/, '');
  return plain.split('/').slice(0, -1).join('/');
}

function SelectWidget(props: WidgetProps): JSX.Element {
  const { id, value, schema, options, required, onChange } = props;
  const items = options.enumOptions ?? [];
  const shown = value ?? schema.default;
  const index = items.findIndex(item => item.value === shown);
  return (
    <select
      id={id}
      className="etlab-Input etlab-Select"
      aria-label={props.label}
      aria-required={required}
      value={index}
      onChange={event => {
        const chosen = items[Number(event.target.value)]?.value;
        onChange(chosen === schema.default ? undefined : chosen);
      }}
    >
      {(index < 0 || schema.default === undefined) && <option value={-1}> </option>}
      {items.map((item, place) => (
        <option key={String(item.value)} value={place}>
          {item.label.replaceAll('_', ' ')}
        </option>
      ))}
    </select>
  );
}

function CheckboxWidget(props: WidgetProps): JSX.Element {
  const { id, value, schema, label, onChange } = props;
  const fallback = schema.default ?? false;
  return (
    <label className="etlab-Form-check" title={schema.description}>
      <input
        id={id}
        type="checkbox"
        checked={value ?? fallback}
        onChange={event => {
          const { checked } = event.target;
          onChange(checked === fallback ? undefined : checked);
        }}
      />
      <span>{label}</span>
    </label>
  );
}

/** Any JSON, for what has no simpler input; a text is taken over as soon as it is JSON. */
export function JsonInput({
  id,
  value,
  label,
  lenient,
  onChange
}: {
  id: string;
  value: unknown;
  label: string;
  /** Whether a text that is no JSON is meant as a text. */
  lenient?: boolean;
  onChange: (value: unknown) => void;
}): JSX.Element {
  const shown = (): string =>
    value === undefined || value === null
      ? ''
      : lenient && typeof value === 'string' && !isJson(value)
        ? value
        : JSON.stringify(value);
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft !== null && draft !== '' && !lenient && !isJson(draft);
  return (
    <textarea
      id={id}
      className={`etlab-Input etlab-mod-code ${wrong ? 'etlab-mod-wrong' : ''}`}
      aria-label={label}
      aria-invalid={wrong}
      rows={1}
      value={draft ?? shown()}
      onChange={event => {
        const text = event.target.value;
        setDraft(text);
        if (text === '') {
          onChange(undefined);
        } else if (isJson(text)) {
          onChange(JSON.parse(text));
        } else if (lenient) {
          onChange(text);
        }
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const widgets = {
  TextWidget,
  DateWidget: TextWidget,
  SelectWidget,
  CheckboxWidget,
  TextareaWidget: ExpressionWidget,
  column: ColumnWidget,
  path: PathWidget,
  table: TextWidget,
  expression: ExpressionWidget,
  sql: ExpressionWidget,
  python: ExpressionWidget,
  'spark-type': TypeWidget,
  'schema-definition': SchemaWidget
};
