import { describe, expect, it } from 'vitest';

import { connect, move, setConfig, setLabel } from '../canvas/edits';
import { Observable } from '../canvas/observable';
import { chain, types } from '../canvas/testing';
import type { IPageDocument } from '../canvas/types';
import { marksOf, staleIn, StaleNodes, type Marks } from './stale';

class Value<T extends object> extends Observable<T> {
  change(change: Partial<T>): void {
    this.set(change);
  }
}

const stale = (page: IPageDocument, before = chain()): string[] => [
  ...staleIn(page, marksOf(before))
];

describe('results of a run', () => {
  it('are stale from the node on that was edited, until the edit is taken back', () => {
    const edited = setConfig(chain(), 'filter', { condition: 'x > 1' });
    expect(stale(edited)).toEqual(['filter', 'write_csv']);
    const back = setConfig(edited, 'filter', chain().nodes[1]!.data.config);
    expect(stale(back)).toEqual([]);
  });

  it('do not depend on places and labels', () => {
    const moved = move(chain(), new Map([['filter', { x: 7, y: 7 }]]));
    expect(stale(setLabel(moved, 'filter', 'Other'))).toEqual([]);
  });

  it('are stale behind an edge that is drawn or gone', () => {
    const page = chain();
    const cut = { ...page, edges: page.edges.slice(1) };
    expect(stale(cut)).toEqual(['filter', 'write_csv']);
    const [first] = page.edges;
    expect(stale(connect(cut, types, first!))).toEqual([]);
  });

  it('depend on the parameters that they name', () => {
    const named = setConfig(chain(), 'filter', { condition: 'x > ${least}' });
    const other = { ...named, metadata: { parameters: [{ name: 'least', default: 2 }] } };
    expect(stale(other as IPageDocument, named)).toEqual(['filter', 'write_csv']);
    expect(stale({ ...chain(), metadata: other.metadata } as IPageDocument)).toEqual([]);
  });

  it('end also where nodes feed each other', () => {
    const page = chain();
    const back = { id: 'back', source: 'filter', target: 'read_csv' };
    const circle = { ...page, edges: [...page.edges, back] };
    expect(stale(circle).sort()).toEqual(['filter', 'read_csv', 'write_csv']);
  });

  it('are told of once', () => {
    const page = new Value({ page: chain() });
    const run = new Value<{ marks: Marks | null }>({ marks: null });
    const found = new StaleNodes(page, run);
    let told = 0;
    found.subscribe(() => told++);
    run.change({ marks: marksOf(chain()) });
    expect(told).toBe(0);
    page.change({ page: setConfig(chain(), 'filter', { condition: 'x > 1' }) });
    page.change({ page: setConfig(chain(), 'filter', { condition: 'x > 12' }) });
    expect([told, [...found.state.nodes]]).toEqual([1, ['filter', 'write_csv']]);
  });
});
