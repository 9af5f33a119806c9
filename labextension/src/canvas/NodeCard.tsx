/** A node on the canvas. */

import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';

import type { CardNode } from './flow-nodes';
import { useCheck, useRun, useSession, useStale, useTrans, useView } from './hooks';
import { LabelInput } from './LabelInput';
import { NodeView } from './NodeView';

export const NodeCard = memo(function NodeCard({ data, selected }: NodeProps<CardNode>) {
  const session = useSession();
  const trans = useTrans();
  const { problems } = useCheck();
  const { renaming } = useView();
  const { nodes } = useRun();
  const stale = useStale();
  const { id, data: content } = data.node;
  const input = (
    <LabelInput id={id} label={content.label} onRename={label => session.store.rename(id, label)} />
  );
  return (
    <NodeView
      node={data.node}
      type={session.store.types.get(content.kind)}
      problems={problems.filter(problem => problem.node === id)}
      run={nodes[id]}
      stale={stale.has(id)}
      selected={selected}
      trans={trans}
      input={renaming === id ? input : undefined}
      onLabelDoubleClick={() => session.view.change({ renaming: id })}
    />
  );
});
