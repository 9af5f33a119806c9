import { describe, expect, it } from 'vitest';

import { ALIGNMENTS, arrange } from './align';

const boxes = new Map([
  ['a', { x: 0, y: 0, width: 100, height: 50 }],
  ['b', { x: 300, y: 40, width: 200, height: 70 }],
  ['c', { x: 120, y: 200, width: 100, height: 50 }]
]);

describe('arrange', () => {
  it.each(ALIGNMENTS)('aligns %s', how => {
    const places = arrange(boxes, how);
    const at = { left: 0, top: 0, center: 0.5, middle: 0.5, right: 1, bottom: 1 }[how];
    const across = ['left', 'center', 'right'].includes(how);
    const lines = [...boxes].map(([id, { width, height }]) =>
      across ? places.get(id)!.x + at * width : places.get(id)!.y + at * height
    );
    expect(new Set(lines).size).toBe(1);
  });

  it('makes equal gaps', () => {
    const across = arrange(boxes, 'horizontally');
    expect(['a', 'c', 'b'].map(id => across.get(id)!.x)).toEqual([0, 150, 300]);
    const down = arrange(boxes, 'vertically');
    expect(['a', 'b', 'c'].map(id => down.get(id)!.y)).toEqual([0, 90, 200]);
  });
});
