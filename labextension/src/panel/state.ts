/** What is open and selected, kept over a reload. */

import type { IStateDB } from '@jupyterlab/statedb';
import { Debouncer } from '@lumino/polling';

import type { EtlabPanel } from './panel';
import type { TreeModel } from './tree-model';

const KEY = 'etlab-jupyter:panel';

interface IState {
  expanded?: string[];
  selected?: string | null;
  /** The sections that are open. */
  sections?: string[];
}

export async function keepState(
  state: IStateDB,
  panel: EtlabPanel,
  tree: TreeModel
): Promise<void> {
  const kept = ((await state.fetch(KEY)) ?? {}) as IState;
  kept.expanded?.forEach(key => tree.expanded.add(key));
  tree.selected = kept.selected ?? null;
  await tree.refresh();
  const { accordion } = panel;
  accordion.widgets.forEach((section, index) => {
    if (kept.sections && !kept.sections.includes(section.id)) {
      accordion.collapse(index);
    }
  });

  const save = new Debouncer(async () => {
    const titles = [...panel.node.querySelectorAll('.jp-AccordionPanel-title')];
    const sections = accordion.widgets
      .filter((_, index) => titles[index]?.getAttribute('aria-expanded') !== 'false')
      .map(section => section.id);
    const value = { expanded: [...tree.expanded], selected: tree.selected, sections };
    await state.save(KEY, value);
  }, 300);
  tree.changed.connect(() => void save.invoke());
  accordion.expansionToggled.connect(() => void save.invoke());
}
