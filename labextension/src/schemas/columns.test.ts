import { describe, expect, it } from 'vitest';

import * as c from './columns';

const COLUMNS: c.IColumn[] = [
  { name: 'id', type: 'long', nullable: false },
  { name: 'tags', type: 'array', element: { type: 'string' } },
  {
    name: 'customer',
    type: 'struct',
    fields: [
      { name: 'name', type: 'string' },
      { name: 'prices', type: 'map', key: { type: 'string' }, value: { type: 'double' } }
    ]
  }
];

describe('columns', () => {
  it('are shown with their parts under them', () => {
    const rows = c.flatten(COLUMNS).map(row => [row.path.join('.'), row.depth]);
    expect(rows).toEqual([
      ['0', 0],
      ['1', 0],
      ['1.element', 1],
      ['2', 0],
      ['2.fields.0', 1],
      ['2.fields.1', 1],
      ['2.fields.1.key', 2],
      ['2.fields.1.value', 2]
    ]);
  });

  it('change at any depth, and nowhere else', () => {
    const path = [2, 'fields', 1, 'value'];
    const changed = c.update(COLUMNS, path, node => c.withType(node, 'array'));
    expect(changed[2]?.fields?.[1]?.value?.element).toEqual({ type: 'string', nullable: true });
    expect(changed[0]).toBe(COLUMNS[0]);
    expect(COLUMNS[2]?.fields?.[1]?.value?.type).toBe('double');
  });

  it('are added, removed and moved in their own list', () => {
    const added = c.insertAfter(COLUMNS, [2, 'fields', 0], c.newColumn('since'));
    expect(added[2]?.fields?.map(f => f.name)).toEqual(['name', 'since', 'prices']);
    const moved = c.move(added, [2, 'fields', 1], 1);
    expect(moved[2]?.fields?.map(f => f.name)).toEqual(['name', 'prices', 'since']);
    expect(c.move(COLUMNS, [0], -1)).toEqual(COLUMNS);
    expect(c.remove(COLUMNS, [1]).map(f => f.name)).toEqual(['id', 'customer']);
  });

  it('are stored without the parts of another type', () => {
    const [column] = c.clean([{ ...c.withType(c.newColumn('a'), 'map'), type: 'array' }]);
    expect(column).toEqual({
      name: 'a',
      type: 'array',
      element: { type: 'string', nullable: true },
      nullable: true
    });
  });

  it('keep what is not known', () => {
    expect(c.clean([{ name: 'a', type: 'long', tag: 1 }])[0]?.tag).toBe(1);
  });

  it('need names, once each', () => {
    const wrong = c.mistakes([
      { name: 'a', type: 'long' },
      { name: 'A', type: 'long' },
      { name: ' ', type: '' }
    ]);
    expect([...wrong]).toEqual([
      ['1', 'twice'],
      ['2', 'no-name']
    ]);
  });
});
