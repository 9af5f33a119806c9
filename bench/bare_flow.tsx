/**
 * A page with React Flow alone, which the canvas is measured against: with React Flow's own nodes,
 * or, given node types, with nodes of the canvas's content (labels, types, icons, ports).
 */

import '@xyflow/react/dist/style.css';
import '../labextension/style/node.css';

import { ReactFlow, type Edge, type Node, type Viewport } from '@xyflow/react';
import { memo } from 'react';
import { createRoot } from 'react-dom/client';

import { NodeView } from '../labextension/src/canvas/NodeView';
import type { IPageNode, NodeType } from '../labextension/src/canvas/types';
import { english } from '../labextension/src/widget/trans';

interface IGraph {
  nodes: Node[];
  edges: Edge[];
  viewport: Viewport;
  width: number;
  height: number;
  types?: NodeType[];
}

type Card = Node<{ node: IPageNode; type: NodeType }, 'card'>;

const NODE_TYPES = {
  card: memo(({ data, selected }: { data: Card['data']; selected: boolean }) => (
    <NodeView {...data} problems={[]} run={undefined} selected={selected} trans={english} />
  ))
};

declare global {
  interface Window {
    draw(graph: IGraph): void;
  }
}

window.draw = ({ nodes, edges, viewport, width, height, types }) => {
  const known = new Map(types?.map(type => [type.kind, type]));
  const drawn = nodes.map(node => {
    const type = known.get((node.data.node as IPageNode).data.kind);
    return type ? { ...node, type: 'card', data: { ...node.data, type } } : node;
  });
  const element = document.createElement('div');
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  document.body.replaceChildren(element);
  createRoot(element).render(
    <ReactFlow
      nodeTypes={NODE_TYPES}
      defaultNodes={drawn}
      defaultEdges={edges}
      defaultViewport={viewport}
      minZoom={0.1}
    />
  );
};
