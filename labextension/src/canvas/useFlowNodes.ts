/** React Flow's nodes: the document's, with what only the screen knows (sizes, drags at work). */

import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';

import { dropTargets } from './drop-targets';
import {
  drawn,
  isCard,
  isGroup,
  isNote,
  moved,
  NOWHERE,
  withFrames,
  withMembers,
  type FlowNode
} from './flow-nodes';
import { usePage, useSession } from './hooks';

export function useFlowNodes() {
  const { store, view } = useSession();
  const state = usePage();
  const { page, nodes: chosen, notes, groups } = state;
  const [nodes, setNodes] = useState<FlowNode[]>([]);
  // Changes come faster than React draws.
  const live = useRef<FlowNode[]>([]);
  const targets = useRef(NOWHERE);

  const show = useCallback((next: FlowNode[]) => {
    live.current = next;
    setNodes(next);
  }, []);

  useEffect(() => {
    show(drawn(live.current, page, store.state));
  }, [page, chosen, notes, groups, show, store]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const all = applyNodeChanges(withMembers(changes, live.current), live.current);
      if (changes.some(isDrag)) {
        targets.current = dropTargets(all);
      }
      show(withFrames(all, targets.current));
      if (changes.some(change => change.type === 'select')) {
        select(live.current);
      }
      if (changes.some(isSettled)) {
        const places = moved(live.current);
        const into = targets.current;
        targets.current = NOWHERE;
        store.move(places.nodes, places.notes, into);
      }
    },
    [show, store, view]
  );

  function select(all: FlowNode[]): void {
    const selected = all.filter(node => node.selected);
    store.choose({
      nodes: new Set(selected.filter(isCard).map(node => node.id)),
      notes: new Set(selected.filter(isNote).map(node => node.data.note.id)),
      groups: new Set(selected.filter(isGroup).map(node => node.data.group.id)),
      ...(selected.length > 0 ? {} : { edges: store.state.edges })
    });
    view.change({ quickAdd: null });
  }

  return { nodes, onNodesChange };
}

function isDrag(change: NodeChange<FlowNode>): boolean {
  return change.type === 'position' && change.dragging === true;
}

/** Whether a drag or a change of a size is over; the arrow keys move without a drag. */
function isSettled(change: NodeChange<FlowNode>): boolean {
  return (
    (change.type === 'position' && change.dragging === false) ||
    (change.type === 'dimensions' && change.resizing === false)
  );
}
