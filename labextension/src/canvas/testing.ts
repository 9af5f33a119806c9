/** Node types and a page for tests. */

import { addBehind, addNode } from './edits';
import { typeMap, type IPageDocument, type NodeType } from './types';

const port = (name: string, many = false) => ({ name, title: name, many, required: true });

function type(kind: string, sort: NodeType['type'], ins: string[], outs: string[]): NodeType {
  return {
    kind,
    type: sort,
    title: kind.replace('_', ' '),
    description: '',
    category: '',
    inputs: ins.map(name => port(name, kind === 'union')),
    outputs: outs.map(name => port(name)),
    unbounded: false,
    config_schema: {}
  };
}

const all = [
  type('read_csv', 'source', [], ['out']),
  type('filter', 'transform', ['in'], ['out']),
  type('join', 'transform', ['left', 'right'], ['out']),
  type('union', 'transform', ['in'], ['out']),
  type('write_csv', 'sink', ['in'], [])
];

export const types = typeMap(all);
export const get = (kind: string): NodeType => types.get(kind)!;
export const empty: IPageDocument = { nodes: [], edges: [] };

/** `read_csv`, `filter` and `write_csv` in a row. */
export function chain(): IPageDocument {
  let page = addNode(empty, get('read_csv'), { x: 0, y: 0 }).page;
  page = addBehind(page, types, get('filter'), 'read_csv').page;
  return addBehind(page, types, get('write_csv'), 'filter').page;
}

export const ends = (page: IPageDocument): string[] =>
  page.edges.map(edge => `${edge.source}>${edge.target}`);
