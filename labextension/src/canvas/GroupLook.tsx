/** A group as it is drawn, on the canvas and in notebooks: it knows nothing but what it is given. */

import { Handle, Position } from '@xyflow/react';
import type { ReactNode } from 'react';

import { isSettled, type INodeRun, type NodeStatus } from '../run/state';
import type { IGroup } from './annotations';
import { colorClass } from './colors';
import type { Problem, Translate } from './types';

export interface IGroupLookProps {
  group: IGroup;
  selected: boolean;
  trans: Translate;
  toggle: () => void;
  /** What stands before the label, and in its place. */
  tools?: ReactNode;
  label?: ReactNode;
  /** What a card tells of its nodes: those of the page, and what became of them in a run. */
  problems?: readonly Problem[];
  run?: Readonly<Record<string, INodeRun>>;
  stale?: ReadonlySet<string>;
}

export function GroupLook(props: IGroupLookProps): JSX.Element {
  const { group, selected, trans, toggle, tools, label } = props;
  const { collapsed } = group;
  const count = group.nodes.length;
  const action = collapsed ? trans.__('Expand group') : trans.__('Collapse group');
  const classes = [
    'etlab-Group',
    colorClass(group.color),
    selected ? 'etlab-mod-selected' : '',
    collapsed ? 'etlab-mod-collapsed' : ''
  ];
  return (
    <div className={classes.filter(Boolean).join(' ')} data-group={group.id}>
      {collapsed && (
        <>
          <Handle id="in" type="target" position={Position.Left} isConnectable={false} />
          <Handle id="out" type="source" position={Position.Right} isConnectable={false} />
        </>
      )}
      <div className="etlab-Group-head">
        {tools}
        <button
          className="etlab-IconButton nodrag"
          title={action}
          aria-label={action}
          aria-expanded={!collapsed}
          onClick={toggle}
        >
          <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <path d={collapsed ? 'M3 1l4 4-4 4z' : 'M1 3h8L5 8z'} fill="currentColor" />
          </svg>
        </button>
        {label ?? (
          <span className="etlab-Group-label" title={group.label}>
            {group.label}
          </span>
        )}
        {collapsed && <ProblemBadge {...props} />}
      </div>
      {collapsed && (
        <>
          <div className="etlab-Group-count">{trans._n('%1 node', '%1 nodes', count, count)}</div>
          <RunStates {...props} />
        </>
      )}
    </div>
  );
}

/** The problems of all nodes of the group. */
function ProblemBadge({ group, trans, problems = [] }: IGroupLookProps): JSX.Element | null {
  const members = new Set(group.nodes);
  const own = problems.filter(({ node }) => node && members.has(node));
  const errors = own.filter(problem => problem.severity === 'error').length;
  if (own.length === 0) {
    return null;
  }
  return (
    <span
      className={`etlab-Node-badge ${errors > 0 ? 'etlab-mod-error' : ''}`}
      title={own.map(problem => problem.message).join('\n')}
      role="img"
      aria-label={trans._n('%1 problem', '%1 problems', own.length, own.length)}
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
function RunStates({ group, trans, run = {}, stale }: IGroupLookProps): JSX.Element | null {
  const counts = STATES.map(
    status => [status, group.nodes.filter(id => run[id]?.status === status).length] as const
  ).filter(([, count]) => count > 0);
  const outdated = group.nodes.filter(id => run[id] && stale?.has(id) && isSettled(run[id]));
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
