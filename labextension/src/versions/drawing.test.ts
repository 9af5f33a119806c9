import { describe, expect, it } from 'vitest';

import type { IPageDocument, IPageNode } from '../canvas/types';
import { drawing } from './drawing';

const node = (id: string, x: number, y = 0): IPageNode => ({
  id,
  type: 'transform',
  position: { x, y },
  data: { label: id, kind: 'filter', config: {} }
});
const none = { added: [], removed: [], changed: [] };
const change = (id: string) => ({ id, label: null, paths: [] });

describe('two versions as one drawing', () => {
  const base: IPageDocument = {
    nodes: [node('a', 0), node('gone', 300), node('far', 900)],
    edges: [{ id: 'e', source: 'a', target: 'gone' }]
  };
  const other: IPageDocument = {
    nodes: [node('a', 0), node('new', 300)],
    edges: [{ id: 'e', source: 'a', target: 'new' }]
  };
  const drawn = drawing(base, other, {
    nodes: {
      added: [change('new')],
      removed: [change('gone'), change('far')],
      changed: [change('a')]
    },
    edges: { ...none, changed: [change('e')] }
  });

  it('marks what was added, removed and changed', () => {
    expect(drawn.nodes.map(({ item, mark }) => [item.id, mark])).toEqual([
      ['a', 'changed'],
      ['new', 'added'],
      ['gone', 'removed'],
      ['far', 'removed']
    ]);
  });

  it('draws what was removed where nothing else lies', () => {
    const places = Object.fromEntries(drawn.nodes.map(({ item }) => [item.id, item.position]));
    expect(places.gone).toEqual({ x: 300, y: 100 });
    expect(places.far).toEqual({ x: 900, y: 0 });
    expect(base.nodes[1]!.position).toEqual({ x: 300, y: 0 });
  });

  it('draws an edge that leads elsewhere as it was as well', () => {
    expect(drawn.edges.map(({ item, mark }) => [item.id, item.target, mark])).toEqual([
      ['e', 'new', 'changed'],
      ['e before', 'gone', 'removed']
    ]);
  });
});
