/** Nodes on the clipboard: JSON, readable and good for any page. */

import { edgeIds } from './edits';
import { canConnect } from './graph';
import { unique, uniqueLabel } from './names';
import type { IPageDocument, IPageEdge, IPageNode, IPosition, NodeTypes } from './types';

export interface IFragment {
  nodes: IPageNode[];
  edges: IPageEdge[];
}

export function copy(page: IPageDocument, ids: ReadonlySet<string>): IFragment {
  return {
    nodes: page.nodes.filter(node => ids.has(node.id)),
    edges: page.edges.filter(edge => ids.has(edge.source) && ids.has(edge.target))
  };
}

export function fragmentText(fragment: IFragment): string {
  return JSON.stringify({ etlab: 1, ...fragment }, null, 2);
}

/** The nodes in a text, or null where it is something else. */
export function parseFragment(text: string): IFragment | null {
  try {
    const data = JSON.parse(text) as Partial<IFragment> & { etlab?: unknown };
    const nodes = data.nodes;
    if (data.etlab !== 1 || !Array.isArray(nodes) || nodes.length === 0) {
      return null;
    }
    const sound = nodes.every(
      node =>
        typeof node?.id === 'string' &&
        typeof node.data?.kind === 'string' &&
        typeof node.position?.x === 'number' &&
        typeof node.position.y === 'number'
    );
    return sound ? { nodes, edges: Array.isArray(data.edges) ? data.edges : [] } : null;
  } catch {
    return null;
  }
}

/** Puts the nodes into a page under new ids, by `offset` away from where they were, or at `at`. */
export function paste(
  page: IPageDocument,
  types: NodeTypes,
  fragment: IFragment,
  place: { at: IPosition } | { offset: number }
): { page: IPageDocument; ids: string[] } {
  const ids = new Set(page.nodes.map(node => node.id));
  const labels = new Set(page.nodes.map(node => node.data.label));
  const left = Math.min(...fragment.nodes.map(node => node.position.x));
  const top = Math.min(...fragment.nodes.map(node => node.position.y));
  const by =
    'at' in place
      ? { x: place.at.x - left, y: place.at.y - top }
      : { x: place.offset, y: place.offset };
  const renamed = new Map<string, string>();
  const nodes = fragment.nodes.map(node => {
    const id = unique(ids.has(node.id) ? node.data.kind : node.id, ids);
    renamed.set(node.id, id);
    return {
      ...structuredClone(node),
      id,
      position: { x: Math.round(node.position.x + by.x), y: Math.round(node.position.y + by.y) },
      data: {
        ...structuredClone(node.data),
        label: uniqueLabel(node.data.label, labels),
        config: structuredClone(node.data.config ?? {})
      }
    };
  });
  let next: IPageDocument = { ...page, nodes: [...page.nodes, ...nodes] };
  for (const edge of fragment.edges) {
    const [source, target] = [renamed.get(edge.source), renamed.get(edge.target)];
    if (source === undefined || target === undefined) {
      continue;
    }
    const moved = { ...edge, source, target };
    if (canConnect(next, types, moved)) {
      const id = edgeIds(next)(source, edge.sourceHandle, target, edge.targetHandle);
      next = { ...next, edges: [...next.edges, { ...moved, id }] };
    }
  }
  return { page: next, ids: [...renamed.values()] };
}
