/** React Flow's edges; those into a collapsed group are drawn to its card. */

import { MarkerType, type Edge } from '@xyflow/react';
import { useMemo } from 'react';

import { collapsedIn, groupKey } from './annotations';
import { inputPort, outputPort } from './graph';
import { usePage, useRun, useSession } from './hooks';

export function useFlowEdges(): Edge[] {
  const { store } = useSession();
  const { page, edges: selected } = usePage();
  const run = useRun();
  return useMemo(() => {
    const collapsed = collapsedIn(page);
    return page.edges.flatMap(edge => {
      const [from, to] = [collapsed.get(edge.source), collapsed.get(edge.target)];
      if (from && from === to) {
        return [];
      }
      return [
        {
          id: edge.id,
          source: from ? groupKey(from.id) : edge.source,
          target: to ? groupKey(to.id) : edge.target,
          sourceHandle: from ? 'out' : (outputPort(page, store.types, edge)?.name ?? null),
          targetHandle: to ? 'in' : (inputPort(page, store.types, edge)?.name ?? null),
          selected: selected.has(edge.id),
          animated: run.nodes[edge.target]?.status === 'running',
          interactionWidth: 24,
          markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--etlab-edge)' }
        }
      ];
    });
  }, [page, selected, run.nodes, store]);
}
