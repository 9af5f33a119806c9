/** What is open and selected, kept over a reload. */

import type { IStateDB } from '@jupyterlab/statedb';
import { Debouncer } from '@lumino/polling';

import type { TreeModel } from './tree-model';

const KEY = 'etlab-jupyter:panel';

interface IState {
  expanded?: string[];
  selected?: string | null;
}

/** JupyterLab itself keeps which sections are open. */
export async function keepState(state: IStateDB, tree: TreeModel): Promise<void> {
  const kept = ((await state.fetch(KEY)) ?? {}) as IState;
  kept.expanded?.forEach(key => tree.expanded.add(key));
  tree.selected = kept.selected ?? null;
  await tree.refresh();

  const save = new Debouncer(async () => {
    const value = { expanded: [...tree.expanded], selected: tree.selected };
    await state.save(KEY, value);
  }, 300);
  tree.changed.connect(() => void save.invoke());
}
