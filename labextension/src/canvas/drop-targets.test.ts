import { describe, expect, it } from 'vitest';

import { group, regroup } from './annotation-edits';
import { groupsOf } from './annotations';
import { dropTargets } from './drop-targets';
import { drawn, withFrames, type FlowNode } from './flow-nodes';
import { PageStore } from './store';
import { chain } from './testing';
import type { IPageDocument, IPosition } from './types';

const NONE = {
  nodes: new Set<string>(),
  edges: new Set<string>(),
  notes: new Set<string>(),
  groups: new Set<string>()
};
const PLACES: Record<string, IPosition> = {
  read_csv: { x: 0, y: 0 },
  filter: { x: 300, y: 0 },
  write_csv: { x: 900, y: 0 }
};
const placed = (page: IPageDocument): IPageDocument => ({
  ...page,
  nodes: page.nodes.map(node => ({ ...node, position: PLACES[node.id]! }))
});
/** Two nodes in a group, and one outside. */
const grouped = (): IPageDocument => group(placed(chain()), ['read_csv', 'filter'], 'In').page;

function dragged(page: IPageDocument, places: Record<string, IPosition>): FlowNode[] {
  return drawn([], page, NONE).map(node => {
    const position = places[node.id];
    return position ? ({ ...node, position, dragging: true } as FlowNode) : node;
  });
}

describe('a node that is dragged', () => {
  it('goes into the group that its middle is over', () => {
    const over = dragged(grouped(), { write_csv: { x: 150, y: 20 } });
    expect([...dropTargets(over)]).toEqual([['write_csv', 'group']]);
    const [frame] = withFrames(over, dropTargets(over));
    expect(frame!.className).toBe('etlab-mod-target');
    expect(withFrames(over)[0]!.className).toBeUndefined();
    const beside = dragged(grouped(), { write_csv: { x: 480, y: 20 } });
    expect(dropTargets(beside).size).toBe(0);
  });

  it('leaves its group when it touches the frame no more, which then stays with the others', () => {
    for (const near of [
      { x: 150, y: 20 },
      { x: 330, y: 60 }
    ]) {
      expect(dropTargets(dragged(grouped(), { filter: near })).size).toBe(0);
    }
    const away = dragged(grouped(), { filter: { x: 300, y: 400 } });
    expect([...dropTargets(away)]).toEqual([['filter', null]]);
    const [frame] = withFrames(away, dropTargets(away));
    const [wide] = withFrames(away);
    expect(frame!.height!).toBeLessThan(wide!.height!);
  });

  it('goes from one group into another', () => {
    const two = group(grouped(), ['write_csv'], 'Out').page;
    const over = dragged(two, { filter: { x: 910, y: 10 } });
    expect([...dropTargets(over)]).toEqual([['filter', 'group_2']]);
  });

  it('takes the group along as its last one', () => {
    const alone = group(placed(chain()), ['filter'], 'One').page;
    expect(dropTargets(dragged(alone, { filter: { x: 0, y: 900 } })).size).toBe(0);
    const both = { filter: { x: 0, y: 900 }, read_csv: { x: 300, y: 900 } };
    expect(dropTargets(dragged(grouped(), both)).size).toBe(0);
  });

  it('stays in a group that is moved', () => {
    const all = dragged(grouped(), { filter: { x: 900, y: 10 }, 'group:group': { x: 880, y: 0 } });
    expect(dropTargets(all).size).toBe(0);
  });
});

describe('groups', () => {
  it('change with the place, in one step', () => {
    let text = JSON.stringify(grouped());
    const store = new PageStore({ read: () => text, write: next => (text = next) }, () => 'p');
    store.read();
    const place = new Map([['write_csv', { x: 150, y: 20 }]]);
    store.move(place, new Map(), new Map([['write_csv', 'group']]));
    expect(groupsOf(store.page)[0]!.nodes).toEqual(['read_csv', 'filter', 'write_csv']);
    store.undo();
    expect(groupsOf(store.page)[0]!.nodes).toEqual(['read_csv', 'filter']);
    expect(store.page.nodes[2]!.position).toEqual(PLACES.write_csv);
  });

  it('end with their last node', () => {
    const two = group(grouped(), ['write_csv'], 'Out').page;
    const next = regroup(two, new Map([['write_csv', 'group']]));
    expect(groupsOf(next).map(one => one.nodes)).toEqual([['read_csv', 'filter', 'write_csv']]);
    expect(groupsOf(regroup(two, new Map([['filter', null]])))[0]!.nodes).toEqual(['read_csv']);
  });
});
