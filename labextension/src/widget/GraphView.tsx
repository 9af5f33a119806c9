/** Nodes and edges of a page, read-only, with the selection going both ways. */

import {
  applyNodeChanges,
  Controls,
  MarkerType,
  ReactFlow,
  useNodesInitialized,
  useReactFlow,
  useStore,
  type Edge,
  type Node,
  type NodeChange,
  type NodeProps
} from '@xyflow/react';
import { memo, useEffect, useMemo, useState } from 'react';

import { Dots } from '../canvas/Dots';
import { fit } from '../canvas/fit';
import { inputPort, outputPort } from '../canvas/graph';
import { placed } from '../canvas/layout';
import { NodeView } from '../canvas/NodeView';
import { typeMap, type IPageDocument, type NodeTypes, type Problem } from '../canvas/types';
import type { INodeRun } from '../run/state';
import { useTrait, type IModel } from './model';
import { english } from './trans';

interface IData extends Record<string, unknown> {
  node: IPageDocument['nodes'][number];
  type: ReturnType<NodeTypes['get']>;
  problems: Problem[];
  run: INodeRun | undefined;
}

type GraphNode = Node<IData, 'etlab'>;

const Card = memo(function Card({ data, selected }: NodeProps<GraphNode>) {
  return <NodeView {...data} selected={selected} trans={english} />;
});

const NODE_TYPES = { etlab: Card };
const FIT = { maxZoom: 1, padding: 0.1 };

export function GraphView({ model }: { model: IModel }): JSX.Element {
  const height = useTrait(model, 'height');
  const selected = useTrait(model, 'selected');
  const types = useTrait(model, 'types');
  const sent = useTrait(model, 'document');
  const known = useMemo(() => typeMap(types), [types]);
  const page = useMemo(() => placed(complete(sent), known), [sent, known]);
  const edges = useMemo(() => edgesOf(page, known), [page, known]);
  const { nodes, onNodesChange } = useNodes(model, page, known, selected);
  useFitted(page);

  const choose = (id: string | null): void => {
    if (id !== model.get('selected')) {
      model.set('selected', id);
      model.save_changes();
    }
  };
  return (
    <div className="etlab-Flow" role="region" aria-label={english.__('Graph')} style={{ height }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodesChange={changes => {
          onNodesChange(changes);
          const chosen = changes.find(change => change.type === 'select' && change.selected);
          if (chosen?.type === 'select') {
            choose(chosen.id);
          }
        }}
        onPaneClick={() => choose(null)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        multiSelectionKeyCode={null}
        selectionKeyCode={null}
        deleteKeyCode={null}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        minZoom={0.1}
        maxZoom={2}
        proOptions={{ hideAttribution: true }}
      >
        <Dots />
        <Controls showInteractive={false} fitViewOptions={FIT} />
      </ReactFlow>
    </div>
  );
}

/** React Flow's nodes, with the sizes that it measures. */
function useNodes(
  model: IModel,
  page: IPageDocument,
  types: NodeTypes,
  selected: string | null
): { nodes: GraphNode[]; onNodesChange: (changes: NodeChange<GraphNode>[]) => void } {
  const problems = useTrait(model, 'problems');
  const run = useTrait(model, 'run');
  const [nodes, setNodes] = useState<GraphNode[]>([]);
  useEffect(() => {
    setNodes(before => {
      const old = new Map(before.map(node => [node.id, node]));
      return page.nodes.map(node => ({
        ...old.get(node.id),
        id: node.id,
        type: 'etlab' as const,
        position: node.position,
        selected: node.id === selected,
        data: {
          node,
          type: types.get(node.data.kind),
          problems: problems.filter(problem => problem.node === node.id),
          run: run[node.id]
        }
      }));
    });
  }, [page, types, problems, run, selected]);
  const onNodesChange = (changes: NodeChange<GraphNode>[]): void => {
    const own = changes.filter(change => change.type !== 'select');
    if (own.length > 0) {
      setNodes(before => applyNodeChanges(own, before));
    }
  };
  return { nodes, onNodesChange };
}

/** Shown as on the canvas, and again when nodes come or go, or the output gets another width. */
function useFitted(page: IPageDocument): void {
  const { getNodes, setViewport } = useReactFlow();
  const ready = useNodesInitialized();
  const width = useStore(state => state.width);
  const height = useStore(state => state.height);
  const ids = page.nodes.map(node => node.id).join('\n');
  useEffect(() => {
    if (ready && width > 0) {
      const boxes = getNodes().map(({ position, measured }) => ({
        ...position,
        width: measured?.width ?? 0,
        height: measured?.height ?? 0
      }));
      void setViewport(fit(boxes, { width, height }));
    }
  }, [ready, width, height, ids, getNodes, setViewport]);
}

function edgesOf(page: IPageDocument, types: NodeTypes): Edge[] {
  return page.edges.map(edge => ({
    id: edge.id,
    source: edge.source,
    target: edge.target,
    sourceHandle: outputPort(page, types, edge)?.name ?? null,
    targetHandle: inputPort(page, types, edge)?.name ?? null,
    focusable: false,
    selectable: false,
    markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--etlab-edge)' }
  }));
}

/** A document leaves out what is empty. */
function complete(page: IPageDocument): IPageDocument {
  const nodes = (page.nodes ?? []).map(node => ({
    ...node,
    position: node.position ?? { x: 0, y: 0 },
    data: { ...node.data, label: node.data.label ?? '', config: node.data.config ?? {} }
  }));
  return { ...page, nodes, edges: page.edges ?? [] };
}
