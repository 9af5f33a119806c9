/** A page's edges as React Flow draws them; those into a collapsed group go to its card. */

import { MarkerType, type Edge } from '@xyflow/react';

import { collapsedIn, groupKey } from './annotations';
import { inputPort, outputPort } from './graph';
import type { IPageDocument, NodeTypes } from './types';

export function edgesOf(
  page: IPageDocument,
  types: NodeTypes,
  more: (edge: IPageDocument['edges'][number]) => Partial<Edge>
): Edge[] {
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
        sourceHandle: from ? 'out' : (outputPort(page, types, edge)?.name ?? null),
        targetHandle: to ? 'in' : (inputPort(page, types, edge)?.name ?? null),
        markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--etlab-edge)' },
        ...more(edge)
      }
    ];
  });
}
