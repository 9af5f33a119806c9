/**
 * JSON whose numbers keep their text: `1000.0` is a double, and `9007199254740993` has more digits
 * than a number of JavaScript. Such numbers are objects, which only `stringifyExact` may write.
 */

import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';

export function parseExact(text: string): unknown {
  return parse(text, null, {
    parseNumber: number =>
      String(Number(number)) === number ? +number : new LosslessNumber(number),
    onDuplicateKey: ({ newValue }) => newValue
  });
}

export function stringifyExact(value: unknown, space?: number): string {
  return stringify(value, null, space)!;
}

/** A JSON object, and no number that is one here. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
  );
}

/** For forms: plain numbers, and the text of those that would lose digits. */
export function plain(value: unknown): unknown {
  if (isLosslessNumber(value)) {
    const number = Number(value.value);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? value.value : number;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

/** What a form made of `plain(before)`, with the exact numbers where nothing was changed. */
export function withExact(before: unknown, after: unknown): unknown {
  if (isLosslessNumber(before)) {
    return plain(before) === after ? before : after;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return listWithExact(before, after);
  }
  if (isObject(before) && isObject(after)) {
    const entries = Object.entries(after);
    return Object.fromEntries(entries.map(([key, item]) => [key, withExact(before[key], item)]));
  }
  return after;
}

/** Items may have been added, removed and moved: the same ones are found wherever they are. */
function listWithExact(before: readonly unknown[], after: readonly unknown[]): unknown[] {
  const known = new Map<string, unknown[]>();
  for (const item of before) {
    const text = JSON.stringify(plain(item));
    known.set(text, [...(known.get(text) ?? []), item]);
  }
  return after.map((item, index) => {
    const same = known.get(JSON.stringify(item))?.shift();
    return same ?? withExact(before[index], item);
  });
}
