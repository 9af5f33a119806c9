/** How large things are on the canvas, in pixels. */

import type { ISize, NodeType } from './types';

export const GRID = 20;

/** About what a node takes before it is drawn. */
export function sizeOf(type?: NodeType): ISize {
  const ports = Math.max(type?.inputs.length ?? 0, type?.outputs.length ?? 0);
  return { width: 200, height: ports > 1 ? 56 + 20 * ports : 60 };
}
