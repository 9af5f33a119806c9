/** The canvas: nodes and edges to be moved, connected and selected. */

import {
  ControlButton,
  Controls,
  MarkerType,
  MiniMap,
  ReactFlow,
  SelectionMode,
  type Connection,
  type Edge
} from '@xyflow/react';
import { useMemo, useRef, type DragEvent, type MouseEvent } from 'react';

import { Dots } from './Dots';
import { canConnect, inputPort, outputPort } from './graph';
import { usePage, useRun, useSession, useSettings, useTrans } from './hooks';
import { fitIcon } from './icons';
import { GRID } from './layout';
import { NodeCard, type FlowNode } from './NodeCard';
import { KIND_TYPE } from './Palette';
import { QuickAdd } from './QuickAdd';
import { useCanvas } from './useCanvas';
import { useFlowNodes } from './useFlowNodes';

const NODE_TYPES = { etlab: NodeCard };
const MINIMAP = { width: 150, height: 100 };
const SNAP: [number, number] = [GRID, GRID];

export function Flow(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { store } = session;
  const settings = useSettings();
  const { page, edges: selected } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const { nodes, onNodesChange, onMoved } = useFlowNodes();
  const edges = useEdges(page, selected);
  const { toCanvas, quickAdd, onInit } = useCanvas(box);

  const onDrop = (event: DragEvent): void => {
    const type = store.types.get(event.dataTransfer.getData(KIND_TYPE));
    if (type) {
      event.preventDefault();
      const { x, y } = toCanvas(event);
      const place = { x: snap(x - 90), y: snap(y - 28) };
      const edge = edgeAt(event);
      if (edge !== null && type.inputs.length > 0 && type.outputs.length > 0) {
        store.insertOnEdge(type, edge, place);
      } else {
        store.add(type, place);
      }
      session.canvas?.focus();
    }
  };
  const onDoubleClick = (event: MouseEvent): void => {
    if ((event.target as HTMLElement).classList.contains('react-flow__pane')) {
      quickAdd(event);
    }
  };
  return (
    <div
      className="etlab-Flow"
      ref={box}
      role="region"
      aria-label={trans.__('Canvas')}
      onDrop={onDrop}
      onDragOver={event => {
        if (event.dataTransfer.types.includes(KIND_TYPE)) {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
        }
      }}
      onDoubleClick={onDoubleClick}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onInit={onInit}
        onNodesChange={onNodesChange}
        onNodeDragStop={(_, __, moved) => onMoved(moved)}
        onSelectionDragStop={(_, moved) => onMoved(moved)}
        onConnect={connection => store.connect(connection)}
        isValidConnection={connection => canConnect(page, store.types, connection as Connection)}
        onEdgeClick={(_, edge) => store.select([], [edge.id])}
        onEdgeContextMenu={(_, edge) => store.select([], [edge.id])}
        onNodeContextMenu={(_, node) => {
          if (!store.state.nodes.has(node.id)) {
            store.select([node.id]);
          }
        }}
        onPaneClick={() => {
          store.select([]);
          session.view.change({ quickAdd: null });
          session.canvas?.focus();
        }}
        snapToGrid={settings.snap}
        snapGrid={SNAP}
        minZoom={0.1}
        maxZoom={2}
        deleteKeyCode={null}
        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
        selectionKeyCode="Shift"
        selectionMode={SelectionMode.Partial}
        zoomOnDoubleClick={false}
        connectionRadius={30}
        edgesFocusable={false}
        onlyRenderVisibleElements={nodes.length > 150}
        proOptions={{ hideAttribution: true }}
      >
        <Dots />
        <Controls showInteractive={false} showFitView={false}>
          <ControlButton
            title={trans.__('Fit to Window')}
            aria-label={trans.__('Fit to Window')}
            onClick={() => session.canvas?.fit()}
          >
            <fitIcon.react tag={null} />
          </ControlButton>
        </Controls>
        {settings.minimap && nodes.length > 6 && (
          <MiniMap
            pannable
            zoomable
            ariaLabel={trans.__('Overview')}
            maskStrokeWidth={2}
            style={MINIMAP}
            nodeClassName={minimapClass}
          />
        )}
      </ReactFlow>
      {page.nodes.length === 0 && (
        <div className="etlab-Flow-empty">
          <p>{trans.__('Drag a source from the left, or double-click here to add a node.')}</p>
        </div>
      )}
      <QuickAdd />
    </div>
  );
}

function useEdges(page: ReturnType<typeof usePage>['page'], selected: ReadonlySet<string>): Edge[] {
  const { store } = useSession();
  const run = useRun();
  return useMemo(
    () =>
      page.edges.map(edge => ({
        id: edge.id,
        source: edge.source,
        target: edge.target,
        sourceHandle: outputPort(page, store.types, edge)?.name ?? null,
        targetHandle: inputPort(page, store.types, edge)?.name ?? null,
        selected: selected.has(edge.id),
        animated: run.nodes[edge.target]?.status === 'running',
        interactionWidth: 24,
        markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--etlab-edge)' }
      })),
    [page, selected, run.nodes, store]
  );
}

function minimapClass({ data }: FlowNode): string {
  return `etlab-mod-${data.node.type}`;
}

function edgeAt(event: DragEvent): string | null {
  const found = document
    .elementsFromPoint(event.clientX, event.clientY)
    .map(element => element.closest('.react-flow__edge'))
    .find(element => element !== null);
  return found?.getAttribute('data-id') ?? null;
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
