/** The canvas: nodes and edges to be moved, connected and selected. */

import {
  ControlButton,
  Controls,
  MiniMap,
  ReactFlow,
  SelectionMode,
  type Connection
} from '@xyflow/react';
import { useRef, type DragEvent, type MouseEvent } from 'react';

import { Dots } from './Dots';
import { isCard, isGroup, isNote, isNoteId, type FlowNode } from './flow-nodes';
import { canConnect } from './graph';
import { GroupCard, GroupFrame } from './GroupView';
import { usePage, useSession, useSettings, useTrans } from './hooks';
import { fitIcon } from './icons';
import { GRID } from './sizes';
import { NodeCard } from './NodeCard';
import { NoteCard } from './NoteCard';
import { KIND_TYPE } from './Palette';
import { QuickAdd } from './QuickAdd';
import type { ISelection } from './store';
import { useCanvas } from './useCanvas';
import { useFlowEdges } from './useFlowEdges';
import { useFlowNodes } from './useFlowNodes';

const NODE_TYPES = { etlab: NodeCard, note: NoteCard, frame: GroupFrame, groupCard: GroupCard };
const MINIMAP = { width: 150, height: 100 };
const SNAP: [number, number] = [GRID, GRID];

export function Flow(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { store } = session;
  const settings = useSettings();
  const { page } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const { nodes, onNodesChange } = useFlowNodes();
  const edges = useFlowEdges();
  const { toCanvas, quickAdd, onInit } = useCanvas(box, onNodesChange);

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
      onKeyDown={event => {
        const id = (event.target as HTMLElement).getAttribute('data-id');
        if (event.key === 'Enter' && !event.shiftKey && id !== null && isNoteId(id)) {
          event.preventDefault();
          session.view.change({ renaming: id });
        }
      }}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onInit={onInit}
        onNodesChange={onNodesChange}
        onConnect={connection => store.connect(connection)}
        isValidConnection={connection => canConnect(page, store.types, connection as Connection)}
        onEdgeClick={(_, edge) => store.select([], [edge.id])}
        onEdgeContextMenu={(_, edge) => store.select([], [edge.id])}
        onNodeContextMenu={(_, node) => {
          if (!node.selected) {
            store.choose(selectionOf(node));
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
        {settings.minimap && page.nodes.length > 6 && (
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

function selectionOf(node: FlowNode): Partial<ISelection> {
  if (isNote(node)) {
    return { notes: new Set([node.data.note.id]) };
  }
  return isGroup(node) ? { groups: new Set([node.data.group.id]) } : { nodes: new Set([node.id]) };
}

function minimapClass(node: FlowNode): string {
  return isCard(node) ? `etlab-mod-${node.data.node.type}` : `etlab-mod-${node.type}`;
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
