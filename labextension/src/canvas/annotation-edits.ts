/** Edits of notes and groups: each takes a document and gives another one. */

import { groupsOf, notesOf, withGroups, withNotes, type IGroup, type INote } from './annotations';
import { unique } from './names';
import type { IPageDocument, IPosition, ISize } from './types';

export interface IAddedNote {
  page: IPageDocument;
  id: string;
}

export function addNote(page: IPageDocument, position: IPosition): IAddedNote {
  const notes = notesOf(page);
  const id = unique('note', new Set(notes.map(note => note.id)));
  const note: INote = {
    id,
    text: '',
    position: { x: Math.round(position.x), y: Math.round(position.y) },
    size: { width: 200, height: 120 },
    color: 'yellow'
  };
  return { page: withNotes(page, [...notes, note]), id };
}

export function changeNote(page: IPageDocument, id: string, change: Partial<INote>): IPageDocument {
  return withNotes(page, changed(notesOf(page), id, change));
}

export function placeNotes(
  page: IPageDocument,
  places: ReadonlyMap<string, IPosition & Partial<ISize>>
): IPageDocument {
  const notes = notesOf(page).map(note => {
    const place = places.get(note.id);
    if (place === undefined) {
      return note;
    }
    const { width, height } = { ...note.size, ...place };
    return changedItem(note, {
      position: { x: Math.round(place.x), y: Math.round(place.y) },
      size: { width: Math.round(width), height: Math.round(height) }
    });
  });
  return withNotes(page, notes);
}

/** Puts nodes into a group: into `into`, or a new one. They leave the groups that they were in. */
export function group(
  page: IPageDocument,
  nodes: readonly string[],
  label: string,
  into?: string
): { page: IPageDocument; id: string } {
  const rest = leave(page, nodes);
  const groups = groupsOf(rest);
  const known = groups.find(one => one.id === into);
  if (known) {
    const members = [...known.nodes, ...nodes];
    return { page: changeGroup(rest, known.id, { nodes: members }), id: known.id };
  }
  const id = unique('group', new Set(groups.map(one => one.id)));
  const made: IGroup = { id, label, nodes: [...nodes], collapsed: false, color: 'blue' };
  return { page: withGroups(rest, [...groups, made]), id };
}

export function changeGroup(
  page: IPageDocument,
  id: string,
  change: Partial<IGroup>
): IPageDocument {
  return withGroups(page, changed(groupsOf(page), id, change));
}

/** Removes groups and notes; the nodes of the groups stay. */
export function removeAnnotations(
  page: IPageDocument,
  groups: ReadonlySet<string>,
  notes: ReadonlySet<string> = new Set()
): IPageDocument {
  const next = withGroups(
    page,
    groupsOf(page).filter(one => !groups.has(one.id))
  );
  return withNotes(
    next,
    notesOf(page).filter(one => !notes.has(one.id))
  );
}

/** Takes nodes out of their groups; a group without nodes is none. */
export function leave(page: IPageDocument, nodes: Iterable<string>): IPageDocument {
  const gone = new Set(nodes);
  const groups = groupsOf(page).map(one =>
    one.nodes.some(id => gone.has(id))
      ? { ...one, nodes: one.nodes.filter(id => !gone.has(id)) }
      : one
  );
  return withGroups(
    page,
    groups.filter((one, index) => one.nodes.length > 0 || one === groupsOf(page)[index])
  );
}

/** Puts each node into the group that is told for it, or into none. */
export function regroup(
  page: IPageDocument,
  groups: ReadonlyMap<string, string | null>
): IPageDocument {
  const next = withGroups(
    page,
    groupsOf(page).map(one => {
      const kept = one.nodes.filter(id => !groups.has(id) || groups.get(id) === one.id);
      const come = [...groups].filter(([id, into]) => into === one.id && !one.nodes.includes(id));
      return changedItem(one, { nodes: [...kept, ...come.map(([id]) => id)] });
    })
  );
  return withGroups(
    next,
    groupsOf(next).filter(one => one.nodes.length > 0)
  );
}

function changed<T extends { id: string }>(
  items: readonly T[],
  id: string,
  change: Partial<T>
): T[] {
  return items.map(item => (item.id === id ? changedItem(item, change) : item));
}

/** The same item where nothing differs. */
function changedItem<T extends object>(item: T, change: Partial<T>): T {
  const next = { ...item, ...change };
  return JSON.stringify(next) === JSON.stringify(item) ? item : next;
}
