/** A page's nodes, notes and groups as React Flow draws them. */

import type { Node, NodeChange, NodePositionChange } from '@xyflow/react';

import { collapsedIn, groupKey, groupsOf, notesOf, type IGroup, type INote } from './annotations';
import { around, type IBox } from './fit';
import { sizeOf } from './sizes';
import type { ISelection } from './store';
import type { IPageDocument, IPageNode, IPosition, ISize } from './types';

export type CardNode = Node<{ node: IPageNode }, 'etlab'>;
export type NoteNode = Node<{ note: INote }, 'note'>;
export type GroupNode = Node<{ group: IGroup }, 'frame' | 'groupCard'>;
export type FlowNode = CardNode | NoteNode | GroupNode;

/** By the dragged node: its new group, or null for none. What stays where it is, is left out. */
export type DropTargets = ReadonlyMap<string, string | null>;

export const NOWHERE: DropTargets = new Map();

export const noteKey = (id: string): string => `note:${id}`;
export const isNoteId = (id: string): boolean => id.startsWith(noteKey(''));

/** The space of a frame around its nodes, with room for its label. */
const FRAME = { side: 20, top: 40 };

/** What is drawn for a page; `before` knows sizes, and what did not change stays the same object. */
export function drawn(
  before: readonly FlowNode[],
  page: IPageDocument,
  selection: ISelection
): FlowNode[] {
  const known = new Map(before.map(node => [node.id, node]));
  const hidden = collapsedIn(page);
  const groups = groupsOf(page).map(group => {
    const old = known.get(groupKey(group.id)) as GroupNode | undefined;
    return same(old, groupNode(group, selection.groups.has(group.id), old));
  });
  const cards = page.nodes.map(node => {
    const old = known.get(node.id) as CardNode | undefined;
    const next = {
      data: old?.data.node === node ? old.data : { node },
      selected: selection.nodes.has(node.id),
      hidden: hidden.has(node.id)
    };
    return old && isSame(old, next) ? old : cardNode(node, next, old);
  });
  const notes = notesOf(page).map(note => {
    const old = known.get(noteKey(note.id)) as NoteNode | undefined;
    return same(old, noteNode(note, selection.notes.has(note.id), old));
  });
  return withFrames([...groups, ...cards, ...notes]);
}

function cardNode(
  node: IPageNode,
  next: Pick<CardNode, 'data' | 'selected' | 'hidden'>,
  old?: CardNode
): CardNode {
  const position = old?.data === next.data ? old.position : node.position;
  return { ...old, id: node.id, type: 'etlab', position, ...next };
}

function noteNode(note: INote, selected: boolean, old?: NoteNode): NoteNode {
  return old?.data.note === note
    ? { ...old, selected }
    : {
        ...old,
        id: noteKey(note.id),
        type: 'note',
        position: note.position,
        ...note.size,
        data: { note },
        ariaLabel: note.text,
        zIndex: -1,
        selected
      };
}

function groupNode(group: IGroup, selected: boolean, old?: GroupNode): GroupNode {
  return old?.data.group === group
    ? { ...old, selected }
    : {
        // A frame and a card have their own sizes.
        ...(old?.data.group.collapsed === group.collapsed ? old : { position: { x: 0, y: 0 } }),
        id: groupKey(group.id),
        type: group.collapsed ? 'groupCard' : 'frame',
        data: { group },
        ariaLabel: group.label,
        ...(group.collapsed
          ? {}
          : { dragHandle: '.etlab-Group-head', zIndex: -2000, style: { pointerEvents: 'none' } }),
        selected
      };
}

function same<T extends FlowNode>(old: T | undefined, next: T): T {
  return old && isSame(old, next) ? old : next;
}

function isSame(
  old: FlowNode,
  { data, selected, hidden }: Pick<FlowNode, 'data' | 'selected' | 'hidden'>
): boolean {
  return old.data === data && old.selected === selected && old.hidden === hidden;
}

/** Frames around their nodes, and cards where these begin; marked where dragged nodes would go. */
export function withFrames(nodes: FlowNode[], targets: DropTargets = NOWHERE): FlowNode[] {
  if (!nodes.some(isGroup)) {
    return nodes;
  }
  const staying = nodes.filter(isCard).filter(node => !targets.has(node.id));
  const boxes = new Map(staying.map(node => [node.id, boxOf(node)]));
  const aimed = new Set(targets.values());
  return nodes.flatMap((node): FlowNode[] => {
    if (!isGroup(node)) {
      return [node];
    }
    const { group } = node.data;
    const members = group.nodes.flatMap(id => boxes.get(id) ?? []);
    if (members.length === 0) {
      return [];
    }
    const box = around(members);
    const place = group.collapsed ? { x: box.x, y: box.y } : framed(box);
    const className = aimed.has(group.id) ? 'etlab-mod-target' : undefined;
    const changed =
      node.className !== className ||
      Object.entries(place).some(([key, value]) => valueOf(node, key) !== value);
    const { x, y, ...size } = place as IBox;
    return [changed ? { ...node, position: { x, y }, ...size, className } : node];
  });
}

function valueOf(node: GroupNode, key: string): number | undefined {
  return { ...node.position, width: node.width, height: node.height }[key as keyof IBox];
}

/** The frame around boxes. */
export function framed({ x, y, width, height }: IBox): IBox {
  return {
    x: x - FRAME.side,
    y: y - FRAME.top,
    width: width + 2 * FRAME.side,
    height: height + FRAME.top + FRAME.side
  };
}

/** Where a group is moved, its nodes go along. */
export function withMembers(
  changes: readonly NodeChange<FlowNode>[],
  nodes: readonly FlowNode[]
): NodeChange<FlowNode>[] {
  const known = new Map(nodes.map(node => [node.id, node]));
  const places = changes.filter(
    (change): change is NodePositionChange => change.type === 'position'
  );
  const moved = new Set(places.map(change => change.id));
  const along = places.flatMap(change => {
    const node = known.get(change.id);
    if (!node || !isGroup(node) || !change.position) {
      return [];
    }
    const [x, y] = [change.position.x - node.position.x, change.position.y - node.position.y];
    return node.data.group.nodes.flatMap(id => {
      const member = known.get(id);
      return member && !moved.has(id)
        ? [{ ...change, id, position: { x: member.position.x + x, y: member.position.y + y } }]
        : [];
    });
  });
  return [...changes, ...along];
}

/** What is elsewhere than its document says: places of nodes, places and sizes of notes. */
export function moved(nodes: readonly FlowNode[]): {
  nodes: Map<string, IPosition>;
  notes: Map<string, IPosition & ISize>;
} {
  const cards = nodes
    .filter(isCard)
    .filter(({ position, data }) => differs(position, data.node.position));
  const notes = nodes
    .filter(isNote)
    .filter(
      node =>
        differs(node.position, node.data.note.position) || differs(boxOf(node), node.data.note.size)
    );
  return {
    nodes: new Map(cards.map(node => [node.id, node.position])),
    notes: new Map(notes.map(node => [node.data.note.id, boxOf(node)]))
  };
}

function differs<T extends object>(one: T, other: Partial<T>): boolean {
  return Object.entries(other).some(
    ([key, value]) => typeof value === 'number' && one[key as keyof T] !== value
  );
}

/** A node's place and size; a note's own size counts at once. */
export function boxOf(node: FlowNode): IBox {
  const own = node.type === 'note' ? { width: node.width, height: node.height } : {};
  const rest = sizeOf();
  return {
    ...node.position,
    width: own.width ?? node.measured?.width ?? node.width ?? rest.width,
    height: own.height ?? node.measured?.height ?? node.height ?? rest.height
  };
}

export function isCard(node: FlowNode): node is CardNode {
  return node.type === 'etlab';
}

export function isNote(node: FlowNode): node is NoteNode {
  return node.type === 'note';
}

export function isGroup(node: FlowNode): node is GroupNode {
  return node.type === 'frame' || node.type === 'groupCard';
}
