import { describe, expect, it } from 'vitest';

import { ConvertError, readColumns } from './convert';

const read = (value: unknown) => readColumns(JSON.stringify(value));

describe('columns of other tools', () => {
  it('come from the JSON of a Spark schema', () => {
    const { source, columns } = read({
      type: 'struct',
      fields: [
        { name: 'id', type: 'long', nullable: false, metadata: { comment: 'The key' } },
        { name: 'small', type: 'short', nullable: true, metadata: {} },
        { name: 'price', type: 'decimal(12,2)', nullable: true, metadata: {} },
        {
          name: 'items',
          nullable: true,
          metadata: {},
          type: {
            type: 'array',
            containsNull: false,
            elementType: {
              type: 'struct',
              fields: [
                {
                  name: 'more',
                  nullable: true,
                  metadata: {},
                  type: {
                    type: 'map',
                    keyType: 'string',
                    valueType: 'double',
                    valueContainsNull: true
                  }
                }
              ]
            }
          }
        }
      ]
    });
    expect(source).toBe('spark');
    expect(columns).toEqual([
      { name: 'id', type: 'long', nullable: false, description: 'The key' },
      { name: 'small', type: 'smallint', nullable: true },
      { name: 'price', type: 'decimal(12,2)', nullable: true },
      {
        name: 'items',
        type: 'array',
        nullable: true,
        element: {
          type: 'struct',
          nullable: false,
          fields: [
            {
              name: 'more',
              type: 'map',
              nullable: true,
              key: { type: 'string' },
              value: { type: 'double', nullable: true }
            }
          ]
        }
      }
    ]);
  });

  it('come from JSON Schema', () => {
    const { source, columns } = read({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['id', 'at', 'note'],
      properties: {
        id: { type: 'integer', description: 'The key' },
        at: { type: 'string', format: 'date-time' },
        day: { type: 'string', format: 'date' },
        note: { type: ['string', 'null'] },
        price: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        kind: { enum: ['a', 'b'] },
        tags: { type: 'array', items: { type: 'string' } },
        counts: { type: 'object', additionalProperties: { type: 'integer' } },
        owner: { $ref: '#/$defs/person' }
      },
      $defs: { person: { type: 'object', properties: { name: { type: 'string' } } } }
    });
    expect(source).toBe('json-schema');
    expect(columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ['id', 'long', false],
      ['at', 'timestamp', false],
      ['day', 'date', true],
      ['note', 'string', true],
      ['price', 'double', true],
      ['kind', 'string', true],
      ['tags', 'array', true],
      ['counts', 'map', true],
      ['owner', 'struct', true]
    ]);
    expect(columns[7]?.value).toEqual({ type: 'long', nullable: false });
    expect(columns[8]?.fields?.[0]?.name).toBe('name');
  });

  it('come from a list of columns', () => {
    const columns = [{ name: 'a', type: 'long', nullable: false }];
    expect(read(columns)).toEqual({ source: 'columns', columns });
    expect(read({ name: 'x', columns })).toEqual({ source: 'columns', columns });
  });

  it.each([
    ['{', 'not-json'],
    ['{}', 'unknown'],
    ['[1]', 'type'],
    ['{"properties": {"a": {"$ref": "#/nowhere"}}}', 'reference'],
    ['{"properties": {"a": {"$ref": "#"}}}', 'reference'],
    ['{"type": "struct", "fields": [{"name": "a", "type": {"type": "x"}}]}', 'type']
  ])('are refused in %s', (text, problem) => {
    try {
      readColumns(text);
      expect.unreachable();
    } catch (error) {
      expect((error as ConvertError).problem).toBe(problem);
    }
  });
});
