/** What a run has told so far, folded into one state. */

import type { Schemas } from '../api/client';
import type { Marks } from './stale';

export type RunEvent = Schemas['RunEvent'];
export type NodeStatus = 'waiting' | 'running' | 'done' | 'skipped' | 'failed' | 'cancelled';

export interface INodeRun {
  status: NodeStatus;
  label: string;
  /** Tasks of Spark, while the node runs. */
  done?: number;
  total?: number;
  /** How much of it is done, where only that is known. */
  share?: number | null;
  seconds?: number;
  rows?: number | null;
  /** Whether it is skipped because nothing changed; else because another one failed. */
  unchanged?: boolean;
  /** Why it was skipped, or what failed. */
  message?: string;
}

export interface IPreviewRows {
  node: string;
  port: string;
  spark_schema: Record<string, unknown>;
  rows: unknown[][];
  truncated: boolean;
}

export interface ILogLine {
  seq: number;
  time: string;
  node: string | null;
  label: string | null;
  kind: 'run' | 'node' | 'stdout' | 'stderr' | 'error';
  text: string;
}

export interface IRunState {
  runId: string | null;
  status: 'idle' | 'starting' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** The number of the last event. */
  seq: number;
  nodes: Readonly<Record<string, INodeRun>>;
  previews: Readonly<Record<string, readonly IPreviewRows[]>>;
  log: readonly ILogLine[];
  error: string | null;
  seconds: number | null;
  /** What the page was like that ran; null where nobody knows. */
  marks: Marks | null;
  /** What it was like when the rows of a node were asked for, where that was later. */
  previewed: Readonly<Record<string, Marks>>;
}

export const IDLE: IRunState = {
  runId: null,
  status: 'idle',
  seq: 0,
  nodes: {},
  previews: {},
  log: [],
  error: null,
  seconds: null,
  marks: null,
  previewed: {}
};

export function isOver(state: IRunState): boolean {
  return !['starting', 'running'].includes(state.status);
}

/** Whether the node is at the end of what the run does with it. */
export function isSettled({ status }: INodeRun): boolean {
  return status !== 'waiting' && status !== 'running';
}

/** The state after an event; one that was seen already changes nothing. */
export function reduce(state: IRunState, event: RunEvent): IRunState {
  if (event.seq <= state.seq) {
    return state;
  }
  return { ...state, seq: event.seq, ...change(state, event) };
}

function change(state: IRunState, event: RunEvent): Partial<IRunState> {
  switch (event.event) {
    case 'run_queued':
      return {
        status: 'running',
        nodes: Object.fromEntries(
          event.nodes.map(id => [id, { status: 'waiting' as const, label: id }])
        )
      };
    case 'run_started':
      return {
        nodes: Object.fromEntries(
          event.plan.map(({ node, label, action, reason }) => [
            node,
            action === 'skip'
              ? { status: 'skipped' as const, label, message: reason, unchanged: true }
              : { status: 'waiting' as const, label, message: reason }
          ])
        )
      };
    case 'node_started':
      return node(state, event, { status: 'running' });
    case 'progress':
      // The rows of a node that is over or was skipped cost jobs as well.
      if (state.nodes[event.node]?.status !== 'running') {
        return {};
      }
      return node(state, event, {
        status: 'running',
        done: event.tasks_done,
        total: event.tasks_total,
        share: event.fraction
      });
    case 'output':
      return { log: lines(state, event, event.stream, event.text.replace(/\n$/, '')) };
    case 'preview':
      return {
        previews: {
          ...state.previews,
          [event.node]: [
            ...(state.previews[event.node] ?? []).filter(one => one.port !== event.port),
            { ...event, rows: event.rows }
          ]
        },
        previewed: state.marks ? { ...state.previewed, [event.node]: state.marks } : state.previewed
      };
    case 'node_skipped':
      return node(state, event, { status: 'skipped', message: event.reason });
    case 'node_finished':
      return {
        ...node(state, event, { status: 'done', seconds: event.seconds, rows: event.rows }),
        log: lines(state, event, 'node', `${event.seconds.toFixed(1)} s`)
      };
    case 'node_failed':
      return {
        ...node(state, event, {
          status: 'failed',
          seconds: event.seconds,
          message: event.message
        }),
        log: lines(
          state,
          event,
          'error',
          [`${event.error}: ${event.message}`, ...(event.traceback ?? [])].join('\n')
        )
      };
    case 'node_cancelled':
      return node(state, event, { status: 'cancelled', seconds: event.seconds });
    case 'run_finished':
      return {
        status: event.status,
        seconds: event.seconds,
        error: event.error ?? null,
        nodes: ended(state.nodes, event.skipped ?? []),
        log: event.error ? lines(state, event, 'error', event.error) : state.log
      };
  }
}

function node(
  state: IRunState,
  event: { node: string; label: string },
  change: Partial<INodeRun> & { status: NodeStatus }
): Partial<IRunState> {
  const before = state.nodes[event.node];
  return {
    nodes: {
      ...state.nodes,
      [event.node]: {
        ...(change.status === before?.status ? before : {}),
        label: event.label,
        ...change
      }
    }
  };
}

/** Nodes that nothing was heard of when the run ended did not run. */
function ended(nodes: IRunState['nodes'], skipped: readonly string[]): IRunState['nodes'] {
  return Object.fromEntries(
    Object.entries(nodes).flatMap(([id, one]) => {
      if (skipped.includes(id)) {
        return [[id, { ...one, status: 'skipped' as const }]];
      }
      return ['waiting', 'running'].includes(one.status) ? [] : [[id, one]];
    })
  );
}

function lines(
  state: IRunState,
  event: { seq: number; time: string; node?: string; label?: string },
  kind: ILogLine['kind'],
  text: string
): readonly ILogLine[] {
  const line = {
    seq: event.seq,
    time: event.time,
    node: event.node ?? null,
    label: event.label ?? null,
    kind,
    text
  };
  return [...state.log, line].slice(-2000);
}
