/** The node types: searched, dragged onto the canvas, or added with Enter. */

import { useMemo, useState, type KeyboardEvent } from 'react';

import { freePlace } from './edits';
import { Glyph } from './Glyph';
import { useSession, useTrans, useView } from './hooks';
import { byCategory, findTypes } from './search';
import type { PageSession } from './session';
import type { NodeType } from './types';

/** What is dragged: a node type's kind. */
export const KIND_TYPE = 'application/x-etlab-kind';

export function Palette(): JSX.Element | null {
  const session = useSession();
  const trans = useTrans();
  const { types, palette } = useView();
  const [text, setText] = useState('');
  const found = useMemo(() => findTypes(types, text), [types, text]);
  const groups = useMemo(() => byCategory(found), [found]);
  const toggle = (
    <button
      className="etlab-IconButton"
      title={palette ? trans.__('Hide node types') : trans.__('Show node types')}
      aria-expanded={palette}
      onClick={() => session.view.change({ palette: !palette })}
    >
      {palette ? '«' : '»'}
    </button>
  );
  if (!palette) {
    return <div className="etlab-Palette etlab-mod-closed">{toggle}</div>;
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && found[0] && text !== '') {
      addType(session, found[0]);
      setText('');
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      step(event.currentTarget.closest('.etlab-Palette')!, null, 1);
    } else if (event.key === 'Escape') {
      setText('');
    }
  };
  return (
    <div className="etlab-Palette" role="region" aria-label={trans.__('Node types')}>
      <div className="etlab-Palette-head">
        <input
          type="search"
          className="etlab-Input"
          placeholder={trans.__('Search nodes')}
          aria-label={trans.__('Search nodes')}
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {toggle}
      </div>
      <div className="etlab-Palette-list">
        {groups.map(([category, members]) => (
          <section key={category} aria-label={category}>
            <h3>{category}</h3>
            {members.map(type => (
              <PaletteItem key={type.kind} type={type} />
            ))}
          </section>
        ))}
        {found.length === 0 && <p className="etlab-Empty">{trans.__('No node type fits.')}</p>}
      </div>
    </div>
  );
}

function PaletteItem({ type }: { type: NodeType }): JSX.Element {
  const session = useSession();
  return (
    <button
      className={`etlab-Palette-item etlab-mod-${type.type}`}
      data-kind={type.kind}
      title={type.description}
      draggable
      onDragStart={event => {
        event.dataTransfer.setData(KIND_TYPE, type.kind);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onDoubleClick={() => addType(session, type)}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          event.preventDefault();
          addType(session, type);
        } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          const palette = event.currentTarget.closest('.etlab-Palette')!;
          step(palette, event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
        }
      }}
    >
      <Glyph category={type.category} title={type.title} />
      <span>{type.title}</span>
    </button>
  );
}

/** Behind the selected node, else in the middle of what is seen. */
export function addType(session: PageSession, type: NodeType): void {
  const { store, canvas } = session;
  const id = store.chosen
    ? store.addBehind(type, store.chosen.id)
    : store.add(type, freePlace(store.page, grid(canvas?.center() ?? { x: 0, y: 0 })));
  window.setTimeout(() => canvas?.reveal(id), 80);
}

function grid({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x: Math.round((x - 90) / 20) * 20, y: Math.round((y - 28) / 20) * 20 };
}

function step(palette: Element, from: Element | null, by: number): void {
  const items = [...palette.querySelectorAll<HTMLElement>('.etlab-Palette-item')];
  const next = items[from ? items.indexOf(from as HTMLElement) + by : 0];
  (next ?? palette.querySelector<HTMLElement>('input'))?.focus();
}
