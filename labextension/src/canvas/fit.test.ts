import { describe, expect, it } from 'vitest';

import { fit, READABLE_ZOOM, type IBox } from './fit';

const view = { width: 1000, height: 600 };
const box = (x: number, y: number): IBox => ({ x, y, width: 200, height: 60 });

/** Where a box is on the screen. */
function shown(boxes: IBox[], index: number): { x: number; y: number } {
  const { x, y, zoom } = fit(boxes, view);
  return { x: boxes[index]!.x * zoom + x, y: boxes[index]!.y * zoom + y };
}

describe('fit', () => {
  it('shows a small page in the middle, not enlarged', () => {
    expect(fit([box(0, 0)], view)).toEqual({ x: 400, y: 270, zoom: 1 });
    expect(fit([], view)).toEqual({ x: 0, y: 0, zoom: 1 });
  });

  it('makes a page smaller as long as it can be read', () => {
    const { zoom } = fit([box(0, 0), box(1000, 0)], view);
    expect(zoom).toBeCloseTo(920 / 1200);
  });

  it('shows the sources of a page that does not fit', () => {
    const wide = [box(-500, 100), box(4000, 100)];
    expect(fit(wide, view).zoom).toBe(READABLE_ZOOM);
    expect(shown(wide, 0).x).toBeCloseTo(40);
    expect(shown(wide, 0).y).toBeCloseTo(300 - 18);
  });

  it('finds sources that are further down', () => {
    const boxes = [box(0, 2000), box(3000, -3000)];
    const { x, y } = shown(boxes, 0);
    expect([x, y]).toEqual([40, 40]);
  });
});
