import { describe, expect, it } from 'vitest';

import type { Schemas } from '../api/client';
import { isRunOver, rowsWritten } from './status';

const run = (rows: Record<string, number | null> | null): Schemas['RunRow'] =>
  ({
    status: 'completed',
    result_summary: rows === null ? null : { rows, nodes: {}, seconds: 1, application: null }
  }) as Schemas['RunRow'];

describe('a recorded run', () => {
  it.each([
    [{ a: 2, b: 3 }, 5],
    [{ a: 2, b: null }, 2],
    [{ a: null }, null],
    [{}, null],
    [null, null]
  ])('has written %j', (rows, expected) => {
    expect(rowsWritten(run(rows))).toBe(expected);
  });

  it.each([
    ['pending', false],
    ['running', false],
    ['completed', true],
    ['failed', true],
    ['cancelled', true]
  ] as const)('is over where it is %s: %s', (status, over) => {
    expect(isRunOver({ status })).toBe(over);
  });
});
