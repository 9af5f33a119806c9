/** Notes and groups: what is drawn around the nodes, in `metadata.canvas` of a page. */

import { isObject } from '../api/numbers';
import type { Config, IPageDocument, IPosition, ISize } from './types';

/** The names of colours; others look like the first one. */
export const COLORS = ['yellow', 'blue', 'green', 'red', 'gray'] as const;

export interface INote {
  id: string;
  text: string;
  position: IPosition;
  size: ISize;
  color: string;
}

/** A frame around nodes, or one card in their place. */
export interface IGroup {
  id: string;
  label: string;
  nodes: string[];
  collapsed: boolean;
  color: string;
}

type Key = 'notes' | 'groups';
type Item<K extends Key> = K extends 'notes' ? INote : IGroup;

const readers: { [K in Key]: (item: Config) => Item<K> } = {
  notes: item => ({
    ...item,
    id: String(item.id),
    text: String(item.text ?? ''),
    position: numbers(item.position, { x: 0, y: 0 }),
    size: numbers(item.size, { width: 200, height: 120 }),
    color: String(item.color ?? 'yellow')
  }),
  groups: item => ({
    ...item,
    id: String(item.id),
    label: String(item.label ?? ''),
    nodes: Array.isArray(item.nodes) ? item.nodes.map(String) : [],
    collapsed: item.collapsed === true,
    color: String(item.color ?? 'blue')
  })
};

/** A group among nodes. */
export const groupKey = (id: string): string => `group:${id}`;

/** Read once, so that what did not change is the same object. */
const known = new WeakMap<object, unknown>();

export const notesOf = (page: IPageDocument): readonly INote[] => read(page, 'notes');
export const groupsOf = (page: IPageDocument): readonly IGroup[] => read(page, 'groups');

/** The ids of nodes inside collapsed groups, with their group. */
export function collapsedIn(page: IPageDocument): Map<string, IGroup> {
  const collapsed = groupsOf(page).filter(group => group.collapsed);
  return new Map(collapsed.flatMap(group => group.nodes.map(id => [id, group])));
}

/** The page with other notes; what did not change stays as it is written. */
export function withNotes(page: IPageDocument, notes: readonly INote[]): IPageDocument {
  return write(page, 'notes', notes);
}

export function withGroups(page: IPageDocument, groups: readonly IGroup[]): IPageDocument {
  return write(page, 'groups', groups);
}

function read<K extends Key>(page: IPageDocument, key: K): readonly Item<K>[] {
  return raw(page, key).map(item => {
    const found = (known.get(item) as Item<K> | undefined) ?? readers[key](item);
    known.set(item, found);
    return found;
  });
}

function raw(page: IPageDocument, key: Key): Config[] {
  const list = canvasOf(page)[key];
  return Array.isArray(list) ? list.filter(item => isObject(item) && item.id !== undefined) : [];
}

function canvasOf(page: IPageDocument): Config {
  const canvas = page.metadata?.canvas;
  return isObject(canvas) ? canvas : {};
}

function write<K extends Key>(
  page: IPageDocument,
  key: K,
  items: readonly Item<K>[]
): IPageDocument {
  const before = raw(page, key);
  const written = new Map(before.map(old => [known.get(old), old]));
  const list: object[] = items.map(item => written.get(item) ?? item);
  if (list.length === before.length && list.every((item, index) => item === before[index])) {
    return page;
  }
  const canvas = without({ ...canvasOf(page), [key]: list }, key);
  const { metadata, ...rest } = page;
  const next = without({ ...metadata, canvas }, 'canvas');
  return Object.keys(next).length === 0 ? rest : { ...page, metadata: next };
}

/** Without a list or object that is empty. */
function without(data: Config, key: string): Config {
  const { [key]: value, ...rest } = data;
  return Object.keys(value as object).length === 0 ? rest : data;
}

function numbers<T extends object>(value: unknown, defaults: T): T {
  const given = isObject(value) ? value : {};
  const entries = Object.entries(defaults).map(([key, initial]) => {
    const number = Number(given[key] ?? initial);
    return [key, Number.isFinite(number) ? number : initial];
  });
  return Object.fromEntries(entries) as T;
}
