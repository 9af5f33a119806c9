/** The types that are offered where one is asked for. */

export const TYPES = [
  'string',
  'int',
  'bigint',
  'double',
  'float',
  'boolean',
  'date',
  'timestamp',
  'decimal(12,2)',
  'binary',
  'array<string>',
  'map<string,string>'
];
