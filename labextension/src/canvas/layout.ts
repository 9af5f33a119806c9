/** The automatic layout: left to right, in layers. */

import dagre from '@dagrejs/dagre';

import { move } from './edits';
import type { IPageDocument, IPosition, ISize, NodeType, NodeTypes } from './types';

/** In pixels. */
export const GRID = 20;

export function layout(
  page: IPageDocument,
  size: (id: string) => ISize | undefined
): Map<string, IPosition> {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 80 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of page.nodes) {
    graph.setNode(node.id, { ...sizeOf(), ...size(node.id) });
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

/** The page laid out, where its nodes have no places or all the same. */
export function placed(page: IPageDocument, types: NodeTypes): IPageDocument {
  const [first, ...others] = page.nodes.map(node => node.position);
  if (others.length === 0 || others.some(({ x, y }) => x !== first!.x || y !== first!.y)) {
    return page;
  }
  const kinds = new Map(page.nodes.map(node => [node.id, node.data.kind]));
  const size = (id: string): ISize => sizeOf(types.get(kinds.get(id)!));
  return move(page, layout(page, size));
}

/** About what a node takes before it is drawn. */
export function sizeOf(type?: NodeType): ISize {
  const ports = Math.max(type?.inputs.length ?? 0, type?.outputs.length ?? 0);
  return { width: 200, height: ports > 1 ? 56 + 20 * ports : 60 };
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
