/** The edges of the canvas, with what is selected and what runs. */

import type { Edge } from '@xyflow/react';
import { useMemo } from 'react';

import { edgesOf } from './flow-edges';
import { usePage, useRun, useSession } from './hooks';

export function useFlowEdges(): Edge[] {
  const { store } = useSession();
  const { page, edges: selected } = usePage();
  const run = useRun();
  return useMemo(
    () =>
      edgesOf(page, store.types, ({ id, target }) => ({
        selected: selected.has(id),
        animated: run.nodes[target]?.status === 'running',
        interactionWidth: 24
      })),
    [page, selected, run.nodes, store]
  );
}
