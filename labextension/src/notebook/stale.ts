/** Which cells are out of date, by the keys that they have and those that they ran under. */

import type { CellState } from './cells';

/** Cells that ran in this kernel under another key than they have now, in the page's order. */
export function stale(states: readonly CellState[], ran: ReadonlyMap<string, string>): CellState[] {
  return states.filter(({ cell_id, key }) => {
    const before = ran.get(cell_id ?? '');
    return before !== undefined && before !== key;
  });
}

/**
 * What is to run after a change: what is out of date, and cells that the change has put in. Nothing
 * before the page's cells have been run once: that is for people to start.
 */
export function toRun(
  states: readonly CellState[],
  ran: ReadonlyMap<string, string>,
  fresh: ReadonlySet<string>
): CellState[] {
  if (!states.some(({ cell_id }) => ran.has(cell_id ?? ''))) {
    return [];
  }
  const old = new Set(stale(states, ran));
  return states.filter(state => {
    const id = state.cell_id ?? '';
    return old.has(state) || (fresh.has(id) && !ran.has(id));
  });
}
