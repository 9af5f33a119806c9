/** Fields that need more than a widget: what may be left out, and lists of columns. */

import { getDefaultRegistry } from '@rjsf/core';
import type { FieldProps, RJSFSchema } from '@rjsf/utils';
import { useId, useState, type KeyboardEvent } from 'react';

import { pathOf, type IFormContext } from './context';
import { ProblemNote } from './ProblemNote';
import { JsonInput } from './widgets';

const Standard = getDefaultRegistry().fields;

/** `X or null` is an X that may be left out; anything wider is typed as JSON. */
export function AnyOfField(props: FieldProps & { options?: RJSFSchema[] }): JSX.Element {
  const { schema, registry, formData, onChange, idSchema, name } = props;
  const { trans } = registry.formContext as IFormContext;
  const options = ((props.options ?? schema.anyOf ?? []) as RJSFSchema[]).filter(
    option => option.type !== 'null'
  );
  const label = schema.title ?? name;
  const option = options[0];
  if (options.length !== 1 || !option) {
    const lenient = options.some(one => one.type === 'string');
    return (
      <JsonInput
        id={idSchema.$id}
        label={label}
        value={formData}
        lenient={lenient}
        onChange={value => onChange(value)}
      />
    );
  }
  const isColumns = (option.items as RJSFSchema | undefined)?.format === 'column';
  const nested = option.type === 'object' || (option.type === 'array' && !isColumns);
  if (nested && (formData === undefined || formData === null)) {
    return (
      <button
        type="button"
        className="etlab-TextButton etlab-mod-add"
        onClick={() => onChange(option.type === 'array' ? [] : {})}
      >
        {trans.__('+ Add')}
      </button>
    );
  }
  const SchemaField = registry.fields.SchemaField!;
  const inner = {
    ...option,
    title: schema.title ?? label,
    description: schema.description,
    examples: schema.examples ?? option.examples,
    default: schema.default ?? undefined,
    ...(schema.format ? { format: schema.format } : {}),
    ...('x-port' in schema ? { 'x-port': schema['x-port'] } : {})
  };
  return (
    <div className={nested ? 'etlab-Form-nested' : undefined}>
      <SchemaField
        {...props}
        schema={inner as RJSFSchema}
        uiSchema={{ 'ui:label': false, 'ui:inner': true }}
        formData={formData ?? undefined}
      />
      {nested && (
        <button
          type="button"
          className="etlab-TextButton etlab-mod-add"
          onClick={() => onChange(undefined as never)}
        >
          {trans.__('Leave out')}
        </button>
      )}
    </div>
  );
}

export function ArrayField(props: FieldProps): JSX.Element {
  const items = props.schema.items as RJSFSchema | undefined;
  if (items?.format === 'column') {
    return <ColumnsField {...props} />;
  }
  const Field = Standard.ArrayField as React.ComponentType<FieldProps>;
  return <Field {...props} />;
}

/** Columns as chips: picked or typed, dragged into another order. */
function ColumnsField(props: FieldProps): JSX.Element {
  const { schema, registry, idSchema, onChange, name, uiSchema } = props;
  const { columns, trans, problems } = registry.formContext as IFormContext;
  const [text, setText] = useState('');
  const [dragged, setDragged] = useState<number | null>(null);
  const list = useId();
  const chosen = ((props.formData ?? []) as string[]).map(String);
  const port = (schema.items as Record<string, unknown>)['x-port'] as string | undefined;
  const offered = columns(port).filter(column => !chosen.includes(column.name));
  const path = pathOf(idSchema.$id);
  const notes = chosen.flatMap((_, index) => problems.get(`${path}.${index}`) ?? []);
  const label = schema.title ?? name;

  const set = (next: string[]): void => onChange((next.length > 0 ? next : undefined) as never);
  const add = (column: string): void => {
    if (column.trim() !== '' && !chosen.includes(column.trim())) {
      set([...chosen, column.trim()]);
    }
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add(text);
    } else if (event.key === 'Backspace' && text === '' && chosen.length > 0) {
      set(chosen.slice(0, -1));
    }
  };
  const drop = (to: number): void => {
    if (dragged !== null && dragged !== to) {
      const next = chosen.filter((_, index) => index !== dragged);
      next.splice(to, 0, chosen[dragged]!);
      set(next);
    }
    setDragged(null);
  };
  return (
    <div className="etlab-Columns">
      {uiSchema?.['ui:inner'] !== true && (
        <span className="etlab-Form-label" title={schema.description}>
          {label}
          {props.required && <span className="etlab-Form-required">*</span>}
        </span>
      )}
      <div className="etlab-Columns-box">
        {chosen.map((column, index) => (
          <span
            key={column}
            draggable
            className={`etlab-Chip ${problems.has(`${path}.${index}`) ? 'etlab-mod-wrong' : ''}`}
            onDragStart={() => setDragged(index)}
            onDragOver={event => event.preventDefault()}
            onDrop={() => drop(index)}
          >
            {column}
            <button
              type="button"
              aria-label={trans.__('Remove %1', column)}
              onClick={() => set(chosen.filter((_, place) => place !== index))}
            >
              ×
            </button>
          </span>
        ))}
        <input
          id={idSchema.$id}
          aria-label={label}
          list={list}
          value={text}
          placeholder={chosen.length === 0 ? trans.__('Add a column') : ''}
          onChange={event => {
            const known = offered.some(column => column.name === event.target.value);
            const picked = !(event.nativeEvent as InputEvent).inputType?.startsWith('insertText');
            if (known && picked) {
              add(event.target.value);
            } else {
              setText(event.target.value);
            }
          }}
          onKeyDown={onKeyDown}
          onBlur={() => add(text)}
        />
      </div>
      <datalist id={list}>
        {offered.map(column => (
          <option key={column.name} value={column.name}>
            {column.type}
          </option>
        ))}
      </datalist>
      {notes.map((problem, index) => (
        <ProblemNote key={index} problem={problem} />
      ))}
    </div>
  );
}

/** A schema without a type: any JSON. */
function JsonField(props: FieldProps): JSX.Element {
  return (
    <JsonInput
      id={props.idSchema.$id}
      label={props.schema.title ?? props.name}
      value={props.formData}
      onChange={value => props.onChange(value)}
    />
  );
}

export const fields = { AnyOfField, ArrayField, JsonField };
