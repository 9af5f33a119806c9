/** A note: a text on the canvas. */

import { NodeResizer, type NodeProps } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';

import { colorClass } from './colors';
import type { NoteNode } from './flow-nodes';
import { useSession, useTrans, useView } from './hooks';
import { Swatches } from './Swatches';

const MINIMUM = { minWidth: 100, minHeight: 60 };

export const NoteCard = memo(function NoteCard({ id, data, selected }: NodeProps<NoteNode>) {
  const session = useSession();
  const trans = useTrans();
  const { renaming } = useView();
  const { note } = data;
  const text = note.text || trans.__('Double-click to write');
  return (
    <div
      className={`etlab-Note ${colorClass(note.color)} ${selected ? 'etlab-mod-selected' : ''}`}
      data-note={note.id}
      onDoubleClick={() => session.view.change({ renaming: id })}
    >
      <NodeResizer isVisible={selected} {...MINIMUM} />
      <Swatches
        color={note.color}
        onChoose={color => session.store.changeNote(note.id, { color })}
      />
      {renaming === id ? (
        <NoteInput id={id} note={note.id} text={note.text} />
      ) : (
        <div className={`etlab-Note-text ${note.text ? '' : 'etlab-mod-empty'}`}>{text}</div>
      )}
    </div>
  );
});

/** Lines end with Enter; Escape and a click elsewhere end the writing. */
function NoteInput({ id, note, text }: { id: string; note: string; text: string }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = input;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  const close = (written: string): void => {
    session.store.changeNote(note, { text: written });
    if (session.view.state.renaming === id) {
      session.view.change({ renaming: null });
    }
  };
  return (
    <textarea
      ref={input}
      className="etlab-Note-input nodrag nopan nowheel"
      aria-label={trans.__('Note')}
      defaultValue={text}
      onBlur={event => close(event.target.value)}
      onDoubleClick={event => event.stopPropagation()}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          close(event.currentTarget.value);
          session.canvas?.focus();
        }
      }}
    />
  );
}
