/** Which part of the canvas is shown: all of it, as long as it can be read. */

import type { IPosition, ISize } from './types';

export interface IBox extends IPosition, ISize {}

export interface IViewport extends IPosition {
  zoom: number;
}

/** Below this zoom labels cannot be read. */
export const READABLE_ZOOM = 0.6;
const MARGIN = 40;

/** Everything in the middle; what does not fit is shown from its sources, at the upper left. */
export function fit(boxes: readonly IBox[], view: ISize): IViewport {
  if (boxes.length === 0) {
    return { x: 0, y: 0, zoom: 1 };
  }
  const all = around(boxes);
  const room = { width: view.width - 2 * MARGIN, height: view.height - 2 * MARGIN };
  const wanted = Math.min(room.width / all.width, room.height / all.height);
  const zoom = Math.max(READABLE_ZOOM, Math.min(1, wanted));
  const place = (start: number, size: number, space: number): number =>
    MARGIN + Math.max(0, (space - size * zoom) / 2) - start * zoom;
  const x = place(all.x, all.width, room.width);
  // The sources need not be at the top of a page that is too high.
  const seen = boxes.filter(box => box.x * zoom + x < view.width - MARGIN);
  const top = all.height * zoom > room.height ? around(seen).y : all.y;
  return { x, y: place(top, all.height, room.height), zoom };
}

export function around(boxes: readonly IBox[]): IBox {
  const x = Math.min(...boxes.map(box => box.x));
  const y = Math.min(...boxes.map(box => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map(box => box.x + box.width)) - x,
    height: Math.max(...boxes.map(box => box.y + box.height)) - y
  };
}
