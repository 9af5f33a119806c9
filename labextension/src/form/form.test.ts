import { CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { EditorState, Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';

import type { Problem } from '../canvas/types';
import { completionSource, inText } from './completion';
import { changedKey, pathOf, pruned } from './context';
import { diagnosticOf } from './diagnostics';

const columns = [
  { name: 'amount', type: 'double', nullable: true },
  { name: 'sum of it', type: 'double', nullable: true }
];
const functions = [
  { name: 'sum', role: 'aggregate' as const, signature: 'sum(numeric)' },
  { name: 'upper', role: 'scalar' as const, signature: 'upper(string) → string' }
];
const source = completionSource({ columns: () => columns, functions: async () => functions });

async function complete(text: string, explicit = false): Promise<CompletionResult | null> {
  const state = EditorState.create({ doc: text });
  return source(new CompletionContext(state, text.length, explicit));
}

describe('completion', () => {
  it('offers columns with their types and functions with their arguments', async () => {
    const found = await complete('a + su');
    expect(found?.from).toBe(4);
    expect(found?.options.slice(0, 4).map(one => [one.label, one.detail])).toEqual([
      ['amount', 'double'],
      ['sum of it', 'double'],
      ['sum', '(numeric)'],
      ['upper', '(string) → string']
    ]);
    expect(found?.options[1]?.apply).toBe('`sum of it`');
  });

  it('offers columns alone after a backtick', async () => {
    const found = await complete('`su');
    expect(found?.from).toBe(1);
    expect(found?.options.map(one => one.apply)).toEqual(['amount`', 'sum of it`']);
  });

  it('is silent inside a text, for a whole column and where nothing is typed', async () => {
    expect(await complete("a = 'su")).toBeNull();
    expect(await complete('amount')).toBeNull();
    expect(await complete('a + ')).toBeNull();
    expect(await complete('a + ', true)).not.toBeNull();
  });

  it('knows where a text ends', () => {
    expect(inText("'a' || '")).toBe(true);
    expect(inText("'it\\'s' ||")).toBe(false);
    expect(inText('`it\'s` = "')).toBe(true);
  });
});

describe('mistakes', () => {
  const problem = { severity: 'error', message: 'No such column.' } as Problem;
  const doc = Text.of(['a = 1', '😀 = amoun + 1']);

  it('are underlined to the end of their word', () => {
    const found = diagnosticOf(doc, { ...problem, line: 2, column: 5 });
    expect(found).toMatchObject({ from: 11, to: 16, message: 'No such column.' });
  });

  it('need a place that is in the text', () => {
    expect(diagnosticOf(doc, { ...problem, line: null, column: null })).toBeNull();
    expect(diagnosticOf(doc, { ...problem, line: 3, column: 1 })).toBeNull();
    expect(diagnosticOf(doc, { ...problem, line: 1, column: 9 })).toMatchObject({ from: 5, to: 5 });
  });
});

describe('configs', () => {
  it('names fields as the API does and leaves out what is not set', () => {
    expect(pathOf('root/aggregations/0/expression')).toBe('aggregations.0.expression');
    expect(pruned({ a: undefined, b: [{ c: undefined, d: 1 }] })).toEqual({ b: [{ d: 1 }] });
    expect(changedKey({ a: 1, b: [1] }, { a: 1, b: [2] })).toBe('b');
  });
});
