/** Nodes on the clipboard: JSON, readable and good for any page. */

import { groupsOf, notesOf, withGroups, withNotes, type IGroup, type INote } from './annotations';
import { dumpPage, parsePage } from './document';
import { edgeIds } from './edits';
import { canConnect } from './graph';
import { unique, uniqueLabel } from './names';
import type { IPageDocument, IPageEdge, IPageNode, IPosition, NodeTypes } from './types';

/** A part of a page, in the shape of one. */
export interface IFragment extends IPageDocument {
  nodes: IPageNode[];
  edges: IPageEdge[];
}

/** What is selected; a group brings its nodes, and nodes their group where none is missing. */
export function copy(page: IPageDocument, selected: ISelected): IFragment {
  const wanted = groupsOf(page).filter(one => selected.groups?.has(one.id));
  const ids = new Set([...selected.nodes, ...wanted.flatMap(one => one.nodes)]);
  const fragment = {
    nodes: page.nodes.filter(node => ids.has(node.id)),
    edges: page.edges.filter(edge => ids.has(edge.source) && ids.has(edge.target))
  };
  const groups = groupsOf(page).filter(
    one => one.nodes.length > 0 && one.nodes.every(id => ids.has(id))
  );
  const notes = notesOf(page).filter(note => selected.notes?.has(note.id));
  return withNotes(withGroups(fragment, groups), notes);
}

interface ISelected {
  nodes: ReadonlySet<string>;
  notes?: ReadonlySet<string>;
  groups?: ReadonlySet<string>;
}

export function fragmentText(fragment: IFragment): string {
  return dumpPage({ etlab: 1, ...fragment });
}

/** The nodes in a text, or null where it is something else. */
export function parseFragment(text: string): IFragment | null {
  try {
    const page = parsePage(text);
    const something = page.nodes.length > 0 || notesOf(page).length > 0;
    return page.etlab === 1 && something ? page : null;
  } catch {
    return null;
  }
}

export interface IPasted {
  page: IPageDocument;
  /** The new ids of nodes, notes and groups. */
  nodes: string[];
  notes: string[];
  groups: string[];
}

/** Puts the nodes into a page under new ids, by `offset` away from where they were, or at `at`. */
export function paste(
  page: IPageDocument,
  types: NodeTypes,
  fragment: IFragment,
  place: { at: IPosition } | { offset: number }
): IPasted {
  const ids = new Set(page.nodes.map(node => node.id));
  const labels = new Set(page.nodes.map(node => node.data.label));
  const by = offset(fragment, place);
  const renamed = new Map<string, string>();
  const nodes = fragment.nodes.map(node => {
    const id = unique(ids.has(node.id) ? node.data.kind : node.id, ids);
    renamed.set(node.id, id);
    return {
      ...node,
      id,
      position: moved(node.position, by),
      data: {
        ...node.data,
        label: uniqueLabel(node.data.label, labels)
      }
    };
  });
  let next: IPageDocument = { ...page, nodes: [...page.nodes, ...nodes] };
  for (const edge of fragment.edges) {
    const [source, target] = [renamed.get(edge.source), renamed.get(edge.target)];
    if (source === undefined || target === undefined) {
      continue;
    }
    const moved = { ...edge, source, target };
    if (canConnect(next, types, moved)) {
      const id = edgeIds(next)(source, edge.sourceHandle, target, edge.targetHandle);
      next = { ...next, edges: [...next.edges, { ...moved, id }] };
    }
  }
  const groups = pastedGroups(next, fragment, renamed);
  const notes = pastedNotes(next, fragment, by);
  return {
    page: withNotes(withGroups(next, [...groupsOf(next), ...groups]), [...notesOf(next), ...notes]),
    nodes: [...renamed.values()],
    notes: notes.map(note => note.id),
    groups: groups.map(group => group.id)
  };
}

function pastedNotes(page: IPageDocument, fragment: IFragment, by: IPosition): INote[] {
  const ids = new Set(notesOf(page).map(note => note.id));
  return notesOf(fragment).map(note => ({
    ...note,
    id: unique(note.id, ids),
    position: moved(note.position, by)
  }));
}

function pastedGroups(
  page: IPageDocument,
  fragment: IFragment,
  renamed: ReadonlyMap<string, string>
): IGroup[] {
  const ids = new Set(groupsOf(page).map(group => group.id));
  return groupsOf(fragment).map(group => ({
    ...group,
    id: unique(group.id, ids),
    nodes: group.nodes.flatMap(id => renamed.get(id) ?? [])
  }));
}

function offset(fragment: IFragment, place: { at: IPosition } | { offset: number }): IPosition {
  if ('offset' in place) {
    return { x: place.offset, y: place.offset };
  }
  const places = [...fragment.nodes, ...notesOf(fragment)].map(one => one.position);
  return {
    x: place.at.x - Math.min(...places.map(({ x }) => x)),
    y: place.at.y - Math.min(...places.map(({ y }) => y))
  };
}

function moved({ x, y }: IPosition, by: IPosition): IPosition {
  return { x: Math.round(x + by.x), y: Math.round(y + by.y) };
}
