/** React Flow's nodes: the document's, with what only the screen knows (sizes, drags at work). */

import { applyNodeChanges, type NodeChange, type OnNodeDrag } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';

import { usePage, useSession } from './hooks';
import type { FlowNode } from './NodeCard';

export function useFlowNodes() {
  const { store, view } = useSession();
  const { page, nodes: selected } = usePage();
  const [nodes, setNodes] = useState<FlowNode[]>([]);

  useEffect(() => {
    setNodes(before => {
      const known = new Map(before.map(node => [node.id, node]));
      return page.nodes.map(node => {
        const old = known.get(node.id);
        const isSelected = selected.has(node.id);
        if (old && old.data.node === node && old.selected === isSelected) {
          return old;
        }
        return {
          ...old,
          id: node.id,
          type: 'etlab',
          position: node.position,
          data: { node },
          selected: isSelected
        };
      });
    });
  }, [page, selected]);

  const latest = useRef(nodes);
  latest.current = nodes;

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const next = applyNodeChanges(changes, latest.current);
      latest.current = next;
      setNodes(next);
      if (changes.some(change => change.type === 'select')) {
        const ids = next.filter(node => node.selected).map(node => node.id);
        store.select(ids, ids.length > 0 ? [] : store.state.edges);
        view.change({ quickAdd: null });
      }
      // The arrow keys move the selected nodes without a drag.
      const stepped = changes.filter(
        change => change.type === 'position' && change.dragging === false && change.position
      );
      if (stepped.length > 0) {
        save(next);
      }
    },
    [store, view]
  );

  const save = useCallback(
    (moved: FlowNode[]) => store.move(new Map(moved.map(node => [node.id, node.position]))),
    [store]
  );

  const onNodeDragStop: OnNodeDrag<FlowNode> & ((event: unknown, nodes: FlowNode[]) => void) =
    useCallback(() => save(latest.current), [save]) as never;

  return { nodes, onNodesChange, onNodeDragStop };
}
