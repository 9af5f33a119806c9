/** What the fields of a form know of the node around them. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Column, Config, Problem } from '../canvas/types';

export interface IFormContext {
  trans: TranslationBundle;
  /** The problems of the node by the path of their field. */
  problems: ReadonlyMap<string, readonly Problem[]>;
  /** The columns that come in by a port, by several (`left,right`), or go out (`out`). */
  columns(port: string | undefined): Column[];
  browse(start: string): Promise<string | null>;
  schemaNames: readonly string[];
}

/** Field names hold underscores, so that ids are built with something else. */
export const SEPARATOR = '/';
export const ROOT = 'root';

/** The API's name of a field: `aggregations.0.expression`. */
export function pathOf(id: string): string {
  return id.split(SEPARATOR).slice(1).join('.');
}

export function problemsByField(problems: readonly Problem[]): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) {
    const field = (problem.field ?? '').replace(/^config\./, '');
    found.set(field, [...(found.get(field) ?? []), problem]);
  }
  return found;
}

/** Without what is not set: a config holds what differs from the defaults. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(item => (item === undefined ? '' : pruned(item)));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, pruned(item)]));
  }
  return value;
}

/** The first field in which two configs differ. */
export function changedKey(before: Config, after: Config): string {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differs = (key: string): boolean =>
    before[key] !== after[key] && JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  return keys.find(differs) ?? '';
}
