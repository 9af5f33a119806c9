/** Undo and redo over immutable states. */

export interface IHistory<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Edits with the same key in a row are one entry: typing into one field. */
  readonly key: string | null;
}

const LIMIT = 200;

export function start<T>(present: T): IHistory<T> {
  return { past: [], present, future: [], key: null };
}

export function push<T>(history: IHistory<T>, next: T, key: string | null = null): IHistory<T> {
  if (next === history.present) {
    return history;
  }
  const merges = key !== null && key === history.key && history.past.length > 0;
  const past = merges ? history.past : [...history.past, history.present].slice(-LIMIT);
  return { past, present: next, future: [], key };
}

export function undo<T>(history: IHistory<T>): IHistory<T> {
  const before = history.past.at(-1);
  if (before === undefined) {
    return history;
  }
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    key: null
  };
}

export function redo<T>(history: IHistory<T>): IHistory<T> {
  const [next, ...future] = history.future;
  if (next === undefined) {
    return history;
  }
  return { past: [...history.past, history.present], present: next, future, key: null };
}

/** Ends the entry at work: the next edit is one of its own. */
export function seal<T>(history: IHistory<T>): IHistory<T> {
  return history.key === null ? history : { ...history, key: null };
}
