/** Statistics of rows that are shown, and what is needed to show them. */

export interface IField {
  name: string;
  type: string;
}

export interface IStats {
  count: number;
  nulls: number;
  distinct: number;
  min: string | null;
  max: string | null;
  /** How many values fall into each bin, or have each of the most frequent values. */
  bars: { label: string; count: number }[];
}

const BINS = 12;

/** The fields of a schema in Spark's JSON. */
export function fieldsOf(schema: Record<string, unknown>): IField[] {
  const fields = Array.isArray(schema.fields) ? schema.fields : [];
  return fields.map(field => ({ name: String(field.name), type: typeText(field.type) }));
}

export function typeText(type: unknown): string {
  if (typeof type === 'string') {
    return type === 'long' ? 'bigint' : type === 'integer' ? 'int' : type;
  }
  const data = type as Record<string, unknown>;
  switch (data.type) {
    case 'array':
      return `array<${typeText(data.elementType)}>`;
    case 'map':
      return `map<${typeText(data.keyType)},${typeText(data.valueType)}>`;
    case 'struct':
      return `struct<${fieldsOf(data)
        .map(field => `${field.name}:${field.type}`)
        .join(',')}>`;
    default:
      return String(data.type ?? '?');
  }
}

export function isNumeric(type: string): boolean {
  return /^(tinyint|byte|smallint|short|int|bigint|float|double|decimal)/.test(type);
}

export function cellText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Nulls come last, whatever the direction. */
export function compare(a: unknown, b: unknown, numeric: boolean, descending = false): number {
  if (isNull(a) || isNull(b)) {
    return Number(isNull(a)) - Number(isNull(b));
  }
  const order = numeric ? Number(a) - Number(b) : plainOrder(cellText(a), cellText(b));
  return descending ? -order : order;
}

export function columnStats(values: readonly unknown[], type: string): IStats {
  const numeric = isNumeric(type);
  const present = values.filter(value => !isNull(value));
  const counts = new Map<string, number>();
  for (const value of present) {
    const text = cellText(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...present].sort((a, b) => compare(a, b, numeric));
  return {
    count: values.length,
    nulls: values.length - present.length,
    distinct: counts.size,
    min: sorted.length > 0 ? cellText(sorted[0]) : null,
    max: sorted.length > 0 ? cellText(sorted.at(-1)) : null,
    bars: numeric && counts.size > BINS ? bins(present.map(Number)) : frequent(counts, numeric)
  };
}

function bins(all: number[]): IStats['bars'] {
  const values = all.filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const width = (high - low) / BINS || 1;
  const bars = Array.from({ length: BINS }, (_, index) => ({
    label: `${short(low + index * width)} … ${short(low + (index + 1) * width)}`,
    count: 0
  }));
  for (const value of values) {
    bars[Math.min(BINS - 1, Math.floor((value - low) / width))]!.count++;
  }
  return bars;
}

function frequent(counts: Map<string, number>, numeric: boolean): IStats['bars'] {
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, BINS);
  const ordered = numeric ? top.sort((a, b) => Number(a[0]) - Number(b[0])) : top;
  return ordered.map(([label, count]) => ({ label, count }));
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function plainOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
