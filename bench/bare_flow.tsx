/** A page with React Flow alone, which the canvas is measured against. */

import '@xyflow/react/dist/style.css';

import { ReactFlow, type Edge, type Node, type Viewport } from '@xyflow/react';
import { createRoot } from 'react-dom/client';

interface IGraph {
  nodes: Node[];
  edges: Edge[];
  viewport: Viewport;
  width: number;
  height: number;
}

declare global {
  interface Window {
    draw(graph: IGraph): void;
  }
}

window.draw = ({ nodes, edges, viewport, width, height }) => {
  const element = document.createElement('div');
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  document.body.replaceChildren(element);
  createRoot(element).render(
    <ReactFlow defaultNodes={nodes} defaultEdges={edges} defaultViewport={viewport} minZoom={0.1} />
  );
};
