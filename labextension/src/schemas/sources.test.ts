import { describe, expect, it } from 'vitest';

import type { NodeType } from '../canvas/types';
import { given, sourcesOf } from './sources';

describe('a text with columns', () => {
  it('is DDL where it is not JSON', () => {
    expect(given('id BIGINT, b ARRAY<DATE>')).toEqual({ ddl: 'id BIGINT, b ARRAY<DATE>' });
  });

  it('is the JSON of a Spark schema, a JSON Schema, or a list of columns', () => {
    const spark = { type: 'struct', fields: [] };
    const schema = { type: 'object', properties: { a: {} } };
    const columns = [{ name: 'a', type: 'long' }];
    expect(given(JSON.stringify(spark))).toEqual({ spark });
    expect(given(JSON.stringify(schema))).toEqual({ json_schema: schema });
    expect(given(JSON.stringify(columns))).toEqual({ columns });
    expect(given(JSON.stringify({ name: 'x', columns }))).toEqual({ columns });
  });

  it('is refused as JSON that is broken', () => {
    expect(() => given('{ no')).toThrow(SyntaxError);
  });
});

describe('sources of columns', () => {
  const type = (kind: string, config_schema: object, role = 'source') =>
    ({ kind, type: role, config_schema }) as unknown as NodeType;

  it('are those that can do without declared ones', () => {
    const properties = { path: {}, columns: {}, schema_name: {} };
    const found = sourcesOf([
      type('read_csv', { title: 'Config', properties, required: ['path'] }),
      type('rows', { properties, required: ['columns'] }),
      type('range', { properties: { end: {} } }),
      type('cast', { properties }, 'transform')
    ]);
    expect(found.map(({ kind, config_schema }) => [kind, config_schema])).toEqual([
      ['read_csv', { properties: { path: {} }, required: ['path'] }]
    ]);
  });
});
