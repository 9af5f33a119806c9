/** Nodes and edges of a page, read-only, with the selection going both ways. */

import {
  applyNodeChanges,
  Controls,
  ReactFlow,
  useNodesInitialized,
  useReactFlow,
  useStore,
  type NodeChange
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useState } from 'react';

import { groupsOf, withGroups } from '../canvas/annotations';
import { Dots } from '../canvas/Dots';
import { fit } from '../canvas/fit';
import { edgesOf } from '../canvas/flow-edges';
import { boxOf, drawn, isCard, withFrames, type FlowNode } from '../canvas/flow-nodes';
import { placed } from '../canvas/layout';
import { typeMap, type IPageDocument } from '../canvas/types';
import { NODE_TYPES } from './cards';
import { Shared } from './context';
import { useTrait, type IModel } from './model';
import { english } from './trans';

const FIT = { maxZoom: 1, padding: 0.1 };
const NONE: ReadonlySet<string> = new Set();

export function GraphView({ model }: { model: IModel }): JSX.Element {
  const height = useTrait(model, 'height');
  const selected = useTrait(model, 'selected');
  const types = useTrait(model, 'types');
  const sent = useTrait(model, 'document');
  const known = useMemo(() => typeMap(types), [types]);
  const problems = useTrait(model, 'problems');
  const run = useTrait(model, 'run');
  const { page, toggle } = useGroups(useMemo(() => placed(complete(sent), known), [sent, known]));
  const edges = useMemo(
    () => edgesOf(page, known, () => ({ focusable: false, selectable: false })),
    [page, known]
  );
  const { nodes, onNodesChange } = useNodes(page, selected);
  const shared = useMemo(
    () => ({ types: known, problems, run, toggle }),
    [known, problems, run, toggle]
  );
  useFitted(nodes);

  const choose = (id: string | null): void => {
    if (id !== model.get('selected')) {
      model.set('selected', id);
      model.save_changes();
    }
  };
  return (
    <Shared.Provider value={shared}>
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
    </Shared.Provider>
  );
}

/** The page with groups as they are open here, which is nobody else's concern. */
function useGroups(page: IPageDocument): { page: IPageDocument; toggle: (id: string) => void } {
  const [turned, setTurned] = useState(NONE);
  const toggle = useCallback((id: string): void => {
    setTurned(before => {
      const next = new Set(before);
      return next.delete(id) ? next : next.add(id);
    });
  }, []);
  const shown = useMemo(() => {
    const groups = groupsOf(page).map(group =>
      turned.has(group.id) ? { ...group, collapsed: !group.collapsed } : group
    );
    return withGroups(page, groups);
  }, [page, turned]);
  return { page: shown, toggle };
}

/** React Flow's nodes, with the sizes that it measures. Notes and groups are only looked at. */
function useNodes(
  page: IPageDocument,
  selected: string | null
): { nodes: FlowNode[]; onNodesChange: (changes: NodeChange<FlowNode>[]) => void } {
  const [nodes, setNodes] = useState<FlowNode[]>([]);
  useEffect(() => {
    const chosen = selected === null ? NONE : new Set([selected]);
    const selection = { nodes: chosen, edges: NONE, notes: NONE, groups: NONE };
    setNodes(before => drawn(before, page, selection).map(still));
  }, [page, selected]);
  const onNodesChange = (changes: NodeChange<FlowNode>[]): void => {
    const own = changes.filter(change => change.type !== 'select');
    if (own.length > 0) {
      setNodes(before => withFrames(applyNodeChanges(own, before)));
    }
  };
  return { nodes, onNodesChange };
}

function still(node: FlowNode): FlowNode {
  return isCard(node) || node.selectable === false
    ? node
    : { ...node, selectable: false, focusable: false };
}

/** Shown as on the canvas, and again when nodes come or go, or the output gets another width. */
function useFitted(nodes: readonly FlowNode[]): void {
  const { getNodes, setViewport } = useReactFlow<FlowNode>();
  const ready = useNodesInitialized();
  const width = useStore(state => state.width);
  const height = useStore(state => state.height);
  const ids = nodes.map(node => `${node.id} ${node.hidden === true}`).join('\n');
  useEffect(() => {
    if (ready && width > 0) {
      const boxes = getNodes()
        .filter(node => !node.hidden)
        .map(boxOf);
      void setViewport(fit(boxes, { width, height }));
    }
  }, [ready, width, height, ids, getNodes, setViewport]);
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
