/** Picks a schema: of the page itself, or of its workspace. */

import { addIcon, editIcon } from '@jupyterlab/ui-components';
import type { WidgetProps } from '@rjsf/utils';
import { useCallback, useEffect, useState } from 'react';

import type { IFormContext, IStoredSchema } from './context';

export function SchemaWidget(props: WidgetProps): JSX.Element {
  const { id, label, required, onChange } = props;
  const { host, trans, pageId, schemaNames } = props.formContext as IFormContext;
  const value = String(props.value ?? '');
  const [stored, reload] = useStored(props.formContext as IFormContext);
  const others = (stored ?? []).filter(({ name }) => !schemaNames.includes(name));
  const chosen = others.find(({ name }) => name === value);
  const missing = value !== '' && !chosen && !schemaNames.includes(value);
  const create = async (): Promise<void> => {
    const name = await host.createSchema(pageId!);
    if (name !== null) {
      onChange(name);
    }
  };
  return (
    <div className="etlab-Form-row">
      <select
        id={id}
        className="etlab-Input etlab-Select"
        aria-label={label}
        aria-required={required}
        value={value}
        onFocus={reload}
        onChange={event => onChange(event.target.value || undefined)}
      >
        <option value="">{trans.__('None')}</option>
        {missing && (
          <option value={value}>{stored === null ? value : trans.__('%1 (missing)', value)}</option>
        )}
        <Group label={trans.__('Of this page')} names={schemaNames} />
        <Group label={trans.__('Of the workspace')} names={others.map(({ name }) => name)} />
      </select>
      {chosen && (
        <button
          type="button"
          className="etlab-IconButton"
          title={trans.__('Open the schema')}
          onClick={() => host.openSchema(chosen.id)}
        >
          <editIcon.react tag="span" elementSize="normal" />
        </button>
      )}
      {pageId !== null && (
        <button
          type="button"
          className="etlab-IconButton"
          title={trans.__('New schema')}
          onClick={() => void create()}
        >
          <addIcon.react tag="span" elementSize="normal" />
        </button>
      )}
    </div>
  );
}

function Group({ label, names }: { label: string; names: readonly string[] }): JSX.Element | null {
  return names.length === 0 ? null : (
    <optgroup label={label}>
      {names.map(name => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

/** The workspace's schemas, null until they are known, and how to ask again. */
function useStored(context: IFormContext): [readonly IStoredSchema[] | null, () => void] {
  const { host, pageId } = context;
  const [stored, setStored] = useState<readonly IStoredSchema[] | null>(null);
  const reload = useCallback(() => {
    if (pageId === null) {
      setStored([]);
      return;
    }
    // Without an answer, what is chosen stays as it is.
    void host.storedSchemas(pageId).then(setStored, () => undefined);
  }, [host, pageId]);
  useEffect(reload, [reload]);
  return [stored, reload];
}
