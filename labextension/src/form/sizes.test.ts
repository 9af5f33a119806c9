import { describe, expect, it } from 'vitest';

import { sizeOf } from './sizes';

describe('sizes', () => {
  it('are told in the unit that suits them', () => {
    const told = [0, 1023, 1024, 1536, 200 * 1024, 3 * 1024 ** 4].map(sizeOf);
    expect(told).toEqual(['0 B', '1023 B', '1.0 KB', '1.5 KB', '200 KB', '3.0 TB']);
  });
});
