/** What may be connected with what. */

import type { IPageDocument, IPageEdge, NodeTypes, Port } from './types';

export interface IConnection {
  source: string;
  sourceHandle?: string | null;
  target: string;
  targetHandle?: string | null;
}

/** The input port of an edge; the first one where it names none. */
export function inputPort(page: IPageDocument, types: NodeTypes, edge: IConnection): Port | null {
  const ports = portsOf(page, types, edge.target, 'inputs');
  return ports.find(port => port.name === (edge.targetHandle ?? ports[0]?.name)) ?? null;
}

export function outputPort(page: IPageDocument, types: NodeTypes, edge: IConnection): Port | null {
  const ports = portsOf(page, types, edge.source, 'outputs');
  return ports.find(port => port.name === (edge.sourceHandle ?? ports[0]?.name)) ?? null;
}

export function portsOf(
  page: IPageDocument,
  types: NodeTypes,
  id: string,
  side: 'inputs' | 'outputs'
): Port[] {
  const node = page.nodes.find(one => one.id === id);
  return (node && types.get(node.data.kind)?.[side]) ?? [];
}

/** Whether `from` leads to `to` over edges. */
export function reaches(edges: readonly IPageEdge[], from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    next.set(edge.source, [...(next.get(edge.source) ?? []), edge.target]);
  }
  const open = [from];
  const seen = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) {
      return true;
    }
    if (!seen.has(id)) {
      seen.add(id);
      open.push(...(next.get(id) ?? []));
    }
  }
  return false;
}

/** Ports that exist, no cycle, and not twice the same. A full input is free to be connected anew. */
export function canConnect(page: IPageDocument, types: NodeTypes, edge: IConnection): boolean {
  const input = inputPort(page, types, edge);
  const output = outputPort(page, types, edge);
  if (!input || !output || reaches(page.edges, edge.target, edge.source)) {
    return false;
  }
  return !page.edges.some(
    other =>
      other.source === edge.source &&
      other.target === edge.target &&
      outputPort(page, types, other)?.name === output.name &&
      inputPort(page, types, other)?.name === input.name
  );
}

/** The first input that takes one more edge. */
export function freeInput(page: IPageDocument, types: NodeTypes, id: string): Port | null {
  const taken = page.edges
    .filter(edge => edge.target === id)
    .map(edge => inputPort(page, types, edge)?.name);
  const ports = portsOf(page, types, id, 'inputs');
  return ports.find(port => port.many || !taken.includes(port.name)) ?? null;
}

/** The page with only a node and what leads to it. */
export function upstream(page: IPageDocument, id: string): IPageDocument {
  const kept = new Set([id]);
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const edge of page.edges) {
      if (edge.target === next && !kept.has(edge.source)) {
        kept.add(edge.source);
        open.push(edge.source);
      }
    }
  }
  return {
    ...page,
    nodes: page.nodes.filter(node => kept.has(node.id)),
    edges: page.edges.filter(edge => kept.has(edge.target) && kept.has(edge.source))
  };
}
