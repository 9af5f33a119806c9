import { describe, expect, it } from 'vitest';

import { completions, wordAt } from './completion';
import { changedKey, pathOf, pruned } from './context';

const columns = [
  { name: 'amount', type: 'double', nullable: true },
  { name: 'sum of it', type: 'double', nullable: true }
];

describe('completion', () => {
  it('finds the word at the cursor', () => {
    expect(wordAt('a + amo', 7)).toEqual({ from: 4, text: 'amo' });
    expect(wordAt("a = 'amo", 8)).toBeNull();
    expect(wordAt('a + ', 4)).toBeNull();
  });

  it('offers columns before functions and nothing for a complete word', () => {
    const found = completions({ from: 0, text: 'su' }, columns);
    expect(found.map(one => one.insert)).toEqual(['`sum of it`', 'substring(', 'sum(']);
    expect(completions({ from: 0, text: 'amount' }, columns)).toEqual([]);
  });
});

describe('configs', () => {
  it('names fields as the API does and leaves out what is not set', () => {
    expect(pathOf('root/aggregations/0/expression')).toBe('aggregations.0.expression');
    expect(pruned({ a: undefined, b: [{ c: undefined, d: 1 }] })).toEqual({ b: [{ d: 1 }] });
    expect(changedKey({ a: 1, b: [1] }, { a: 1, b: [2] })).toBe('b');
  });
});
