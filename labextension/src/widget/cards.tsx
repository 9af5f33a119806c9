/** Nodes, notes and groups in a notebook, drawn as on the canvas. */

import type { NodeProps } from '@xyflow/react';
import { memo, useContext } from 'react';

import { colorClass } from '../canvas/colors';
import type { CardNode, GroupNode, NoteNode } from '../canvas/flow-nodes';
import { GroupLook } from '../canvas/GroupLook';
import { NodeView } from '../canvas/NodeView';
import { Shared } from './context';
import { english } from './trans';

const Card = memo(function Card({ id, data: { node }, selected }: NodeProps<CardNode>) {
  const { types, problems, run } = useContext(Shared);
  const own = problems.filter(problem => problem.node === id);
  const type = types.get(node.data.kind);
  return (
    <NodeView
      node={node}
      type={type}
      problems={own}
      run={run[id]}
      selected={selected}
      trans={english}
    />
  );
});

const Note = memo(function Note({ data: { note } }: NodeProps<NoteNode>) {
  return (
    <div className={`etlab-Note ${colorClass(note.color)}`} data-note={note.id}>
      <div className="etlab-Note-text">{note.text}</div>
    </div>
  );
});

const Group = memo(function Group({ data: { group } }: NodeProps<GroupNode>) {
  const { problems, run, toggle } = useContext(Shared);
  return (
    <GroupLook
      group={group}
      selected={false}
      trans={english}
      toggle={() => toggle(group.id)}
      problems={problems}
      run={run}
    />
  );
});

export const NODE_TYPES = { etlab: Card, note: Note, frame: Group, groupCard: Group };
