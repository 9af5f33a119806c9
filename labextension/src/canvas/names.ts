/** Ids of new nodes, made as the Python builder makes them. */

const RESERVED = new Set(['setup', 'parameters']);

export function slug(label: string, fallback: string): string {
  const name = label
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/[^\x00-\x7f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
    .replace(/_+$/, '');
  if (name === '') {
    return fallback;
  }
  return /^[0-9]/.test(name) ? `df_${name}` : name;
}

/** `name`, or `name_2`, `name_3` … where it is taken; the result is taken from then on. */
export function unique(name: string, taken: Set<string>): string {
  const base = RESERVED.has(name) ? `${name}_df` : name;
  let candidate = base;
  for (let number = 2; taken.has(candidate); number++) {
    candidate = `${base}_${number}`;
  }
  taken.add(candidate);
  return candidate;
}

/** `Filter`, or `Filter 2`, `Filter 3` … where a node is called that. */
export function uniqueLabel(label: string, taken: Set<string>): string {
  let candidate = label;
  for (let number = 2; taken.has(candidate); number++) {
    candidate = `${label} ${number}`;
  }
  taken.add(candidate);
  return candidate;
}
