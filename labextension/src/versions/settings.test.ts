import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { typeMap, type IPageNode, type NodeType } from '../canvas/types';
import { nodeChanges, pageChanges } from './settings';

const trans = nullTranslator.load('etlab-jupyter');
const types = typeMap([
  {
    kind: 'sort',
    config_schema: { properties: { by: { title: 'Sort by' } } }
  } as unknown as NodeType
]);
const node = (id: string, label: string, config: Record<string, unknown>): IPageNode => ({
  id,
  type: 'transform',
  position: { x: 0, y: 0 },
  data: { label, kind: 'sort', config }
});
const comparison = {
  base: {
    nodes: [node('a', 'Old', { by: [{ column: 'x' }] }), node('gone', 'Gone', { by: ['y'] })],
    edges: []
  },
  other: { nodes: [node('a', 'New', { by: [{ column: 'z' }], limit: 3 })], edges: [] },
  types,
  difference: {
    nodes: {
      added: [],
      removed: [{ id: 'gone', label: 'Gone', paths: [] }],
      changed: [
        {
          id: 'a',
          label: 'New',
          paths: ['data.label', 'data.config.by.0.column', 'data.config.by.1', 'data.config.limit']
        }
      ]
    },
    edges: { added: [], removed: [], changed: [] },
    page: [],
    text: ''
  }
};

describe('what differs in a node', () => {
  it('is told once for each setting, by its title', () => {
    expect(nodeChanges(comparison, 'a', trans)).toEqual([
      { title: 'Label', before: 'Old', after: 'New' },
      {
        title: 'Sort by',
        before: '[\n  {\n    "column": "x"\n  }\n]',
        after: '[\n  {\n    "column": "z"\n  }\n]'
      },
      { title: 'limit', before: null, after: '3' }
    ]);
  });

  it('is all of it where only one side has the node', () => {
    expect(nodeChanges(comparison, 'gone', trans)).toEqual([
      { title: 'Sort by', before: '[\n  "y"\n]', after: null }
    ]);
  });
});

describe('what differs in the page itself', () => {
  it('is told once for each part', () => {
    const base = { nodes: [], edges: [], name: 'a', metadata: { spark: { x: '1', y: '2' } } };
    const other = { nodes: [], edges: [], name: 'b', metadata: { spark: { x: '2' } } };
    const paths = ['name', 'metadata.spark.x', 'metadata.spark.y'];
    expect(pageChanges(base, other, paths, trans)).toEqual([
      { title: 'Name', before: 'a', after: 'b' },
      {
        title: 'Spark settings',
        before: '{\n  "x": "1",\n  "y": "2"\n}',
        after: '{\n  "x": "2"\n}'
      }
    ]);
  });
});
