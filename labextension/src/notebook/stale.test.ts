import { expect, it } from 'vitest';

import type { CellState } from './cells';
import { stale, toRun } from './stale';

const state = (node: string, key: string, ...inputs: string[]): CellState => ({
  node,
  label: node,
  cell_id: node,
  status: 'unchanged',
  action: null,
  diff: '',
  code: null,
  inputs,
  key
});

const states = [state('a', '1'), state('b', '2', 'a'), state('c', '3', 'b'), state('d', '4')];
const nodes = (found: CellState[]): string[] => found.map(({ node }) => node);

it('finds what ran under another key', () => {
  const ran = new Map([
    ['a', '1'],
    ['b', 'old'],
    ['c', 'old']
  ]);
  expect(nodes(stale(states, ran))).toEqual(['b', 'c']);
  expect(nodes(toRun(states, ran, new Set(['d'])))).toEqual(['b', 'c', 'd']);
});

it('starts nothing that nobody has started', () => {
  expect(toRun(states, new Map(), new Set(['a', 'b']))).toEqual([]);
});
