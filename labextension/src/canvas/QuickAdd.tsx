/** The search for a node type at a place of the canvas. */

import { useEffect, useState, type KeyboardEvent } from 'react';

import { Glyph } from './Glyph';
import { useSession, useTrans, useView } from './hooks';
import { findTypes } from './search';
import type { IQuickAdd } from './session';
import type { NodeType } from './types';

export function QuickAdd(): JSX.Element | null {
  const { quickAdd } = useView();
  return quickAdd ? <Popup key={`${quickAdd.left} ${quickAdd.top}`} at={quickAdd} /> : null;
}

function Popup({ at }: { at: IQuickAdd }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { types } = useView();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const fitting =
    at.edge === undefined
      ? types
      : types.filter(type => type.inputs.length > 0 && type.outputs.length > 0);
  const found = findTypes(fitting, text).slice(0, 60);
  const chosen = Math.min(index, found.length - 1);

  useEffect(() => {
    document.getElementById('etlab-quick-add-chosen')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const close = (): void => {
    session.view.change({ quickAdd: null });
    session.canvas?.focus();
  };
  const add = (type: NodeType): void => {
    const place = {
      x: Math.round(at.position.x / 20) * 20,
      y: Math.round((at.position.y - 28) / 20) * 20
    };
    if (at.edge !== undefined) {
      session.store.insertOnEdge(type, at.edge);
    } else {
      session.store.add(type, place);
    }
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      close();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const type = found[chosen];
      if (type) {
        add(type);
      }
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = chosen + (event.key === 'ArrowDown' ? 1 : -1);
      setIndex(Math.max(0, Math.min(found.length - 1, next)));
    }
  };
  return (
    <div className="etlab-QuickAdd" style={{ left: at.left, top: at.top }}>
      <input
        autoFocus
        className="etlab-Input"
        role="combobox"
        aria-expanded="true"
        aria-controls="etlab-quick-add-list"
        aria-activedescendant="etlab-quick-add-chosen"
        aria-label={trans.__('Add a node')}
        placeholder={trans.__('Add a node')}
        value={text}
        onChange={event => {
          setText(event.target.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={event => {
          if (!event.currentTarget.parentElement!.contains(event.relatedTarget)) {
            session.view.change({ quickAdd: null });
          }
        }}
      />
      <div className="etlab-QuickAdd-list" id="etlab-quick-add-list" role="listbox">
        {found.map((type, place) => (
          <div
            key={type.kind}
            id={place === chosen ? 'etlab-quick-add-chosen' : undefined}
            role="option"
            aria-selected={place === chosen}
            className={`etlab-QuickAdd-item etlab-mod-${type.type}`}
            title={type.description}
            onMouseDown={event => event.preventDefault()}
            onClick={() => add(type)}
          >
            <Glyph category={type.category} title={type.title} />
            <span>{type.title}</span>
            <span className="etlab-QuickAdd-category">{type.category}</span>
          </div>
        ))}
        {found.length === 0 && <p className="etlab-Empty">{trans.__('No node type fits.')}</p>}
      </div>
    </div>
  );
}
