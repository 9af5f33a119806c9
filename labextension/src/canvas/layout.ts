/** The automatic layout: left to right, in layers. */

import dagre, { type Graph } from '@dagrejs/dagre';

import { collapsedIn, groupKey, groupsOf, notesOf } from './annotations';
import { move } from './edits';
import { GRID, sizeOf } from './sizes';
import type { IPageDocument, IPosition, ISize, NodeTypes } from './types';

export interface IPlaces {
  nodes: Map<string, IPosition>;
  notes: Map<string, IPosition>;
}

/** Groups stay together, collapsed ones are one card, and notes go where their next node goes. */
export function layout(page: IPageDocument, size: (id: string) => ISize | undefined): IPlaces {
  const collapsed = collapsedIn(page);
  const drawn = (id: string): string => {
    const group = collapsed.get(id);
    return group ? groupKey(group.id) : id;
  };
  const graph = graphOf(page, drawn, size);
  dagre.layout(graph);
  const corner = (id: string): IPosition => {
    const { x, y, width, height } = graph.node(id);
    return { x: snap(x - width / 2), y: snap(y - height / 2) };
  };
  const nodes = new Map(
    page.nodes.map(node => {
      const place = corner(drawn(node.id));
      const group = collapsed.get(node.id);
      const start = group && upperLeft(page.nodes.filter(one => group.nodes.includes(one.id)));
      const by = start ? difference(node.position, start) : { x: 0, y: 0 };
      return [node.id, { x: place.x + by.x, y: place.y + by.y }];
    })
  );
  return { nodes, notes: notesBeside(page, nodes) };
}

function graphOf(
  page: IPageDocument,
  drawn: (id: string) => string,
  size: (id: string) => ISize | undefined
): Graph {
  const groups = groupsOf(page);
  const graph = new dagre.graphlib.Graph({ multigraph: true, compound: true });
  // Frames have a head.
  graph.setGraph({ rankdir: 'LR', nodesep: groups.length > 0 ? 60 : 40, ranksep: 80 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of page.nodes) {
    graph.setNode(drawn(id), { ...sizeOf(), ...size(drawn(id)) });
  }
  for (const group of groups.filter(one => !one.collapsed)) {
    const members = group.nodes.filter(id => graph.hasNode(id));
    graph.setNode(groupKey(group.id), {});
    members.forEach(id => graph.setParent(id, groupKey(group.id)));
  }
  for (const edge of page.edges) {
    const [from, to] = [drawn(edge.source), drawn(edge.target)];
    if (from !== to && graph.hasNode(from) && graph.hasNode(to)) {
      graph.setEdge(from, to, {}, edge.id);
    }
  }
  return graph;
}

function notesBeside(
  page: IPageDocument,
  places: ReadonlyMap<string, IPosition>
): Map<string, IPosition> {
  const distance = (one: IPosition, other: IPosition): number =>
    Math.hypot(one.x - other.x, one.y - other.y);
  return new Map(
    notesOf(page).flatMap(note => {
      const [first, ...others] = page.nodes;
      if (first === undefined) {
        return [];
      }
      const next = others.reduce(
        (best, node) =>
          distance(node.position, note.position) < distance(best.position, note.position)
            ? node
            : best,
        first
      );
      const by = difference(places.get(next.id)!, next.position);
      return [[note.id, { x: note.position.x + by.x, y: note.position.y + by.y }] as const];
    })
  );
}

function upperLeft(nodes: readonly { position: IPosition }[]): IPosition {
  return {
    x: Math.min(...nodes.map(node => node.position.x)),
    y: Math.min(...nodes.map(node => node.position.y))
  };
}

function difference(one: IPosition, other: IPosition): IPosition {
  return { x: one.x - other.x, y: one.y - other.y };
}

/** The page laid out, where its nodes have no places or all the same. */
export function placed(page: IPageDocument, types: NodeTypes): IPageDocument {
  const [first, ...others] = page.nodes.map(node => node.position);
  if (others.length === 0 || others.some(({ x, y }) => x !== first!.x || y !== first!.y)) {
    return page;
  }
  const kinds = new Map(page.nodes.map(node => [node.id, node.data.kind]));
  const size = (id: string): ISize => sizeOf(types.get(kinds.get(id)!));
  return move(page, layout(page, size).nodes);
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
