/** The frames around fields: labels, problems, lists and groups, compactly. */

import {
  ADDITIONAL_PROPERTY_FLAG,
  canExpand,
  type ArrayFieldTemplateProps,
  type FieldTemplateProps,
  type ObjectFieldTemplateProps,
  type RJSFSchema
} from '@rjsf/utils';

import { pathOf, type IFormContext } from './context';
import { ProblemNote } from './ProblemNote';

function FieldTemplate(props: FieldTemplateProps): JSX.Element {
  const { id, label, schema, required, children, displayLabel, uiSchema, hidden } = props;
  const { problems, trans } = props.formContext as IFormContext;
  const path = pathOf(id);
  if (hidden) {
    return <div hidden>{children}</div>;
  }
  if (uiSchema?.['ui:inner'] === true) {
    return <>{children}</>;
  }
  const notes = path === '' ? [] : (problems.get(path) ?? []);
  const additional = ADDITIONAL_PROPERTY_FLAG in schema;
  return (
    <div className={`etlab-Field ${notes.length > 0 ? 'etlab-mod-problem' : ''}`} data-field={path}>
      {additional ? (
        <div className="etlab-Form-row">
          <input
            className="etlab-Input"
            aria-label={trans.__('Name')}
            defaultValue={label}
            onBlur={event => props.onKeyChange(event.target.value)}
          />
          {children}
          <button
            type="button"
            className="etlab-IconButton"
            title={trans.__('Remove')}
            onClick={props.onDropPropertyClick(label)}
          >
            ×
          </button>
        </div>
      ) : (
        <>
          {displayLabel && label && (
            <label
              className="etlab-Form-label"
              htmlFor={id}
              onClick={() => document.getElementById(id)?.focus()}
            >
              <span>{schema.title ? label : spoken(label)}</span>
              {required && <span className="etlab-Form-required">*</span>}
              {schema.description && <Info text={schema.description} />}
            </label>
          )}
          {children}
        </>
      )}
      {notes.map((problem, index) => (
        <ProblemNote key={index} problem={problem} />
      ))}
    </div>
  );
}

/** A field's name where it has no title. */
function spoken(name: string): string {
  return (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('_', ' ');
}

function Info({ text }: { text: string }): JSX.Element {
  return (
    <span className="etlab-Form-info" title={text} aria-hidden="true">
      ?
    </span>
  );
}

function ArrayFieldTemplate(props: ArrayFieldTemplateProps): JSX.Element {
  const { items, title, schema, canAdd, onAddClick, uiSchema, required } = props;
  const { trans } = props.formContext as IFormContext;
  return (
    <div className="etlab-List">
      {uiSchema?.['ui:inner'] !== true && title && (
        <span className="etlab-Form-label">
          <span>{title}</span>
          {required && <span className="etlab-Form-required">*</span>}
          {schema.description && <Info text={schema.description} />}
        </span>
      )}
      {items.map(item => (
        <div key={item.key} className="etlab-List-item">
          <div className="etlab-List-content">{item.children}</div>
          <div className="etlab-List-buttons">
            <button
              type="button"
              className="etlab-IconButton"
              title={trans.__('Move up')}
              disabled={!item.hasMoveUp}
              onClick={item.onReorderClick(item.index, item.index - 1)}
            >
              ↑
            </button>
            <button
              type="button"
              className="etlab-IconButton"
              title={trans.__('Move down')}
              disabled={!item.hasMoveDown}
              onClick={item.onReorderClick(item.index, item.index + 1)}
            >
              ↓
            </button>
            <button
              type="button"
              className="etlab-IconButton"
              title={trans.__('Remove')}
              onClick={item.onDropIndexClick(item.index)}
            >
              ×
            </button>
          </div>
        </div>
      ))}
      {canAdd && (
        <button type="button" className="etlab-TextButton etlab-mod-add" onClick={onAddClick}>
          {trans.__('+ Add')}
        </button>
      )}
    </div>
  );
}

function ObjectFieldTemplate(props: ObjectFieldTemplateProps): JSX.Element {
  const { schema, uiSchema, formData, idSchema, title } = props;
  const { trans } = props.formContext as IFormContext;
  const isRoot = pathOf(idSchema.$id) === '';
  // Fields beyond those with a name are kept, but not asked for.
  const open = Object.keys(named(schema)).length === 0 || 'x-open' in schema;
  const map = open && canExpand(schema, uiSchema, formData);
  const main = new Set(mainFields(schema, isRoot ? 6 : 3));
  const properties = [...props.properties].sort(
    (a, b) => Number(isName(b.name)) - Number(isName(a.name))
  );
  const first = properties.filter(one => main.has(one.name) || !(one.name in named(schema)));
  const rest = properties.filter(one => !first.includes(one));
  const set = rest.some(one => formData?.[one.name] !== undefined);
  return (
    <div className={isRoot ? 'etlab-Form-root' : 'etlab-Form-group'} id={idSchema.$id}>
      {map && title && uiSchema?.['ui:inner'] !== true && (
        <span className="etlab-Form-label">
          <span>{title}</span>
          {schema.description && <Info text={schema.description} />}
        </span>
      )}
      {first.map(one => one.content)}
      {map && (
        <button
          type="button"
          className="etlab-TextButton etlab-mod-add"
          onClick={props.onAddClick(schema)}
        >
          {trans.__('+ Add')}
        </button>
      )}
      {rest.length > 0 && (
        <details className="etlab-Form-more" open={set || undefined}>
          <summary>{trans.__('More settings')}</summary>
          {rest.map(one => one.content)}
        </details>
      )}
    </div>
  );

  /** Of a column, its name is what one looks for first. */
  function isName(name: string): boolean {
    return name === 'name' && 'type' in named(schema);
  }
}

function named(schema: RJSFSchema): Record<string, RJSFSchema> {
  return (schema.properties ?? {}) as Record<string, RJSFSchema>;
}

/** What is required, then what is simple, until there are enough. */
function mainFields(schema: RJSFSchema, limit: number): string[] {
  const all = Object.entries(named(schema));
  if (all.length <= limit + 1) {
    return all.map(([name]) => name);
  }
  const required = new Set(schema.required ?? []);
  const main = all.filter(([name]) => required.has(name)).map(([name]) => name);
  for (const [name, one] of all) {
    const options = (one.anyOf ?? []) as RJSFSchema[];
    const simple = options.every(option => !option.$ref && option.type !== 'array');
    if (main.length < limit && !required.has(name) && simple) {
      main.push(name);
    }
  }
  return main;
}

export const templates = { FieldTemplate, ArrayFieldTemplate, ObjectFieldTemplate };
