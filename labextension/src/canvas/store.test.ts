import { describe, expect, it } from 'vitest';

import { dumpPage } from './document';
import { placed } from './layout';
import { PageStore } from './store';
import { chain, types } from './testing';
import type { IPageDocument } from './types';

/** A store over a text, and the texts that were written. */
export function open(page: IPageDocument): { store: PageStore; written: string[] } {
  const written = [dumpPage(page)];
  const store = new PageStore(
    { read: () => written.at(-1)!, write: text => written.push(text) },
    () => 'Untitled'
  );
  store.types = types;
  store.place = placed;
  store.read();
  return { store, written };
}

describe('a page whose nodes have no places', () => {
  it('is laid out without a change of its text', () => {
    const page = chain();
    const nodes = page.nodes.map(node => ({ ...node, position: { x: 0, y: 0 } }));
    const { store, written } = open({ ...page, nodes });
    expect(new Set(store.page.nodes.map(node => node.position.x)).size).toBe(3);
    expect(store.state.canUndo).toBe(false);
    expect(written).toHaveLength(1);
    store.rename('filter', 'Other');
    expect(JSON.parse(written.at(-1)!).nodes[1].position.x).toBeGreaterThan(0);
  });
});
