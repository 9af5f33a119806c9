import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { copy, fragmentText, parseFragment, paste } from './clipboard';
import { dumpPage, parsePage } from './document';
import { addBehind, addNode, connect, insertOnEdge, move, remove, setLabel } from './edits';
import { canConnect, upstream } from './graph';
import { push, redo, seal, start, undo } from './history';
import { layout } from './layout';
import { slug, unique } from './names';
import { typeMap, type IPageDocument, type NodeType } from './types';

const port = (name: string, many = false) => ({ name, title: name, many, required: true });

function type(kind: string, sort: NodeType['type'], ins: string[], outs: string[]): NodeType {
  return {
    kind,
    type: sort,
    title: kind.replace('_', ' '),
    description: '',
    category: '',
    inputs: ins.map(name => port(name, kind === 'union')),
    outputs: outs.map(name => port(name)),
    unbounded: false,
    config_schema: {}
  };
}

const all = [
  type('read_csv', 'source', [], ['out']),
  type('filter', 'transform', ['in'], ['out']),
  type('join', 'transform', ['left', 'right'], ['out']),
  type('union', 'transform', ['in'], ['out']),
  type('write_csv', 'sink', ['in'], [])
];
const types = typeMap(all);
const get = (kind: string): NodeType => types.get(kind)!;
const empty: IPageDocument = { nodes: [], edges: [] };

function chain(): IPageDocument {
  let page = addNode(empty, get('read_csv'), { x: 0, y: 0 }).page;
  page = addBehind(page, types, get('filter'), 'read_csv').page;
  return addBehind(page, types, get('write_csv'), 'filter').page;
}

const ends = (page: IPageDocument): string[] => page.edges.map(e => `${e.source}>${e.target}`);

describe('documents', () => {
  it.each(['events', 'customers', 'tpch/q05'])('%s is written as it was read', name => {
    const text = readFileSync(`../examples/${name}.etlab.json`, 'utf8');
    // JavaScript has one kind of number.
    const plain = (value: string): string => value.replace(/(\d)\.0\b(?!")/g, '$1');
    expect(plain(dumpPage(parsePage(text)))).toBe(plain(text));
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

describe('edits', () => {
  it('adds nodes behind others, connected where that fits', () => {
    const page = chain();
    expect(ends(page)).toEqual(['read_csv>filter', 'filter>write_csv']);
    expect(addBehind(page, types, get('filter'), 'write_csv').page.edges).toHaveLength(2);
    expect(addNode(page, get('filter'), { x: 0, y: 0 }).id).toBe('filter_2');
  });

  it('connects only what fits, and one edge per input', () => {
    const page = addNode(chain(), get('read_csv'), { x: 0, y: 200 }).page;
    expect(canConnect(page, types, { source: 'write_csv', target: 'filter' })).toBe(false);
    expect(canConnect(page, types, { source: 'filter', target: 'filter' })).toBe(false);
    expect(canConnect(page, types, { source: 'filter', target: 'read_csv' })).toBe(false);
    expect(canConnect(page, types, { source: 'read_csv', target: 'filter' })).toBe(false);
    const next = connect(page, types, { source: 'read_csv_2', target: 'filter' });
    expect(ends(next)).toEqual(['filter>write_csv', 'read_csv_2>filter']);
  });

  it('takes many edges where the port does, and makes no cycles', () => {
    let page = addNode(chain(), get('union'), { x: 0, y: 0 }).page;
    page = connect(page, types, { source: 'read_csv', target: 'union' });
    page = connect(page, types, { source: 'filter', target: 'union' });
    expect(page.edges).toHaveLength(4);
    page = addBehind(page, types, get('filter'), 'union').page;
    expect(canConnect(page, types, { source: 'filter_2', target: 'union' })).toBe(false);
  });

  it('reconnects around a deleted node', () => {
    expect(ends(remove(chain(), types, new Set(['filter'])))).toEqual(['read_csv>write_csv']);
    expect(ends(remove(chain(), types, new Set(['filter', 'read_csv'])))).toEqual([]);
    const [first] = chain().edges;
    expect(ends(remove(chain(), types, new Set(), new Set([first!.id])))).toEqual([
      'filter>write_csv'
    ]);
  });

  it('inserts on an edge, in its place', () => {
    const page = chain();
    const { page: next, id } = insertOnEdge(page, get('join'), page.edges[0]!.id);
    expect(id).toBe('join');
    expect(ends(next)).toEqual(['read_csv>join', 'join>filter', 'filter>write_csv']);
    expect(next.edges[0]!.targetHandle).toBe('left');
  });

  it('knows what leads to a node', () => {
    const page = addNode(chain(), get('filter'), { x: 0, y: 0 }).page;
    const part = upstream(page, 'filter');
    expect(part.nodes.map(node => node.id)).toEqual(['read_csv', 'filter']);
    expect(ends(part)).toEqual(['read_csv>filter']);
  });

  it('leaves the same document where nothing changes', () => {
    const page = chain();
    expect(move(page, new Map([['filter', page.nodes[1]!.position]]))).toBe(page);
    expect(setLabel(page, 'filter', 'filter')).toBe(page);
    expect(connect(page, types, { source: 'filter', target: 'read_csv' })).toBe(page);
  });
});

describe('clipboard', () => {
  it('pastes under new ids, with the edges between', () => {
    const page = chain();
    const text = fragmentText(copy(page, new Set(['read_csv', 'filter'])));
    const { page: next, ids } = paste(page, types, parseFragment(text)!, { offset: 40 });
    expect(ids).toEqual(['read_csv_2', 'filter_2']);
    expect(ends(next).at(-1)).toBe('read_csv_2>filter_2');
    expect(next.nodes.at(-1)!.data.label).toBe('filter 2');
    expect(paste(empty, types, parseFragment(text)!, { at: { x: 5, y: 5 } }).ids).toEqual([
      'read_csv',
      'filter'
    ]);
    expect(parseFragment('hello')).toBeNull();
    expect(parseFragment('{"etlab": 1, "nodes": [1]}')).toBeNull();
  });
});

describe('history', () => {
  it('goes back and forth, and takes typing as one entry', () => {
    let history = push(push(push(start(1), 2, 'a'), 3, 'a'), 4, 'b');
    history = undo(history);
    expect(history.present).toBe(3);
    expect(undo(history).present).toBe(1);
    expect(redo(history).present).toBe(4);
    expect(push(history, 9).future).toEqual([]);
    expect(undo(push(seal(push(start(1), 2, 'a')), 3, 'a')).present).toBe(2);
  });
});

describe('names and layout', () => {
  it('makes ids as Python does', () => {
    expect(slug('Orders 2024', 'x')).toBe('orders_2024');
    expect(slug('Größe!', 'x')).toBe('groe');
    expect(slug('1st', 'x')).toBe('df_1st');
    expect(slug('…', 'filter')).toBe('filter');
    expect(unique('setup', new Set())).toBe('setup_df');
  });

  it('lays out from left to right', () => {
    const places = layout(chain(), () => undefined);
    const xs = ['read_csv', 'filter', 'write_csv'].map(id => places.get(id)!.x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(xs).size).toBe(3);
  });
});
