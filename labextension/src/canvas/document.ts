/** A page's text: read leniently, written as ETLab writes files, so that changes are small diffs. */

import { isObject, parseExact, stringifyExact } from '../api/numbers';
import type { IPageDocument, IPageEdge, IPageNode, IPosition } from './types';

const ORDER = ['etlab', 'name', 'description', 'nodes', 'edges', 'metadata'];
const NODE_ORDER = ['id', 'type', 'position', 'data'];
const DATA_ORDER = ['label', 'kind', 'config'];
const EDGE_ORDER = ['id', 'source', 'sourceHandle', 'target', 'targetHandle'];

type Json = Record<string, unknown>;

/** How the places of nodes are written in the text, until they are moved. */
const asWritten = new WeakMap<IPosition, unknown>();

/** The document in a text; throws an `Error` that says what is wrong. An empty text is a new page. */
export function parsePage(text: string, name = 'Untitled'): IPageDocument {
  if (text.trim() === '') {
    return { etlab: 1, name, nodes: [], edges: [] };
  }
  const data = parseExact(text);
  if (!isObject(data)) {
    throw new Error('A page is a JSON object.');
  }
  const nodes = list(data.nodes, 'nodes').map(readNode);
  const edges = list(data.edges, 'edges').map(readEdge);
  return { ...data, nodes, edges } as IPageDocument;
}

export function dumpPage(page: IPageDocument): string {
  const entries = ordered({ etlab: 1, ...page }, ORDER).map(([key, value]) => {
    const text =
      key === 'nodes'
        ? block(page.nodes.map(dumpNode))
        : key === 'edges'
          ? block(page.edges.map(edge => compact(Object.fromEntries(ordered(edge, EDGE_ORDER)))))
          : indented(value, 2);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

function dumpNode(node: IPageNode): string {
  const lines = ordered(node, NODE_ORDER).map(([key, value]) => {
    const text =
      key === 'position'
        ? compact(asWritten.get(value as IPosition) ?? value)
        : indented(
            key === 'data' ? Object.fromEntries(ordered(value as Json, DATA_ORDER)) : value,
            6
          );
    return `      ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n    }`;
}

function readNode(value: unknown): IPageNode {
  if (!isObject(value) || typeof value.id !== 'string' || !isObject(value.data)) {
    throw new Error('A node needs an id and data.');
  }
  const { data, position } = value;
  if (typeof data.kind !== 'string') {
    throw new Error(`Node ${value.id} has no kind.`);
  }
  return {
    ...value,
    position: readPosition(position),
    data: {
      ...data,
      label: typeof data.label === 'string' ? data.label : '',
      config: isObject(data.config) ? data.config : {}
    }
  } as IPageNode;
}

function readPosition(value: unknown): IPosition {
  const written = isObject(value) ? value : {};
  const position = { ...written, x: number(written.x), y: number(written.y) };
  if (isObject(value)) {
    asWritten.set(position, value);
  }
  return position;
}

function readEdge(value: unknown, index: number): IPageEdge {
  if (!isObject(value) || typeof value.source !== 'string' || typeof value.target !== 'string') {
    throw new Error('An edge needs a source and a target.');
  }
  return { ...value, id: typeof value.id === 'string' ? value.id : `e${index + 1}` } as IPageEdge;
}

function ordered(data: Json, order: readonly string[]): [string, unknown][] {
  const known = order.filter(key => data[key] !== undefined);
  const others = Object.keys(data).filter(key => !order.includes(key) && data[key] !== undefined);
  return [...known, ...others].map(key => [key, data[key]]);
}

function block(items: string[]): string {
  return items.length > 0 ? `[\n${items.map(item => `    ${item}`).join(',\n')}\n  ]` : '[]';
}

/** On one line with spaces behind commas and colons, as Python writes it. */
function compact(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(compact).join(', ')}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${compact(item)}`).join(', ')}}`;
  }
  return stringifyExact(value);
}

function indented(value: unknown, indent: number): string {
  return stringifyExact(value, 2).replaceAll('\n', '\n' + ' '.repeat(indent));
}

function list(value: unknown, name: string): unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new Error(`“${name}” is not a list.`);
  }
  return value;
}

function number(value: unknown): number {
  const found = Number(value);
  return Number.isFinite(found) ? found : 0;
}
