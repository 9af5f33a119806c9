/** Aligning and distributing what is selected. */

import { around, type IBox } from './fit';
import type { IPosition } from './types';

export const ALIGNMENTS = ['left', 'center', 'right', 'top', 'middle', 'bottom'] as const;
export const DISTRIBUTIONS = ['horizontally', 'vertically'] as const;
export type Arrangement = (typeof ALIGNMENTS)[number] | (typeof DISTRIBUTIONS)[number];

/** The new places of boxes. */
export function arrange(
  boxes: ReadonlyMap<string, IBox>,
  how: Arrangement
): Map<string, IPosition> {
  if (how === 'horizontally' || how === 'vertically') {
    return distribute(boxes, how === 'horizontally');
  }
  const all = around([...boxes.values()]);
  return new Map([...boxes].map(([id, box]) => [id, aligned(box, all, how)]));
}

function aligned(
  { x, y, width, height }: IBox,
  all: IBox,
  how: (typeof ALIGNMENTS)[number]
): IPosition {
  switch (how) {
    case 'left':
      return { x: all.x, y };
    case 'center':
      return { x: Math.round(all.x + (all.width - width) / 2), y };
    case 'right':
      return { x: all.x + all.width - width, y };
    case 'top':
      return { x, y: all.y };
    case 'middle':
      return { x, y: Math.round(all.y + (all.height - height) / 2) };
    case 'bottom':
      return { x, y: all.y + all.height - height };
  }
}

/** Equal gaps; the first and the last one stay. */
function distribute(boxes: ReadonlyMap<string, IBox>, across: boolean): Map<string, IPosition> {
  const start = (box: IBox): number => (across ? box.x : box.y);
  const size = (box: IBox): number => (across ? box.width : box.height);
  const sorted = [...boxes].sort(([, one], [, other]) => start(one) - start(other));
  const all = around([...boxes.values()]);
  const taken = sorted.reduce((sum, [, box]) => sum + size(box), 0);
  const gap = (size(all) - taken) / Math.max(1, sorted.length - 1);
  let next = start(all);
  return new Map(
    sorted.map(([id, box]) => {
      const at = Math.round(next);
      next += size(box) + gap;
      return [id, across ? { x: at, y: box.y } : { x: box.x, y: at }];
    })
  );
}
