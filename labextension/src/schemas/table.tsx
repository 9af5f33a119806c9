/** The table in which columns are edited. */

import type { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  caretDownIcon,
  caretUpIcon,
  deleteIcon,
  LabIcon
} from '@jupyterlab/ui-components';
import { KeyboardEvent, useId, useRef } from 'react';

import * as c from './columns';

export interface IColumnTableProps {
  columns: readonly c.IColumn[];
  writable: boolean;
  trans: TranslationBundle;
  /** What the server refused, by path. */
  refused: ReadonlyMap<string, string>;
  onChange(columns: c.IColumn[]): void;
}

export function ColumnTable(props: IColumnTableProps): JSX.Element {
  const { columns, trans, onChange } = props;
  const list = useId();
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = c.flatten(columns);
  const mistakes = c.mistakes(columns);
  const mistakeText = {
    'no-name': trans.__('A column needs a name.'),
    twice: trans.__('There is a column of this name already; upper and lower case do not count.'),
    'no-type': trans.__('A column needs a type.')
  };
  const focusName = (path: c.Path): void => {
    window.setTimeout(() =>
      body.current?.querySelector<HTMLElement>(`tr[data-path="${path.join('.')}"] input`)?.focus()
    );
  };
  const addAfter = (path: c.Path): void => {
    onChange(c.insertAfter(columns, path, c.newColumn()));
    focusName([...path.slice(0, -1), Number(path.at(-1)) + 1]);
  };
  const move = (path: c.Path, by: number): void => {
    const to = Number(path.at(-1)) + by;
    onChange(c.move(columns, path, by));
    if (to >= 0) {
      focusName([...path.slice(0, -1), to]);
    }
  };
  return (
    <>
      <datalist id={list}>
        {c.TYPES.map(type => (
          <option key={type} value={type} />
        ))}
      </datalist>
      <table className="etlab-ColumnTable" aria-label={trans.__('Columns')}>
        <thead>
          <tr>
            <th>{trans.__('Name')}</th>
            <th>{trans.__('Type')}</th>
            <th title={trans.__('Whether nulls are allowed')}>{trans.__('Nullable')}</th>
            <th>{trans.__('Description')}</th>
            <th aria-label={trans.__('Actions')} />
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map(row => {
            const where = row.path.join('.');
            const mistake = mistakes.get(where);
            return (
              <Row
                key={where}
                row={row}
                list={list}
                trans={trans}
                writable={props.writable}
                problem={mistake ? mistakeText[mistake] : props.refused.get(where)}
                onChange={change => onChange(c.update(columns, row.path, change))}
                onAdd={() => addAfter(row.path)}
                onRemove={() => onChange(c.remove(columns, row.path))}
                onMove={by => move(row.path, by)}
              />
            );
          })}
        </tbody>
      </table>
    </>
  );
}

interface IRowProps {
  row: c.IFlatRow;
  list: string;
  trans: TranslationBundle;
  writable: boolean;
  problem?: string;
  onChange(change: (node: c.IType) => c.IType): void;
  onAdd(): void;
  onRemove(): void;
  onMove(by: number): void;
}

function Row(props: IRowProps): JSX.Element {
  const { row, trans, writable, problem, onChange } = props;
  const { node, part } = row;
  const parts = {
    element: trans.__('element'),
    key: trans.__('key'),
    value: trans.__('value')
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (part) {
      return;
    }
    if (event.key === 'Enter') {
      props.onAdd();
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      props.onMove(event.key === 'ArrowUp' ? -1 : 1);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <tr
      data-path={row.path.join('.')}
      className={problem ? 'etlab-mod-wrong' : undefined}
      title={problem}
    >
      <td style={{ paddingLeft: row.depth * 20 }} className={row.depth ? 'etlab-mod-inner' : ''}>
        {part ? (
          <span className="etlab-ColumnTable-part">{parts[part]}</span>
        ) : (
          <input
            value={(node as c.IColumn).name}
            aria-label={trans.__('Name')}
            aria-invalid={!!problem}
            readOnly={!writable}
            spellCheck={false}
            onKeyDown={onKeyDown}
            onChange={event => {
              const name = event.target.value;
              onChange(old => ({ ...old, name }));
            }}
          />
        )}
      </td>
      <td>
        <input
          value={node.type}
          list={writable ? props.list : undefined}
          aria-label={trans.__('Type')}
          readOnly={!writable}
          spellCheck={false}
          // All types are offered, not only those that hold the one that stands there.
          onFocus={event => event.target.select()}
          onKeyDown={onKeyDown}
          onChange={event => {
            const type = event.target.value;
            onChange(old => c.withType(old, type));
          }}
        />
      </td>
      <td className="etlab-mod-center">
        {part !== 'key' && (
          <input
            type="checkbox"
            checked={node.nullable ?? true}
            aria-label={trans.__('Nullable')}
            disabled={!writable}
            onChange={event => {
              const nullable = event.target.checked;
              onChange(old => ({ ...old, nullable }));
            }}
          />
        )}
      </td>
      <td>
        {!part && (
          <input
            value={(node as c.IColumn).description ?? ''}
            aria-label={trans.__('Description')}
            readOnly={!writable}
            onKeyDown={onKeyDown}
            onChange={event => {
              const description = event.target.value;
              onChange(old => ({ ...old, description }));
            }}
          />
        )}
      </td>
      <td className="etlab-ColumnTable-actions">
        {!part && writable && (
          <>
            <Action
              icon={caretUpIcon}
              label={trans.__('Move up')}
              disabled={row.index === 0}
              onClick={() => props.onMove(-1)}
            />
            <Action
              icon={caretDownIcon}
              label={trans.__('Move down')}
              disabled={row.index === row.siblings - 1}
              onClick={() => props.onMove(1)}
            />
            <Action icon={addIcon} label={trans.__('Add one below')} onClick={props.onAdd} />
            <Action
              icon={deleteIcon}
              label={trans.__('Remove')}
              // A struct has at least one field.
              disabled={row.depth > 0 && row.siblings === 1}
              onClick={props.onRemove}
            />
          </>
        )}
      </td>
    </tr>
  );
}

interface IActionProps {
  icon: LabIcon;
  label: string;
  disabled?: boolean;
  onClick(): void;
}

function Action({ icon: Icon, label, disabled, onClick }: IActionProps): JSX.Element {
  return (
    <button type="button" title={label} aria-label={label} disabled={disabled} onClick={onClick}>
      <Icon.react tag="span" width="14px" elementPosition="center" />
    </button>
  );
}
