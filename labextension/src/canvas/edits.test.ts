import { describe, expect, it } from 'vitest';

import { copy, fragmentText, parseFragment, paste } from './clipboard';
import { addBehind, addNode, connect, insertOnEdge, move, remove, setLabel } from './edits';
import { canConnect, upstream } from './graph';
import { push, redo, seal, start, undo } from './history';
import { slug, unique } from './names';
import { chain, empty, ends, get, types } from './testing';

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
    const text = fragmentText(copy(page, { nodes: new Set(['read_csv', 'filter']) }));
    const { page: next, nodes: ids } = paste(page, types, parseFragment(text)!, { offset: 40 });
    expect(ids).toEqual(['read_csv_2', 'filter_2']);
    expect(ends(next).at(-1)).toBe('read_csv_2>filter_2');
    expect(next.nodes.at(-1)!.data.label).toBe('filter 2');
    expect(paste(empty, types, parseFragment(text)!, { at: { x: 5, y: 5 } }).nodes).toEqual([
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

describe('names', () => {
  it('makes ids as Python does', () => {
    expect(slug('Orders 2024', 'x')).toBe('orders_2024');
    expect(slug('Größe!', 'x')).toBe('groe');
    expect(slug('1st', 'x')).toBe('df_1st');
    expect(slug('…', 'filter')).toBe('filter');
    expect(unique('setup', new Set())).toBe('setup_df');
  });
});
