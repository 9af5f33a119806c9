/** The commands for notes, groups, and the places of what is selected. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ToolbarButton } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import { ALIGNMENTS, DISTRIBUTIONS, type Arrangement } from './align';
import { groupsOf } from './annotations';
import type { IEntry } from './commands';
import { noteKey } from './flow-nodes';
import { alignIcon, groupIcon, noteIcon } from './icons';
import { GRID } from './sizes';
import type { PageSession } from './session';

export const canvasIds = {
  note: 'etlab-page:add-note',
  group: 'etlab-page:group',
  ungroup: 'etlab-page:ungroup',
  collapse: 'etlab-page:toggle-group',
  left: 'etlab-page:align-left',
  center: 'etlab-page:align-center',
  right: 'etlab-page:align-right',
  top: 'etlab-page:align-top',
  middle: 'etlab-page:align-middle',
  bottom: 'etlab-page:align-bottom',
  horizontally: 'etlab-page:distribute-horizontally',
  vertically: 'etlab-page:distribute-vertically'
};

/** What React Flow lays over several selected nodes. */
export const SELECTION = '.etlab-Flow .react-flow__nodesselection-rect';

export function canvasEntries(trans: TranslationBundle): Record<string, IEntry> {
  return {
    [canvasIds.note]: {
      label: trans.__('Add Note'),
      caption: trans.__('Add a note to the canvas'),
      icon: noteIcon,
      run: session => {
        const { x, y } = session.canvas?.center() ?? { x: 0, y: 0 };
        const id = session.store.addNote({ x: snap(x - 100), y: snap(y - 60) });
        session.view.change({ renaming: noteKey(id) });
      }
    },
    [canvasIds.group]: {
      label: trans.__('Group Selected Nodes'),
      caption: trans.__('Draw a frame around the selected nodes'),
      icon: groupIcon,
      enabled: session => session.store.state.nodes.size > 0,
      run: session => session.store.groupSelected(trans.__('Group'))
    },
    [canvasIds.ungroup]: {
      label: trans.__('Ungroup'),
      caption: trans.__('Remove the selected group, or take the selected nodes out of theirs'),
      enabled: ({ store }) =>
        store.state.groups.size > 0 ||
        groupsOf(store.page).some(group => group.nodes.some(id => store.state.nodes.has(id))),
      run: session => session.store.ungroupSelected()
    },
    [canvasIds.collapse]: {
      label: trans.__('Collapse or Expand Group'),
      enabled: session => session.store.state.groups.size > 0,
      run: ({ store }) =>
        groupsOf(store.page)
          .filter(group => store.state.groups.has(group.id))
          .forEach(group => store.changeGroup(group.id, { collapsed: !group.collapsed }))
    },
    ...arrangements(trans)
  };
}

function arrangements(trans: TranslationBundle): Record<string, IEntry> {
  const labels: Record<Arrangement, string> = {
    left: trans.__('Align Left'),
    center: trans.__('Align Center'),
    right: trans.__('Align Right'),
    top: trans.__('Align Top'),
    middle: trans.__('Align Middle'),
    bottom: trans.__('Align Bottom'),
    horizontally: trans.__('Distribute Horizontally'),
    vertically: trans.__('Distribute Vertically')
  };
  const count = ({ store: { state } }: PageSession): number =>
    state.nodes.size + state.notes.size + state.groups.size;
  const entry = (how: Arrangement, least: number): [string, IEntry] => [
    canvasIds[how],
    {
      label: labels[how],
      enabled: session => count(session) >= least,
      run: session => session.canvas?.arrange(how)
    }
  ];
  return Object.fromEntries([
    ...ALIGNMENTS.map(how => entry(how, 2)),
    ...DISTRIBUTIONS.map(how => entry(how, 3))
  ]);
}

export function arrangeMenu(commands: CommandRegistry, trans: TranslationBundle): Menu {
  const menu = new Menu({ commands });
  menu.title.label = trans.__('Align and Distribute');
  menu.title.icon = alignIcon;
  for (const how of ALIGNMENTS) {
    menu.addItem({ command: canvasIds[how] });
  }
  menu.addItem({ type: 'separator' });
  for (const how of DISTRIBUTIONS) {
    menu.addItem({ command: canvasIds[how] });
  }
  return menu;
}

/** The toolbar's button that opens the menu. */
export function arrangeButton(commands: CommandRegistry, trans: TranslationBundle): ToolbarButton {
  const menu = arrangeMenu(commands, trans);
  const button = new ToolbarButton({
    icon: alignIcon,
    tooltip: trans.__('Align and Distribute'),
    noFocusOnClick: true,
    onClick: () => {
      const { left, bottom } = button.node.getBoundingClientRect();
      menu.open(left, bottom);
    }
  });
  button.addClass('etlab-ArrangeButton');
  button.disposed.connect(() => menu.dispose());
  return button;
}

function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
