/** What differs in a node or in the page itself, setting by setting. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { stringifyExact } from '../api/numbers';
import type { IPageDocument } from '../canvas/types';
import type { IComparison } from './useComparison';

export interface ISettingChange {
  title: string;
  /** As texts; null where the setting is not there. */
  before: string | null;
  after: string | null;
}

/** What differs in a node; of one that only one side has, all of its settings. */
export function nodeChanges(
  { base, other, difference, types }: IComparison,
  id: string,
  trans: TranslationBundle
): ISettingChange[] {
  const before = base.nodes.find(node => node.id === id);
  const after = other.nodes.find(node => node.id === id);
  const type = types.get((after ?? before)?.data.kind ?? '');
  const fields = (type?.config_schema.properties ?? {}) as Record<string, { title?: string }>;
  const known: Record<string, string> = {
    label: trans.__('Label'),
    kind: trans.__('Node type')
  };
  const paths =
    difference.nodes.changed.find(change => change.id === id)?.paths ??
    Object.keys((after ?? before)?.data.config ?? {}).map(name => `data.config.${name}`);
  return changes(before, after, paths, parts => {
    const depth = parts[0] !== 'data' ? 1 : parts[1] === 'config' ? 3 : 2;
    const name = parts[depth - 1] ?? parts.at(-1)!;
    return { depth, title: (depth === 3 ? fields[name]?.title : known[name]) ?? name };
  });
}

/** What differs in the page itself: its name, its parameters, … */
export function pageChanges(
  base: IPageDocument,
  other: IPageDocument,
  paths: readonly string[],
  trans: TranslationBundle
): ISettingChange[] {
  const known: Record<string, string> = {
    name: trans.__('Name'),
    description: trans.__('Description'),
    parameters: trans.__('Parameters'),
    spark: trans.__('Spark settings'),
    schemas: trans.__('Schemas'),
    canvas: trans.__('Notes and groups')
  };
  return changes(base, other, paths, parts => {
    const depth = parts[0] === 'metadata' ? 2 : 1;
    const name = parts[depth - 1] ?? parts.at(-1)!;
    return { depth, title: known[name] ?? name };
  });
}

/** `of` tells how much of a path is the setting that it belongs to. */
function changes(
  before: unknown,
  after: unknown,
  paths: readonly string[],
  of: (parts: string[]) => { depth: number; title: string }
): ISettingChange[] {
  const found = new Map<string, ISettingChange>();
  for (const path of paths) {
    const { depth, title } = of(path.split('.'));
    const own = path.split('.').slice(0, depth);
    found.set(own.join('.'), {
      title,
      before: text(valueAt(before, own)),
      after: text(valueAt(after, own))
    });
  }
  return [...found.values()];
}

function valueAt(part: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
    part
  );
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) {
    return null;
  }
  return typeof value === 'string' ? value : stringifyExact(value, 2);
}
