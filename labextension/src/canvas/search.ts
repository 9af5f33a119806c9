/** Finding node types by what one types. */

import type { NodeType } from './types';

/** Those in which every word is found; where titles begin with the text, they come first. */
export function findTypes(types: readonly NodeType[], text: string): NodeType[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = types.flatMap((type, index) => {
    const title = type.title.toLowerCase();
    const all = `${title} ${type.kind} ${type.category} ${type.description}`.toLowerCase();
    if (!words.every(word => all.includes(word))) {
      return [];
    }
    const first = words[0] ?? '';
    const score = title.startsWith(first) ? 0 : title.includes(first) ? 1 : 2;
    return [{ type, score, index }];
  });
  return scored.sort((a, b) => a.score - b.score || a.index - b.index).map(({ type }) => type);
}

export function byCategory(types: readonly NodeType[]): [string, NodeType[]][] {
  const groups = new Map<string, NodeType[]>();
  for (const type of types) {
    groups.set(type.category, [...(groups.get(type.category) ?? []), type]);
  }
  return [...groups];
}
