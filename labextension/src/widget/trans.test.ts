import { expect, it } from 'vitest';

import { english } from './trans';

it('fills in values', () => {
  expect(english.__('%1 of %2 tasks', 3, 10)).toBe('3 of 10 tasks');
});

it('keeps what there is no value for', () => {
  expect(english.__('100%')).toBe('100%');
  expect(english.__('%1 and %2', 'one')).toBe('one and %2');
});

it('chooses by the count', () => {
  expect(english._n('%1 problem', '%1 problems', 1, 1)).toBe('1 problem');
  expect(english._n('%1 problem', '%1 problems', 2, 2)).toBe('2 problems');
});
