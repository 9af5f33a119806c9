/** What the fields of a form know of the node around them. */

import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Column, Config, Problem } from '../canvas/types';
import type { SparkFunction } from './completion';
import type { PathListing } from './PathBrowser';

/** What forms need of JupyterLab and of the server. */
export interface IFormHost {
  /** Asks for a file or folder; null where it was left. */
  browse(start: string): Promise<string | null>;
  /** How JupyterLab's editors read a language. */
  language(name: 'sql' | 'python'): Promise<Extension>;
  /** The functions of Spark SQL. */
  functions(): Promise<readonly SparkFunction[]>;
  /** The schemas of the workspace that a stored page is in. */
  storedSchemas(pageId: string): Promise<readonly IStoredSchema[]>;
  openSchema(id: string): void;
  /** Makes a schema beside a stored page and opens it; its name, or null where that failed. */
  createSchema(pageId: string): Promise<string | null>;
}

export interface IStoredSchema {
  id: string;
  name: string;
}

/** What stands beside a field. */
export type Note = Pick<Problem, 'message' | 'severity'> & { hint?: string | null };

/** What all forms need. */
export interface IFormBase {
  trans: TranslationBundle;
  /** The problems by the path of their field. */
  problems: ReadonlyMap<string, readonly Note[]>;
}

/** What the form of a node needs. */
export interface IFormContext extends IFormBase {
  problems: ReadonlyMap<string, readonly Problem[]>;
  /** The columns that come in by a port, by several (`left,right`), or go out (`out`). */
  columns(port: string | undefined): Column[];
  host: IFormHost;
  /** What is in a folder, as the page's Spark sees it; null where no page is around the form. */
  listPath: ((path: string) => Promise<PathListing>) | null;
  /** Null for a page in a file. */
  pageId: string | null;
  /** The schemas that are in the page itself. */
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
