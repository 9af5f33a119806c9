import { describe, expect, it } from 'vitest';

import { layout, placed } from './layout';
import { chain, empty, types } from './testing';
import type { IPageDocument } from './types';

function at(page: IPageDocument, x: number, y: number): IPageDocument {
  return { ...page, nodes: page.nodes.map(node => ({ ...node, position: { x, y } })) };
}

describe('layout', () => {
  it('goes from left to right', () => {
    const places = layout(chain(), () => undefined);
    const xs = ['read_csv', 'filter', 'write_csv'].map(id => places.nodes.get(id)!.x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(xs).size).toBe(3);
  });

  it('is for pages whose nodes have no places', () => {
    const page = chain();
    expect(placed(page, types)).toBe(page);
    expect(placed(empty, types)).toBe(empty);
    for (const stacked of [at(page, 0, 0), at(page, 40, -7)]) {
      const xs = placed(stacked, types).nodes.map(node => node.position.x);
      expect(new Set(xs).size).toBe(3);
    }
  });
});
