/** Completion of the word in front of the cursor. */

import type { Column } from '../canvas/types';
import { FUNCTIONS } from './functions';

export interface ICompletion {
  label: string;
  detail: string;
  insert: string;
  column: boolean;
}

export interface IWord {
  from: number;
  text: string;
}

/** The name that ends at the cursor; null inside of a string. */
export function wordAt(text: string, cursor: number): IWord | null {
  const before = text.slice(0, cursor);
  if ((before.match(/'/g) ?? []).length % 2 === 1) {
    return null;
  }
  const found = /[`]?[\p{L}_][\p{L}\p{N}_]*$/u.exec(before);
  return found ? { from: found.index, text: found[0] } : null;
}

/** Columns first, then functions; nothing where the word is complete. */
export function completions(word: IWord, columns: readonly Column[]): ICompletion[] {
  const wanted = word.text.replace('`', '').toLowerCase();
  const names = columns.map(column => ({
    label: column.name,
    detail: column.type,
    insert: quoted(column.name),
    column: true
  }));
  const functions = FUNCTIONS.map(name => ({
    label: name,
    detail: 'ƒ',
    insert: `${name}(`,
    column: false
  }));
  const all = [...names, ...functions];
  const starts = all.filter(one => one.label.toLowerCase().startsWith(wanted));
  const holds = names.filter(
    one => !starts.includes(one) && one.label.toLowerCase().includes(wanted)
  );
  const found = [...starts, ...holds];
  return found.some(one => one.insert === word.text) ? [] : found.slice(0, 8);
}

export function quoted(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}
