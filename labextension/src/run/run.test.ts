import { describe, expect, it } from 'vitest';

import { IDLE, reduce, type RunEvent } from './state';
import { columnStats, compare, fieldsOf } from './stats';

const base = { run_id: 'r', time: '2026-01-01T00:00:00Z' };
const at = { ...base, node: 'a', label: 'A' };

describe('a run', () => {
  const events: RunEvent[] = [
    { ...base, seq: 1, event: 'run_queued', nodes: ['a', 'b'] },
    {
      ...base,
      seq: 2,
      event: 'run_started',
      application: null,
      plan: [
        { node: 'a', label: 'A', action: 'run', reason: 'new' },
        { node: 'b', label: 'B', action: 'skip', reason: 'unchanged' }
      ]
    },
    { ...at, seq: 3, event: 'node_started' },
    { ...at, seq: 4, event: 'output', stream: 'stdout', text: 'hello\n' },
    {
      ...at,
      seq: 5,
      event: 'node_finished',
      seconds: 1.5,
      rows: 7,
      schemas: {},
      output_rows: {}
    }
  ];

  it('is folded into a state', () => {
    const state = events.reduce(reduce, IDLE);
    expect(state.nodes.a).toMatchObject({ status: 'done', rows: 7, seconds: 1.5 });
    expect(state.nodes.b).toMatchObject({ status: 'skipped', message: 'unchanged' });
    expect(state.log[0]).toMatchObject({ text: 'hello', label: 'A' });
  });

  it('keeps a skipped node skipped while its rows are fetched', () => {
    const progress = {
      jobs_running: 1,
      jobs_done: 0,
      stages_done: 0,
      stages_total: 1,
      tasks_done: 0,
      tasks_total: 1,
      tasks_active: 1,
      tasks_failed: 0,
      fraction: null
    };
    const more: RunEvent[] = [
      ...events,
      { ...base, node: 'b', label: 'B', seq: 6, event: 'progress', ...progress },
      { ...base, seq: 7, event: 'run_finished', status: 'completed', seconds: 2, rows: {} } as never
    ];
    const state = more.reduce(reduce, IDLE);
    expect(state.nodes.b?.status).toBe('skipped');
    expect(state.status).toBe('completed');
  });

  it('takes no event twice', () => {
    const state = events.reduce(reduce, IDLE);
    expect(reduce(state, events[3]!)).toBe(state);
  });
});

describe('statistics', () => {
  it('counts values, nulls and bins', () => {
    const stats = columnStats([3, 1, null, 3], 'double');
    expect(stats).toMatchObject({ count: 4, nulls: 1, distinct: 2, min: '1', max: '3' });
    expect(stats.bars).toEqual([
      { label: '1', count: 1 },
      { label: '3', count: 2 }
    ]);
    const many = columnStats(
      Array.from({ length: 100 }, (_, i) => i),
      'int'
    );
    expect(many.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(100);
  });

  it('sorts numbers as numbers and nulls last', () => {
    expect(['10', '9'].sort((a, b) => compare(a, b, true))).toEqual(['9', '10']);
    expect([null, 1, 2].sort((a, b) => compare(a, b, true, true))).toEqual([2, 1, null]);
  });

  it('reads schemas of Spark', () => {
    const schema = {
      type: 'struct',
      fields: [
        { name: 'id', type: 'long' },
        { name: 'tags', type: { type: 'array', elementType: 'string' } }
      ]
    };
    expect(fieldsOf(schema)).toEqual([
      { name: 'id', type: 'bigint' },
      { name: 'tags', type: 'array<string>' }
    ]);
  });
});
