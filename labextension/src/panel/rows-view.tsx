/** A list or a tree: only the rows in sight are in the page, and the keyboard reaches all. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import { KeyboardEvent, MouseEvent, useEffect, useId, useReducer, useRef } from 'react';

import { NameInput } from './name-input';
import type { IRow, RowsModel } from './rows';

const ROW_HEIGHT = 24;

export interface IRowsViewProps {
  model: RowsModel;
  label: string;
  trans: TranslationBundle;
  /** Whether a single click opens. */
  eager?: boolean;
  onOpen(row: IRow): void;
  onRename(row: IRow, name: string): void;
  onFocus(): void;
}

export function RowsView(props: IRowsViewProps): JSX.Element {
  const { model, label, onOpen, onRename, onFocus } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [, update] = useReducer((count: number) => count + 1, 0);
  const rows = useVirtualizer({
    count: model.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12
  });
  const visible = rows.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? 0;

  useEffect(() => {
    const changed = (): void => update();
    const revealed = (): void => {
      const index = model.indexOf(model.selected);
      if (index >= 0) {
        rows.scrollToIndex(index);
      }
    };
    model.changed.connect(changed);
    model.revealed.connect(revealed);
    update();
    return () => {
      model.changed.disconnect(changed);
      model.revealed.disconnect(revealed);
    };
  }, [model]);
  useEffect(() => model.ensure(first, last), [model, first, last, model.count]);

  const focus = (): void => scroller.current?.focus();
  const go = (index: number): void => {
    const row = model.row(Math.max(0, Math.min(model.count - 1, index)));
    if (row) {
      model.selected = row.key;
      rows.scrollToIndex(Math.max(0, Math.min(model.count - 1, index)));
    }
  };
  const toggle = (row: IRow): void => model.setExpanded(row, !row.expanded);
  const activate = (row: IRow): void => {
    if (row.expanded !== undefined) {
      toggle(row);
    } else if (row.item) {
      onOpen(row);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || model.renaming !== null) {
      return;
    }
    const index = model.indexOf(model.selected);
    const row = index < 0 ? null : model.row(index);
    const height = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const move: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index < 0 ? 0 : index - 1,
      Home: 0,
      End: model.count - 1,
      PageDown: index + height,
      PageUp: index - height
    };
    if (move[event.key] !== undefined && !event.shiftKey) {
      go(move[event.key]!);
    } else if (event.key === 'ArrowRight' && row?.expanded !== undefined) {
      row.expanded ? go(index + 1) : toggle(row);
    } else if (event.key === 'ArrowLeft' && row) {
      if (row.expanded) {
        toggle(row);
      } else if (model.parentOf(index) >= 0) {
        go(model.parentOf(index));
      }
    } else if (event.key === 'Enter' && row) {
      activate(row);
    } else if ((event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) && row) {
      openMenu(index);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const openMenu = (index: number): void => {
    const node = scroller.current?.querySelector(`[data-index="${index}"]`);
    const box = node?.getBoundingClientRect();
    node?.dispatchEvent(
      new window.MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: (box?.left ?? 0) + 24,
        clientY: box?.bottom ?? 0
      })
    );
  };
  const onMouseDown = (event: MouseEvent, row: IRow): void => {
    // The container has the focus, and the name's input its own.
    if (!(event.target instanceof HTMLInputElement)) {
      model.selected = row.key;
    }
  };

  const selected = model.indexOf(model.selected);
  return (
    <div
      ref={scroller}
      className="etlab-Rows"
      role="tree"
      aria-label={label}
      aria-activedescendant={selected < 0 ? undefined : `${id}-${selected}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => {
        onFocus();
        if (model.selected === null && model.row(0)?.item) {
          model.selected = model.row(0)!.key;
        }
      }}
    >
      <div className="etlab-Rows-inner" role="presentation" style={{ height: rows.getTotalSize() }}>
        {visible.map(({ index, start }) => {
          const row = model.row(index);
          return (
            row && (
              <Row
                key={row.key}
                id={`${id}-${index}`}
                index={index}
                top={start}
                row={row}
                selected={index === selected}
                renaming={model.renaming === row.key}
                onMouseDown={event => onMouseDown(event, row)}
                onToggle={() => toggle(row)}
                onClick={() => {
                  focus();
                  if (props.eager && row.item) {
                    onOpen(row);
                  } else if (row.item?.kind === 'group' && row.expanded !== undefined) {
                    toggle(row);
                  }
                }}
                onDoubleClick={() => {
                  if (!props.eager && row.item?.kind !== 'group') {
                    activate(row);
                  }
                }}
                onRename={name => {
                  model.renaming = null;
                  focus();
                  if (name && name !== row.label) {
                    onRename(row, name);
                  }
                }}
                nameLabel={props.trans.__('New name of %1', row.label)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

interface IRowProps {
  id: string;
  index: number;
  top: number;
  row: IRow;
  selected: boolean;
  renaming: boolean;
  nameLabel: string;
  onMouseDown(event: MouseEvent): void;
  onToggle(): void;
  onClick(): void;
  onDoubleClick(): void;
  onRename(name: string | null): void;
}

function Row(props: IRowProps): JSX.Element {
  const { row, selected, renaming } = props;
  const Caret = row.expanded ? caretDownIcon : caretRightIcon;
  const className = ['etlab-Row', row.className, selected && 'etlab-mod-selected'];
  return (
    <div
      id={props.id}
      className={className.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${props.top}px)`, paddingLeft: 4 + (row.level - 1) * 14 }}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-selected={selected}
      aria-expanded={row.expanded}
      data-index={props.index}
      data-kind={row.item?.kind ?? 'message'}
      data-key={row.key}
      title={row.caption}
      onMouseDown={props.onMouseDown}
      onClick={props.onClick}
      onDoubleClick={props.onDoubleClick}
    >
      <span
        className="etlab-Row-caret"
        onClick={event => {
          if (row.expanded !== undefined) {
            event.stopPropagation();
            props.onToggle();
          }
        }}
        onDoubleClick={event => event.stopPropagation()}
      >
        {row.expanded !== undefined && <Caret.react tag="span" width="16px" />}
      </span>
      {row.icon && (
        <row.icon.react
          tag="span"
          className="etlab-Row-icon"
          elementPosition="center"
          width="16px"
        />
      )}
      {renaming ? (
        <NameInput name={row.label} label={props.nameLabel} onDone={props.onRename} />
      ) : (
        <span className="etlab-Row-label">{row.label}</span>
      )}
      {!renaming && row.detail && <span className="etlab-Row-detail">{row.detail}</span>}
    </div>
  );
}
