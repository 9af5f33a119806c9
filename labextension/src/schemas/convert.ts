/** Columns from what other tools write: a Spark schema's JSON, JSON Schema, a list of columns. */

import type { IColumn, IType } from './columns';

export type Source = 'spark' | 'json-schema' | 'columns';

/** A text that holds no columns; `where` says at which place. */
export class ConvertError extends Error {
  constructor(
    readonly problem: 'not-json' | 'unknown' | 'type' | 'reference',
    readonly where: string
  ) {
    super(`${problem}: ${where}`);
    this.name = 'ConvertError';
  }
}

type Json = Record<string, unknown>;

export function readColumns(text: string): { source: Source; columns: IColumn[] } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new ConvertError('not-json', (error as Error).message);
  }
  if (Array.isArray(data)) {
    return { source: 'columns', columns: data.map((item, i) => column(item, `[${i}]`)) };
  }
  if (isObject(data) && data.type === 'struct' && Array.isArray(data.fields)) {
    return { source: 'spark', columns: data.fields.map(field => sparkField(field, '')) };
  }
  if (isObject(data) && Array.isArray(data.columns)) {
    return { source: 'columns', columns: data.columns.map((item, i) => column(item, `[${i}]`)) };
  }
  if (isObject(data) && (data.properties || data.$ref || data.$schema)) {
    const node = new JsonSchema(data).type(data, '#', 0);
    if (node.type === 'struct') {
      return { source: 'json-schema', columns: node.fields ?? [] };
    }
  }
  throw new ConvertError('unknown', '');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function column(item: unknown, where: string): IColumn {
  if (!isObject(item) || typeof item.name !== 'string' || typeof item.type !== 'string') {
    throw new ConvertError('type', where);
  }
  return item as IColumn;
}

// Names that Spark's JSON has and its DDL does not.
const SPARK_NAMES: Record<string, string> = { short: 'smallint', byte: 'tinyint', null: 'void' };

function sparkField(field: unknown, path: string): IColumn {
  if (!isObject(field) || typeof field.name !== 'string') {
    throw new ConvertError('type', path);
  }
  const where = path ? `${path}.${field.name}` : field.name;
  const { comment } = (isObject(field.metadata) ? field.metadata : {}) as { comment?: unknown };
  return {
    name: field.name,
    ...sparkType(field.type, where),
    nullable: field.nullable !== false,
    ...(typeof comment === 'string' && comment ? { description: comment } : {})
  };
}

function sparkType(given: unknown, where: string): IType {
  if (typeof given === 'string') {
    return { type: SPARK_NAMES[given] ?? given };
  }
  if (!isObject(given)) {
    throw new ConvertError('type', where);
  }
  switch (given.type) {
    case 'array':
      return {
        type: 'array',
        element: {
          ...sparkType(given.elementType, `${where}.element`),
          nullable: given.containsNull !== false
        }
      };
    case 'map':
      return {
        type: 'map',
        key: sparkType(given.keyType, `${where}.key`),
        value: {
          ...sparkType(given.valueType, `${where}.value`),
          nullable: given.valueContainsNull !== false
        }
      };
    case 'struct': {
      const fields = Array.isArray(given.fields) ? given.fields : [];
      return { type: 'struct', fields: fields.map(field => sparkField(field, where)) };
    }
    case 'udt':
      return sparkType(given.sqlType, where);
  }
  throw new ConvertError('type', where);
}

const MAX_DEPTH = 50;

class JsonSchema {
  constructor(private readonly root: Json) {}

  type(schema: unknown, where: string, depth: number): IType {
    if (depth > MAX_DEPTH) {
      throw new ConvertError('reference', where);
    }
    const [given, nullable] = this.plain(schema, where, depth);
    const node = this.named(given, where, depth);
    return nullable ? { ...node, nullable: true } : node;
  }

  private named(given: Json, where: string, depth: number): IType {
    const { format } = given;
    switch (given.type ?? (given.properties ? 'object' : typeOfValues(given))) {
      case 'string':
        if (format === 'date') {
          return { type: 'date' };
        }
        if (format === 'date-time') {
          return { type: 'timestamp' };
        }
        return { type: format === 'byte' || given.contentEncoding ? 'binary' : 'string' };
      case 'integer':
        return { type: format === 'int32' ? 'integer' : 'long' };
      case 'number':
        return { type: format === 'float' ? 'float' : 'double' };
      case 'boolean':
        return { type: 'boolean' };
      case 'array':
        return { type: 'array', element: this.part(given.items ?? {}, `${where}[]`, depth) };
      case 'object':
        return this.object(given, where, depth);
    }
    // What may be anything stays text.
    return { type: 'string' };
  }

  private object(given: Json, where: string, depth: number): IType {
    const properties = Object.entries(isObject(given.properties) ? given.properties : {});
    if (properties.length === 0) {
      const value = isObject(given.additionalProperties) ? given.additionalProperties : {};
      return {
        type: 'map',
        key: { type: 'string' },
        value: this.part(value, `${where}.value`, depth)
      };
    }
    const required = Array.isArray(given.required) ? given.required : [];
    const fields = properties.map(([name, schema]): IColumn => {
      const node = this.type(schema, `${where}.${name}`, depth + 1);
      const about = isObject(schema) ? (schema.description ?? schema.title) : undefined;
      return {
        name,
        ...node,
        nullable: node.nullable === true || !required.includes(name),
        ...(typeof about === 'string' && about ? { description: about } : {})
      };
    });
    return { type: 'struct', fields };
  }

  private part(schema: unknown, where: string, depth: number): IType {
    const node = this.type(schema, where, depth + 1);
    return { ...node, nullable: node.nullable === true };
  }

  /** Without references and without the ways to say that null is allowed. */
  private plain(schema: unknown, where: string, depth: number): [Json, boolean] {
    if (!isObject(schema)) {
      return [{}, false];
    }
    if (depth > MAX_DEPTH) {
      throw new ConvertError('reference', where);
    }
    if (typeof schema.$ref === 'string') {
      return this.plain(this.find(schema.$ref), where, depth + 1);
    }
    const options = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as unknown;
    if (Array.isArray(options)) {
      const others = options.filter(option => !isObject(option) || option.type !== 'null');
      const isNull = others.length < options.length;
      if (others.length === 1) {
        const [inner, nullable] = this.plain(others[0], where, depth + 1);
        return [inner, nullable || isNull];
      }
      return [{}, isNull];
    }
    if (Array.isArray(schema.type)) {
      const types = schema.type.filter(type => type !== 'null');
      const type = types.length === 1 ? types[0] : undefined;
      return [{ ...schema, type }, types.length < schema.type.length];
    }
    return [schema, schema.nullable === true];
  }

  private find(reference: string): unknown {
    if (!reference.startsWith('#')) {
      throw new ConvertError('reference', reference);
    }
    let found: unknown = this.root;
    for (const part of reference.slice(1).split('/').filter(Boolean)) {
      const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
      found = isObject(found) ? found[key] : undefined;
    }
    if (found === undefined) {
      throw new ConvertError('reference', reference);
    }
    return found;
  }
}

function typeOfValues(given: Json): string | undefined {
  const values = Array.isArray(given.enum) ? given.enum : 'const' in given ? [given.const] : [];
  const types = new Set(values.filter(value => value !== null).map(value => typeof value));
  const [only] = types;
  return types.size === 1 && only !== 'object' ? only : undefined;
}
