/** A stored page as the text of a page file, and back. */

import type { Schemas } from '../api/client';
import { isObject, parseExact, stringifyExact } from '../api/numbers';

export type PageContent = Pick<
  Schemas['Page'],
  'name' | 'description' | 'nodes' | 'edges' | 'metadata'
>;

const FORMAT = 1;
const KEYS = ['etlab', 'name', 'description', 'nodes', 'edges', 'metadata'];

/** The text of a page file: keys in the order of page files. */
export function pageText(page: PageContent): string {
  const { name, description, nodes, edges, metadata } = page;
  const document = { etlab: FORMAT, name, description, nodes, edges, metadata };
  return `${stringifyExact(document, 2)}\n`;
}

export type PageTextProblem = 'not-json' | 'not-a-page' | 'newer-version' | 'unknown-key';

/** A text that is no page; `detail` names what is wrong with it. */
export class PageTextError extends Error {
  constructor(
    readonly problem: PageTextProblem,
    readonly detail: string
  ) {
    super(`${problem}: ${detail}`);
    this.name = 'PageTextError';
  }
}

/** The parts of a page in a text. Parts that the text leaves out are empty. */
export function parsePageText(text: string): PageContent {
  let data: unknown;
  try {
    data = parseExact(text);
  } catch (error) {
    throw new PageTextError('not-json', (error as Error).message);
  }
  if (!isObject(data)) {
    throw new PageTextError('not-a-page', '{ }');
  }
  if (typeof data.etlab === 'number' && data.etlab > FORMAT) {
    throw new PageTextError('newer-version', String(data.etlab));
  }
  // The store has no place for further keys: losing them silently would be worse.
  const unknown = Object.keys(data).filter(key => !KEYS.includes(key));
  if (unknown.length > 0) {
    throw new PageTextError('unknown-key', unknown.join(', '));
  }
  return {
    name: text_(data, 'name') ?? 'Untitled',
    description: text_(data, 'description'),
    nodes: list(data, 'nodes'),
    edges: list(data, 'edges'),
    metadata: object(data, 'metadata')
  };
}

type JsonObject = Record<string, unknown>;

function text_(data: JsonObject, key: string): string | null {
  const value = data[key] ?? null;
  if (value !== null && typeof value !== 'string') {
    throw new PageTextError('not-a-page', key);
  }
  return value;
}

function list(data: JsonObject, key: string): JsonObject[] {
  const value = data[key] ?? [];
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw new PageTextError('not-a-page', key);
  }
  return value;
}

function object(data: JsonObject, key: string): JsonObject {
  const value = data[key] ?? {};
  if (!isObject(value)) {
    throw new PageTextError('not-a-page', key);
  }
  return value;
}
