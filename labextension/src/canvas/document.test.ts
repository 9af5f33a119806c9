import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { plain } from '../api/numbers';
import { copy, fragmentText, parseFragment, paste } from './clipboard';
import { dumpPage, parsePage } from './document';
import { move, setConfig, setLabel } from './edits';
import { empty, types } from './testing';
import type { Config, IPageDocument } from './types';

const EXAMPLES = '../examples';
const FILES = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.etlab.json')
);
const NUMBERS = `{
  "etlab": 1,
  "name": "Numbers",
  "nodes": [
    {
      "id": "a",
      "type": "transform",
      "position": {"x": 10.0, "y": -0.5},
      "data": {
        "label": "A",
        "kind": "filter",
        "config": {
          "ratio": 1000.0,
          "big": 9007199254740993,
          "small": 1.50e-7,
          "count": 3,
          "rows": [
            [
              1.0,
              1
            ],
            [
              2.0,
              9007199254740995
            ]
          ]
        }
      }
    }
  ],
  "edges": []
}
`;

const configOf = (page: IPageDocument): Config => page.nodes[0]!.data.config;

describe('documents', () => {
  it('has examples to look at', () => {
    expect(FILES.length).toBeGreaterThan(8);
  });

  it.each(FILES)('%s is written as it was read', file => {
    const text = readFileSync(`${EXAMPLES}/${file}`, 'utf8');
    expect(dumpPage(parsePage(text))).toBe(text);
  });

  it('keeps unknown keys and says what is wrong', () => {
    const page = parsePage(
      '{"x": [1], "nodes": [{"id": "a", "y": 2, "data": {"kind": "k", "z": 3}}]}'
    );
    const text = dumpPage(page);
    expect(JSON.parse(text)).toMatchObject({ x: [1], nodes: [{ y: 2, data: { z: 3 } }] });
    expect(() => parsePage('{"nodes": 3}')).toThrow('nodes');
    expect(() => parsePage('[1')).toThrow();
  });
});

describe('numbers', () => {
  it('keep their text when something else is edited', () => {
    const page = parsePage(NUMBERS);
    expect(dumpPage(page)).toBe(NUMBERS);
    expect(dumpPage(setLabel(page, 'a', 'B'))).toBe(NUMBERS.replace('"A"', '"B"'));
    const form = plain(configOf(page)) as Config;
    expect(form).toMatchObject({ ratio: 1000, big: '9007199254740993', count: 3 });
    const edited = setConfig(page, 'a', { ...form, count: 4 });
    expect(dumpPage(edited)).toBe(NUMBERS.replace('"count": 3', '"count": 4'));
    const other = setConfig(page, 'a', { ...form, ratio: 1001 });
    expect(dumpPage(other)).toBe(NUMBERS.replace('1000.0', '1001'));
  });

  it('keep their text in lists that change', () => {
    const page = parsePage(NUMBERS);
    const form = plain(configOf(page)) as { rows: unknown[][] } & Config;
    const rows = [[7, 7], ...form.rows].reverse();
    const text = dumpPage(setConfig(page, 'a', { ...form, rows })).replace(/\s+/g, ' ');
    expect(text).toContain('[ [ 2.0, 9007199254740995 ], [ 1.0, 1 ], [ 7, 7 ] ]');
  });

  it('keep their text on the clipboard, and in places that did not change', () => {
    const page = parsePage(NUMBERS);
    const fragment = parseFragment(fragmentText(copy(page, { nodes: new Set(['a']) })))!;
    const { page: pasted } = paste(empty, types, fragment, { at: { x: 0, y: 0 } });
    expect(dumpPage(pasted)).toContain('9007199254740993');
    expect(dumpPage(move(page, new Map([['a', { x: 20, y: 0 }]])))).toBe(
      NUMBERS.replace('"x": 10.0, "y": -0.5', '"x": 20, "y": 0')
    );
  });
});
