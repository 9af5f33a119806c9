/** Two versions of a page as one drawing, in which everything bears a mark. */

import type { Schemas } from '../api/client';
import type { IPageDocument, IPageEdge, IPageNode, IPosition } from '../canvas/types';

export type Difference = Schemas['Difference'];
export type Mark = 'same' | 'added' | 'removed' | 'changed';

export interface IMarked<T> {
  mark: Mark;
  /** As it is in the newer version; what was removed, as it was. */
  item: T;
}

export interface IDrawing {
  nodes: IMarked<IPageNode>[];
  edges: IMarked<IPageEdge>[];
}

/** Nodes that were removed and would lie on others are drawn below them. */
const APART = { x: 160, y: 60, step: 100 };

export function drawing(
  base: IPageDocument,
  other: IPageDocument,
  difference: Pick<Difference, 'nodes' | 'edges'>
): IDrawing {
  const nodes = marked(base.nodes, other.nodes, difference.nodes);
  const taken = nodes.filter(one => one.mark !== 'removed').map(one => one.item.position);
  return {
    nodes: nodes.map(one => (one.mark === 'removed' ? { ...one, item: free(one.item) } : one)),
    edges: [...marked(base.edges, other.edges, difference.edges), ...reconnected()]
  };

  function free(node: IPageNode): IPageNode {
    const position = { ...node.position };
    while (taken.some(place => overlaps(place, position))) {
      position.y += APART.step;
    }
    taken.push(position);
    return { ...node, position };
  }

  /** An edge that leads elsewhere now is also drawn as it was. */
  function reconnected(): IMarked<IPageEdge>[] {
    return difference.edges.changed.flatMap(({ id }) => {
      const before = base.edges.find(edge => edge.id === id);
      const after = other.edges.find(edge => edge.id === id);
      return before && after && ends(before) !== ends(after)
        ? [{ mark: 'removed' as const, item: { ...before, id: `${id} before` } }]
        : [];
    });
  }
}

function marked<T extends { id: string }>(
  base: readonly T[],
  other: readonly T[],
  { added, removed, changed }: Difference['nodes']
): IMarked<T>[] {
  const marks = new Map<string, Mark>([
    ...added.map(({ id }) => [id, 'added'] as const),
    ...changed.map(({ id }) => [id, 'changed'] as const)
  ]);
  const gone = new Set(removed.map(({ id }) => id));
  return [
    ...other.map(item => ({ mark: marks.get(item.id) ?? 'same', item })),
    ...base.filter(({ id }) => gone.has(id)).map(item => ({ mark: 'removed' as const, item }))
  ];
}

function overlaps(one: IPosition, other: IPosition): boolean {
  return Math.abs(one.x - other.x) < APART.x && Math.abs(one.y - other.y) < APART.y;
}

function ends({ source, sourceHandle, target, targetHandle }: IPageEdge): string {
  return JSON.stringify([source, sourceHandle ?? null, target, targetHandle ?? null]);
}
