/** Into which groups dragged nodes would go, and out of which. */

import { around, type IBox } from './fit';
import {
  boxOf,
  framed,
  isCard,
  isGroup,
  NOWHERE,
  type CardNode,
  type DropTargets,
  type FlowNode
} from './flow-nodes';

/**
 * A node joins the smallest group that its middle is over, and leaves its own when it does not even
 * touch the frame that this had before. The last ones of a group take the group along.
 */
export function dropTargets(nodes: readonly FlowNode[]): DropTargets {
  const groups = nodes.filter(isGroup);
  const carried = new Set(groups.filter(isDragged).flatMap(node => node.data.group.nodes));
  const dragged = nodes.filter(isCard).filter(node => isDragged(node) && !carried.has(node.id));
  if (dragged.length === 0 || groups.length === 0) {
    return NOWHERE;
  }
  const left = new Set(dragged.map(node => node.id));
  const cards = new Map(nodes.filter(isCard).map(node => [node.id, node]));
  const places = groups.flatMap(node => {
    const { group } = node.data;
    const members = group.nodes.flatMap(id => cards.get(id) ?? []);
    if (members.every(({ id }) => left.has(id))) {
      return [];
    }
    const before = members.map(one => (left.has(one.id) ? atHome(one) : one));
    const box = group.collapsed ? boxOf(node) : framed(around(before.map(boxOf)));
    return [{ id: group.id, box }];
  });
  const own = new Map(
    groups.flatMap(({ data }) => data.group.nodes.map(id => [id, data.group.id]))
  );
  const targets = new Map<string, string | null>();
  for (const node of dragged) {
    const now = own.get(node.id) ?? null;
    const home = places.find(place => place.id === now);
    if (now !== null && (home === undefined || touch(home.box, boxOf(node)))) {
      continue;
    }
    const [found] = places
      .filter(place => holds(place.box, boxOf(node)))
      .sort((one, other) => area(one.box) - area(other.box));
    const next = found?.id ?? null;
    if (next !== now) {
      targets.set(node.id, next);
    }
  }
  return targets;
}

/** Where it was before it was dragged. */
function atHome(node: CardNode): CardNode {
  return { ...node, position: node.data.node.position };
}

function isDragged(node: FlowNode): boolean {
  return node.dragging === true;
}

function touch(one: IBox, other: IBox): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function holds(frame: IBox, { x, y, width, height }: IBox): boolean {
  return touch(frame, { x: x + width / 2, y: y + height / 2, width: 0, height: 0 });
}

function area({ width, height }: IBox): number {
  return width * height;
}
