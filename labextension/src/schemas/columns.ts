/** The columns of a schema as they are edited. */

export interface IType {
  type: string;
  nullable?: boolean;
  element?: IType;
  key?: IType;
  value?: IType;
  fields?: IColumn[];
  /** Kept as they are. */
  [more: string]: unknown;
}

export interface IColumn extends IType {
  name: string;
  description?: string;
}

/** Where a type is: `[2, 'element', 'fields', 0]`. */
export type Path = readonly (string | number)[];

export interface IFlatRow {
  path: Path;
  depth: number;
  node: IType | IColumn;
  /** What a part that has no name of its own is to its parent. */
  part?: 'element' | 'key' | 'value';
  index: number;
  siblings: number;
}

export const TYPES = [
  'string',
  'integer',
  'long',
  'float',
  'double',
  'boolean',
  'date',
  'timestamp',
  'binary',
  'array',
  'map',
  'struct',
  'decimal(10,2)'
];

const PARTS: Record<string, readonly ('element' | 'key' | 'value' | 'fields')[]> = {
  array: ['element'],
  map: ['key', 'value'],
  struct: ['fields']
};

export function newColumn(name = ''): IColumn {
  return { name, type: 'string', nullable: true };
}

export function partsOf(type: string): readonly ('element' | 'key' | 'value' | 'fields')[] {
  return PARTS[type.trim().toLowerCase()] ?? [];
}

/** Every column and every part of one, in the order in which they are shown. */
export function flatten(columns: readonly IColumn[], base: Path = [], depth = 0): IFlatRow[] {
  return columns.flatMap((column, index) => [
    { path: [...base, index], depth, node: column, index, siblings: columns.length },
    ...flattenParts(column, [...base, index], depth + 1)
  ]);
}

function flattenParts(node: IType, path: Path, depth: number): IFlatRow[] {
  return partsOf(node.type).flatMap(part => {
    if (part === 'fields') {
      return flatten(node.fields ?? [], [...path, 'fields'], depth);
    }
    const inner = node[part] ?? { type: 'string' };
    const at = [...path, part];
    return [
      { path: at, depth, node: inner, part, index: 0, siblings: 1 },
      ...flattenParts(inner, at, depth + 1)
    ];
  });
}

/** Another type, with the parts that it needs. */
export function withType<T extends IType>(node: T, type: string): T {
  const changed: T = { ...node, type };
  for (const part of partsOf(type)) {
    if (part === 'fields') {
      changed.fields ??= [newColumn()];
    } else {
      changed[part] ??= { type: 'string', ...(part === 'key' ? {} : { nullable: true }) };
    }
  }
  return changed;
}

/** The columns with one of their parts changed. */
export function update(
  columns: readonly IColumn[],
  path: Path,
  change: (node: IType) => IType
): IColumn[] {
  return walk(columns, path, change) as IColumn[];
}

function walk(value: unknown, path: Path, change: (node: IType) => IType): unknown {
  const [first, ...rest] = path;
  if (first === undefined) {
    return change(value as IType);
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === first ? walk(item, rest, change) : item));
  }
  const object = value as Record<string, unknown>;
  return { ...object, [first]: walk(object[first] ?? {}, rest, change) };
}

/** The columns with the list that a named column is in changed. */
export function updateList(
  columns: readonly IColumn[],
  path: Path,
  change: (list: IColumn[]) => IColumn[]
): IColumn[] {
  const parent = path.slice(0, -1);
  if (parent.length === 0) {
    return change([...columns]);
  }
  const owner = parent.slice(0, -1);
  return update(columns, owner, node => ({ ...node, fields: change([...(node.fields ?? [])]) }));
}

export function insertAfter(columns: readonly IColumn[], path: Path, column: IColumn): IColumn[] {
  return updateList(columns, path, list => list.toSpliced(Number(path.at(-1)) + 1, 0, column));
}

export function remove(columns: readonly IColumn[], path: Path): IColumn[] {
  return updateList(columns, path, list => list.toSpliced(Number(path.at(-1)), 1));
}

export function move(columns: readonly IColumn[], path: Path, by: number): IColumn[] {
  const from = Number(path.at(-1));
  return updateList(columns, path, list => {
    const to = from + by;
    return to < 0 || to >= list.length
      ? list
      : list.toSpliced(from, 1).toSpliced(to, 0, list[from]!);
  });
}

/** As it is stored: without the parts that the type does not have. */
export function clean(columns: readonly IColumn[]): IColumn[] {
  return columns.map(column => {
    const { name, description, ...rest } = column;
    return {
      name: name.trim(),
      ...cleanType(rest as IType),
      ...(description ? { description } : {})
    } as IColumn;
  });
}

function cleanType({ type, nullable, element, key, value, fields, ...more }: IType): IType {
  const parts = partsOf(type);
  return {
    ...more,
    type: type.trim(),
    ...(parts.includes('element') && { element: cleanType(element ?? { type: 'string' }) }),
    ...(parts.includes('key') && { key: cleanType(key ?? { type: 'string' }) }),
    ...(parts.includes('value') && { value: cleanType(value ?? { type: 'string' }) }),
    ...(parts.includes('fields') && { fields: clean(fields ?? []) }),
    nullable: nullable ?? true
  };
}

export type Mistake = 'no-name' | 'twice' | 'no-type';

/** What cannot be stored, by path. Spark tells names from each other without their case. */
export function mistakes(columns: readonly IColumn[]): Map<string, Mistake> {
  const found = new Map<string, Mistake>();
  const names = new Map<string, Set<string>>();
  for (const { path, node, part } of flatten(columns)) {
    const where = path.join('.');
    if (!node.type.trim()) {
      found.set(where, 'no-type');
    }
    if (part) {
      continue;
    }
    const list = path.slice(0, -1).join('.');
    const taken = names.get(list) ?? new Set();
    names.set(list, taken);
    const name = (node as IColumn).name.trim().toLowerCase();
    if (!name) {
      found.set(where, 'no-name');
    } else if (taken.has(name)) {
      found.set(where, 'twice');
    }
    taken.add(name);
  }
  return found;
}
