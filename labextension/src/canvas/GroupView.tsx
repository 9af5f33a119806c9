/** A group: a frame around its nodes, or one card in their place. */

import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo } from 'react';

import { isSettled, type NodeStatus } from '../run/state';
import type { IGroup } from './annotations';
import { colorClass } from './colors';
import type { GroupNode } from './flow-nodes';
import { useCheck, useRun, useSession, useStale, useTrans, useView } from './hooks';
import { LabelInput } from './LabelInput';
import { Swatches } from './Swatches';

export const GroupFrame = memo(function GroupFrame({ id, data, selected }: NodeProps<GroupNode>) {
  return (
    <div className={classes(data.group, selected)} data-group={data.group.id}>
      <Head id={id} group={data.group} />
    </div>
  );
});

export const GroupCard = memo(function GroupCard({ id, data, selected }: NodeProps<GroupNode>) {
  const trans = useTrans();
  const { group } = data;
  const count = group.nodes.length;
  return (
    <div className={`${classes(group, selected)} etlab-mod-collapsed`} data-group={group.id}>
      <Handle id="in" type="target" position={Position.Left} isConnectable={false} />
      <Handle id="out" type="source" position={Position.Right} isConnectable={false} />
      <Head id={id} group={group} />
      <div className="etlab-Group-count">{trans._n('%1 node', '%1 nodes', count, count)}</div>
      <RunStates group={group} />
    </div>
  );
});

function classes(group: IGroup, selected: boolean): string {
  return `etlab-Group ${colorClass(group.color)} ${selected ? 'etlab-mod-selected' : ''}`;
}

function Head({ id, group }: { id: string; group: IGroup }): JSX.Element {
  const { store, view } = useSession();
  const trans = useTrans();
  const { renaming } = useView();
  const toggle = group.collapsed ? trans.__('Expand group') : trans.__('Collapse group');
  return (
    <div className="etlab-Group-head">
      <Swatches color={group.color} onChoose={color => store.changeGroup(group.id, { color })} />
      <button
        className="etlab-IconButton nodrag"
        title={toggle}
        aria-label={toggle}
        aria-expanded={!group.collapsed}
        onClick={() => store.changeGroup(group.id, { collapsed: !group.collapsed })}
      >
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
          <path d={group.collapsed ? 'M3 1l4 4-4 4z' : 'M1 3h8L5 8z'} fill="currentColor" />
        </svg>
      </button>
      {renaming === id ? (
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
      )}
      {group.collapsed && <ProblemBadge group={group} />}
    </div>
  );
}

/** The problems of all nodes of the group. */
function ProblemBadge({ group }: { group: IGroup }): JSX.Element | null {
  const trans = useTrans();
  const members = new Set(group.nodes);
  const problems = useCheck().problems.filter(({ node }) => node && members.has(node));
  const errors = problems.filter(problem => problem.severity === 'error').length;
  if (problems.length === 0) {
    return null;
  }
  return (
    <span
      className={`etlab-Node-badge ${errors > 0 ? 'etlab-mod-error' : ''}`}
      title={problems.map(problem => problem.message).join('\n')}
      role="img"
      aria-label={trans._n('%1 problem', '%1 problems', problems.length, problems.length)}
    >
      {errors > 0 ? errors : '!'}
    </span>
  );
}

/** What matters most comes first. */
const STATES: readonly NodeStatus[] = [
  'failed',
  'running',
  'waiting',
  'cancelled',
  'done',
  'skipped'
];

/** How many nodes of the group are in which state of a run. */
function RunStates({ group }: { group: IGroup }): JSX.Element | null {
  const trans = useTrans();
  const { nodes } = useRun();
  const stale = useStale();
  const counts = STATES.map(
    status => [status, group.nodes.filter(id => nodes[id]?.status === status).length] as const
  ).filter(([, count]) => count > 0);
  const outdated = group.nodes.filter(id => nodes[id] && stale.has(id) && isSettled(nodes[id]));
  const [worst] = counts;
  if (worst === undefined) {
    return null;
  }
  const names: Record<NodeStatus, string> = {
    failed: trans.__('failed'),
    running: trans.__('running'),
    waiting: trans.__('waiting'),
    cancelled: trans.__('cancelled'),
    done: trans.__('done'),
    skipped: trans.__('skipped')
  };
  return (
    <div className={`etlab-NodeState etlab-mod-${worst[0]}`}>
      <span className="etlab-NodeState-sign" aria-hidden="true" />
      <span className="etlab-NodeState-text">
        {[
          ...counts.map(([status, count]) => `${count} ${names[status]}`),
          ...(outdated.length > 0 ? [trans.__('%1 outdated', outdated.length)] : [])
        ].join(' · ')}
      </span>
    </div>
  );
}
