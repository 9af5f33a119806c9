/** A group on the canvas: a frame around its nodes, or one card in their place. */

import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';

import type { GroupNode } from './flow-nodes';
import { GroupLook, type IGroupLookProps } from './GroupLook';
import { useCheck, useRun, useSession, useStale, useTrans, useView } from './hooks';
import { LabelInput } from './LabelInput';
import { Swatches } from './Swatches';

export const GroupFrame = memo(function GroupFrame(props: NodeProps<GroupNode>) {
  return <GroupLook {...useLook(props)} />;
});

export const GroupCard = memo(function GroupCard(props: NodeProps<GroupNode>) {
  const told = { problems: useCheck().problems, run: useRun().nodes, stale: useStale() };
  return <GroupLook {...useLook(props)} {...told} />;
});

/** What frames and cards have in common. */
function useLook({ id, data, selected }: NodeProps<GroupNode>): IGroupLookProps {
  const { store, view } = useSession();
  const trans = useTrans();
  const { renaming } = useView();
  const { group } = data;
  const tools = (
    <Swatches color={group.color} onChoose={color => store.changeGroup(group.id, { color })} />
  );
  const label =
    renaming === id ? (
      <LabelInput
        id={id}
        label={group.label}
        onRename={label => store.changeGroup(group.id, { label: label.trim() || group.label })}
      />
    ) : (
      <span
        className="etlab-Group-label"
        title={group.label}
        onDoubleClick={() => view.change({ renaming: id })}
      >
        {group.label}
      </span>
    );
  const toggle = (): void => store.changeGroup(group.id, { collapsed: !group.collapsed });
  return { group, selected, trans, toggle, tools, label };
}
