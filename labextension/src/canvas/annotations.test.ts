import { describe, expect, it } from 'vitest';

import { addNote, changeGroup, changeNote, group, leave, placeNotes } from './annotation-edits';
import { collapsedIn, groupsOf, notesOf } from './annotations';
import { copy, fragmentText, parseFragment, paste } from './clipboard';
import { dumpPage, parsePage } from './document';
import { move, remove } from './edits';
import { drawn, withMembers } from './flow-nodes';
import { layout } from './layout';
import { chain, types } from './testing';
import type { IPageDocument } from './types';

const NONE = {
  nodes: new Set<string>(),
  edges: new Set<string>(),
  notes: new Set<string>(),
  groups: new Set<string>()
};
const grouped = (): IPageDocument => group(chain(), ['read_csv', 'filter'], 'In').page;
const members = (page: IPageDocument): string[][] => groupsOf(page).map(one => one.nodes);

describe('notes', () => {
  it('are kept in the metadata, and leave nothing behind', () => {
    const page = chain();
    const { page: next, id } = addNote(page, { x: 1.4, y: 2 });
    expect(id).toBe('note');
    expect(notesOf(changeNote(next, id, { text: 'a\nb' }))[0]).toMatchObject({
      text: 'a\nb',
      position: { x: 1, y: 2 }
    });
    expect(changeNote(next, id, { color: 'yellow' })).toBe(next);
    expect(addNote(next, { x: 0, y: 0 }).id).toBe('note_2');
    const placed = placeNotes(next, new Map([[id, { x: 9, y: 9, width: 300, height: 80 }]]));
    expect(notesOf(placed)[0]).toMatchObject({ size: { width: 300, height: 80 } });
  });

  it('keep what is not known of them, as it is written', () => {
    const text = dumpPage(
      parsePage(`{"nodes": [], "metadata": {"canvas": {"zoom": 1.0, "notes": [
        {"id": "a", "pin": 2.0, "position": {"x": 1.0, "y": 2}}, {"id": "b"}]}}}`)
    );
    const next = dumpPage(changeNote(parsePage(text), 'b', { text: 'B' }));
    expect(next).toContain('"zoom": 1.0');
    expect(next).toContain('"pin": 2.0');
    expect(next).toContain('"x": 1.0');
    const { metadata } = JSON.parse(next) as IPageDocument;
    expect(metadata).toMatchObject({ canvas: { notes: [{ id: 'a' }, { text: 'B' }] } });
  });
});

describe('groups', () => {
  it('hold a node once, and none that is gone', () => {
    const page = grouped();
    const two = group(page, ['filter', 'write_csv'], 'Out').page;
    expect(members(two)).toEqual([['read_csv'], ['filter', 'write_csv']]);
    expect(members(group(two, ['read_csv'], '', 'group_2').page)).toEqual([
      ['filter', 'write_csv', 'read_csv']
    ]);
    expect(members(remove(page, types, new Set(['filter'])))).toEqual([['read_csv']]);
    const gone = remove(page, types, new Set(['filter', 'read_csv']));
    expect(gone.metadata).toBeUndefined();
    expect(leave(page, ['write_csv'])).toBe(page);
  });

  it('are copied with their nodes', () => {
    const page = addNote(grouped(), { x: 0, y: -200 }).page;
    const selected = { ...NONE, groups: new Set(['group']), notes: new Set(['note']) };
    const fragment = parseFragment(fragmentText(copy(page, selected)))!;
    const pasted = paste(page, types, fragment, { offset: 40 });
    expect(pasted.groups).toEqual(['group_2']);
    expect(members(pasted.page)[1]).toEqual(['read_csv_2', 'filter_2']);
    expect(notesOf(pasted.page)[1]!.position).toEqual({ x: 40, y: -160 });
    expect(groupsOf(copy(page, { nodes: new Set(['filter']) }))).toEqual([]);
  });

  it('are drawn around their nodes, and move them', () => {
    const page = grouped();
    const nodes = drawn([], page, NONE);
    expect(nodes[0]).toMatchObject({ type: 'frame', position: { x: -20, y: -40 } });
    const to = { x: 80, y: -40 };
    const changes = withMembers(
      [{ type: 'position', id: 'group:group', position: to, dragging: true }],
      nodes
    );
    expect(changes.map(change => 'position' in change && change.position)).toEqual([
      to,
      { x: 100, y: 0 },
      { x: 360, y: 0 }
    ]);
  });

  it('are one card while they are collapsed', () => {
    const page = changeGroup(grouped(), 'group', { collapsed: true });
    expect([...collapsedIn(page).keys()]).toEqual(['read_csv', 'filter']);
    const nodes = drawn([], page, NONE);
    expect(nodes.map(node => [node.id, node.hidden ?? false])).toEqual([
      ['group:group', false],
      ['read_csv', true],
      ['filter', true],
      ['write_csv', false]
    ]);
    expect(drawn(nodes, page, NONE)).toEqual(nodes);
  });

  it('stay together in the layout, collapsed or not', () => {
    const page = move(grouped(), new Map([['filter', { x: 0, y: 500 }]]));
    const open = layout(page, () => undefined).nodes;
    expect(open.get('filter')!.x).toBeGreaterThan(open.get('read_csv')!.x);
    const collapsed = changeGroup(page, 'group', { collapsed: true });
    const places = layout(collapsed, () => undefined).nodes;
    expect(places.get('filter')!.y - places.get('read_csv')!.y).toBe(500);
    expect(places.get('write_csv')!.x).toBeGreaterThan(places.get('read_csv')!.x);
  });
});
