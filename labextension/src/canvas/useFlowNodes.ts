/** React Flow's nodes: the document's, with what only the screen knows (sizes, drags at work). */

import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';

import { usePage, useSession } from './hooks';
import type { FlowNode } from './NodeCard';
import type { IPosition } from './types';

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

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      setNodes(before => applyNodeChanges(changes, before));
      const chosen = new Set(store.state.nodes);
      const stepped = new Map<string, IPosition>();
      for (const change of changes) {
        if (change.type === 'select') {
          chosen[change.selected ? 'add' : 'delete'](change.id);
        } else if (change.type === 'position' && change.dragging === false && change.position) {
          // The arrow keys move the selected nodes without a drag.
          stepped.set(change.id, change.position);
        }
      }
      if (changes.some(change => change.type === 'select')) {
        store.select(chosen, chosen.size > 0 ? [] : store.state.edges);
        view.change({ quickAdd: null });
      }
      if (stepped.size > 0) {
        store.move(stepped);
      }
    },
    [store, view]
  );

  const onMoved = useCallback(
    (moved: FlowNode[]) => store.move(new Map(moved.map(node => [node.id, node.position]))),
    [store]
  );

  return { nodes, onNodesChange, onMoved };
}
