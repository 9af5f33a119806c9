/** Edits of a page: each takes a document and gives another one. */

import { withExact } from '../api/numbers';
import { leave } from './annotation-edits';
import { canConnect, freeInput, inputPort, outputPort, type IConnection } from './graph';
import { unique, uniqueLabel } from './names';
import type {
  Config,
  IPageDocument,
  IPageEdge,
  IPageNode,
  IPosition,
  NodeType,
  NodeTypes
} from './types';

export const COLUMN_WIDTH = 260;
export const ROW_HEIGHT = 110;

export interface IAdded {
  page: IPageDocument;
  id: string;
}

export function addNode(page: IPageDocument, type: NodeType, position: IPosition): IAdded {
  const id = unique(type.kind, new Set(page.nodes.map(node => node.id)));
  const label = uniqueLabel(type.title, new Set(page.nodes.map(node => node.data.label)));
  const node: IPageNode = {
    id,
    type: type.type,
    position: round(position),
    data: { label, kind: type.kind, config: {} }
  };
  return { page: { ...page, nodes: [...page.nodes, node] }, id };
}

/** A new node to the right of another, fed by it where their ports fit. */
export function addBehind(
  page: IPageDocument,
  types: NodeTypes,
  type: NodeType,
  behind: string
): IAdded {
  const before = page.nodes.find(node => node.id === behind);
  const at = before?.position ?? { x: 0, y: 0 };
  const added = addNode(page, type, freePlace(page, { x: at.x + COLUMN_WIDTH, y: at.y }));
  const output = before && types.get(before.data.kind)?.outputs[0];
  const input = freeInput(added.page, types, added.id);
  if (!output || !input) {
    return added;
  }
  const edge = {
    source: behind,
    sourceHandle: output.name,
    target: added.id,
    targetHandle: input.name
  };
  return { page: connect(added.page, types, edge), id: added.id };
}

/** A node between the two ends of an edge; it stays unconnected where its ports do not fit. */
export function insertOnEdge(
  page: IPageDocument,
  type: NodeType,
  edgeId: string,
  position?: IPosition
): IAdded {
  const edge = page.edges.find(one => one.id === edgeId);
  const source = page.nodes.find(node => node.id === edge?.source);
  const target = page.nodes.find(node => node.id === edge?.target);
  const middle = {
    x: ((source?.position.x ?? 0) + (target?.position.x ?? 0)) / 2,
    y: ((source?.position.y ?? 0) + (target?.position.y ?? 0)) / 2
  };
  const added = addNode(page, type, position ?? middle);
  const [input, output] = [type.inputs[0], type.outputs[0]];
  if (!edge || !input || !output) {
    return added;
  }
  const id = edgeIds(added.page);
  const first: IPageEdge = {
    id: id(edge.source, edge.sourceHandle, added.id, input.name),
    source: edge.source,
    ...(edge.sourceHandle ? { sourceHandle: edge.sourceHandle } : {}),
    target: added.id,
    targetHandle: input.name
  };
  const second: IPageEdge = {
    ...edge,
    id: id(added.id, output.name, edge.target, edge.targetHandle),
    source: added.id,
    sourceHandle: output.name
  };
  // In the old edge's place: the order of edges is the order of inputs.
  const edges = added.page.edges.flatMap(one => (one.id === edgeId ? [first, second] : [one]));
  return { page: { ...added.page, edges }, id: added.id };
}

/** Connects; an input that takes one edge loses the one that it had. */
export function connect(
  page: IPageDocument,
  types: NodeTypes,
  connection: IConnection
): IPageDocument {
  if (!canConnect(page, types, connection)) {
    return page;
  }
  const input = inputPort(page, types, connection)!;
  const output = outputPort(page, types, connection)!;
  const kept = input.many
    ? page.edges
    : page.edges.filter(
        edge =>
          edge.target !== connection.target || inputPort(page, types, edge)?.name !== input.name
      );
  const edge: IPageEdge = {
    id: edgeIds(page)(connection.source, output.name, connection.target, input.name),
    source: connection.source,
    sourceHandle: output.name,
    target: connection.target,
    targetHandle: input.name
  };
  return { ...page, edges: [...kept, edge] };
}

/** Deletes; what led into a node with one input leads to what came behind it. */
export function remove(
  page: IPageDocument,
  types: NodeTypes,
  nodes: ReadonlySet<string>,
  edges: ReadonlySet<string> = new Set()
): IPageDocument {
  let next = { ...page, edges: page.edges.filter(edge => !edges.has(edge.id)) };
  for (const id of nodes) {
    const into = next.edges.filter(edge => edge.target === id);
    const outOf = next.edges.filter(edge => edge.source === id);
    const rest = next.edges.filter(edge => edge.source !== id && edge.target !== id);
    next = { ...next, nodes: next.nodes.filter(node => node.id !== id), edges: rest };
    const ports = new Set(outOf.map(edge => edge.sourceHandle ?? null));
    if (into.length === 1 && ports.size === 1) {
      for (const edge of outOf) {
        next = connect(next, types, {
          source: into[0]!.source,
          sourceHandle: into[0]!.sourceHandle,
          target: edge.target,
          targetHandle: edge.targetHandle
        });
      }
    }
  }
  return leave(next, nodes);
}

export function move(page: IPageDocument, places: ReadonlyMap<string, IPosition>): IPageDocument {
  let moved = false;
  const nodes = page.nodes.map(node => {
    const place = places.get(node.id);
    if (!place) {
      return node;
    }
    const to = round(place);
    if (to.x === node.position.x && to.y === node.position.y) {
      return node;
    }
    moved = true;
    return { ...node, position: { ...node.position, ...to } };
  });
  return moved ? { ...page, nodes } : page;
}

export function setLabel(page: IPageDocument, id: string, label: string): IPageDocument {
  return changeData(page, id, data => (data.label === label ? data : { ...data, label }));
}

/** `config` may come from a form, which knows plain numbers only. */
export function setConfig(page: IPageDocument, id: string, config: Config): IPageDocument {
  return changeData(page, id, data => ({
    ...data,
    config: withExact(data.config, config) as Config
  }));
}

function changeData(
  page: IPageDocument,
  id: string,
  change: (data: IPageNode['data']) => IPageNode['data']
): IPageDocument {
  const node = page.nodes.find(one => one.id === id);
  const data = node && change(node.data);
  if (!node || data === node.data) {
    return page;
  }
  const nodes = page.nodes.map(one => (one === node ? { ...node, data: data! } : one));
  return { ...page, nodes };
}

/** A place with no node on it: the wanted one, or further down. */
export function freePlace(page: IPageDocument, wanted: IPosition): IPosition {
  const at = { ...wanted };
  const taken = (): boolean =>
    page.nodes.some(
      ({ position }) =>
        Math.abs(position.x - at.x) < COLUMN_WIDTH - 60 &&
        Math.abs(position.y - at.y) < ROW_HEIGHT - 30
    );
  while (taken()) {
    at.y += ROW_HEIGHT;
  }
  return at;
}

/** Hands out ids of edges, as the Python builder makes them. */
export function edgeIds(
  page: IPageDocument
): (
  source: string,
  output: string | null | undefined,
  target: string,
  input: string | null | undefined
) => string {
  const taken = new Set(page.edges.map(edge => edge.id));
  return (source, output, target, input) =>
    unique(`${source}-${output ?? 'out'}-${target}-${input ?? 'in'}`, taken);
}

function round({ x, y }: IPosition): IPosition {
  return { x: Math.round(x), y: Math.round(y) };
}
