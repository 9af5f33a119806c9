/** The automatic layout: left to right, in layers. */

import dagre from '@dagrejs/dagre';

import type { IPageDocument, IPosition } from './types';

export interface ISize {
  width: number;
  height: number;
}

const GRID = 20;

export function layout(
  page: IPageDocument,
  size: (id: string) => ISize | undefined
): Map<string, IPosition> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 80 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of page.nodes) {
    graph.setNode(node.id, { width: 180, height: 60, ...size(node.id) });
  }
  for (const edge of page.edges) {
    if (graph.hasNode(edge.source) && graph.hasNode(edge.target)) {
      graph.setEdge(edge.source, edge.target, {}, edge.id);
    }
  }
  dagre.layout(graph);
  return new Map(
    page.nodes.map(node => {
      const { x, y, width, height } = graph.node(node.id);
      return [node.id, { x: snap(x - width / 2), y: snap(y - height / 2) }];
    })
  );
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
