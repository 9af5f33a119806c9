/** The commands of pages: in menus, on keys and on the toolbar. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  codeIcon,
  fastForwardIcon,
  launchIcon,
  redoIcon,
  refreshIcon,
  runIcon,
  stopIcon,
  undoIcon,
  type LabIcon
} from '@jupyterlab/ui-components';

import { isOver } from '../run/state';
import { groupKey, notesOf } from './annotations';
import { arrangeMenu, canvasEntries, canvasIds, SELECTION } from './canvas-commands';
import { fragmentText, parseFragment, type IFragment } from './clipboard';
import { noteKey } from './flow-nodes';
import { fitIcon, layoutIcon, runToIcon } from './icons';
import type { PageSession } from './session';

export const ids = {
  undo: 'etlab-page:undo',
  redo: 'etlab-page:redo',
  layout: 'etlab-page:layout',
  fit: 'etlab-page:fit',
  run: 'etlab-page:run',
  runAll: 'etlab-page:run-everything',
  runTo: 'etlab-page:run-to-selected',
  submit: 'etlab-page:submit-as-job',
  cancel: 'etlab-page:cancel',
  restart: 'etlab-page:restart-kernel',
  code: 'etlab-page:show-code',
  remove: 'etlab-page:delete',
  rename: 'etlab-page:rename',
  selectAll: 'etlab-page:select-all',
  copy: 'etlab-page:copy',
  cut: 'etlab-page:cut',
  paste: 'etlab-page:paste',
  duplicate: 'etlab-page:duplicate',
  insert: 'etlab-page:insert-on-edge',
  ...canvasIds
};

export interface IEntry {
  label: string;
  caption?: string;
  icon?: LabIcon;
  enabled?: (session: PageSession) => boolean;
  run: (session: PageSession) => unknown;
}

const some = ({ store }: PageSession): boolean =>
  store.state.nodes.size + store.state.notes.size + store.state.groups.size > 0;
const anything = (session: PageSession): boolean =>
  some(session) || session.store.state.edges.size > 0;
const idle = (session: PageSession): boolean =>
  isOver(session.run.state) && session.store.page.nodes.length > 0;

function entries(trans: TranslationBundle): Record<string, IEntry> {
  return {
    [ids.undo]: {
      label: trans.__('Undo'),
      icon: undoIcon,
      enabled: session => session.store.state.canUndo,
      run: session => session.store.undo()
    },
    [ids.redo]: {
      label: trans.__('Redo'),
      icon: redoIcon,
      enabled: session => session.store.state.canRedo,
      run: session => session.store.redo()
    },
    [ids.layout]: {
      label: trans.__('Arrange Nodes'),
      caption: trans.__('Arrange the nodes from left to right'),
      icon: layoutIcon,
      run: session => session.canvas?.layout()
    },
    [ids.fit]: {
      label: trans.__('Fit to Window'),
      caption: trans.__('Show the whole page'),
      icon: fitIcon,
      run: session => session.canvas?.fit()
    },
    [ids.run]: {
      label: trans.__('Run Page'),
      caption: trans.__('Run what changed since the last run'),
      icon: runIcon,
      enabled: idle,
      run: session => session.startRun()
    },
    [ids.runAll]: {
      label: trans.__('Run Everything'),
      caption: trans.__('Run all nodes, changed or not'),
      icon: fastForwardIcon,
      enabled: idle,
      run: session => session.startRun({ force: true })
    },
    [ids.runTo]: {
      label: trans.__('Run to Selected Node'),
      icon: runToIcon,
      enabled: session => idle(session) && session.store.chosen !== null,
      run: session => session.startRun({ toNode: session.store.chosen?.id })
    },
    [ids.submit]: {
      label: trans.__('Submit Page as Job'),
      caption: trans.__(
        'Run all of the page as a job on its connection, which goes on when this server is stopped'
      ),
      icon: launchIcon,
      enabled: session => idle(session) && session.target.where.connection_id !== undefined,
      run: session => session.startRun({ submit: true })
    },
    [ids.cancel]: {
      label: trans.__('Cancel Run'),
      icon: stopIcon,
      enabled: session => !isOver(session.run.state),
      run: session => session.run.cancel()
    },
    [ids.restart]: {
      label: trans.__('Restart Kernel of Page…'),
      caption: trans.__('Restart the kernel that the page runs on'),
      icon: refreshIcon,
      enabled: session => isOver(session.run.state),
      run: session => session.restartKernel()
    },
    [ids.code]: {
      label: trans.__('Show Code'),
      caption: trans.__('Show the PySpark code of the page'),
      icon: codeIcon,
      run: session => {
        const { bottom } = session.view.state;
        session.view.change({ bottom: bottom === 'code' ? null : 'code' });
      }
    },
    [ids.remove]: {
      label: trans.__('Delete'),
      enabled: anything,
      run: session => session.store.removeSelected()
    },
    [ids.rename]: {
      label: trans.__('Rename…'),
      caption: trans.__('Edit the label of a node or group, or the text of a note'),
      enabled: session => renamed(session) !== null,
      run: session => session.view.change({ renaming: renamed(session) })
    },
    [ids.selectAll]: {
      label: trans.__('Select All'),
      run: session => session.store.selectAll()
    },
    [ids.copy]: {
      label: trans.__('Copy'),
      enabled: some,
      run: session => Clipboard.copyToSystem(fragmentText(session.store.copied()))
    },
    [ids.cut]: {
      label: trans.__('Cut'),
      enabled: some,
      run: session => {
        Clipboard.copyToSystem(fragmentText(session.store.copied()));
        session.store.removeSelected();
      }
    },
    [ids.paste]: {
      label: trans.__('Paste'),
      run: async session => {
        const fragment = parseFragment((await navigator.clipboard?.readText()) ?? '');
        if (fragment) {
          pasteInto(session, fragment);
        }
      }
    },
    [ids.duplicate]: {
      label: trans.__('Duplicate'),
      enabled: some,
      run: session => session.store.paste(session.store.copied(), { offset: 40 })
    },
    [ids.insert]: {
      label: trans.__('Insert Node Here…'),
      enabled: session => session.store.state.edges.size === 1,
      run: session => session.canvas?.quickAddOnEdge([...session.store.state.edges][0]!)
    },
    ...canvasEntries(trans)
  };
}

/** What is renamed: the one thing that is selected. */
function renamed({ store }: PageSession): string | null {
  const { nodes, notes, groups } = store.state;
  const all = [...nodes, ...[...notes].map(noteKey), ...[...groups].map(groupKey)];
  return all.length === 1 ? all[0]! : null;
}

/** Beside where the nodes were, if they are of this page; else in the middle of what is seen. */
export function pasteInto(session: PageSession, fragment: IFragment): void {
  const { page } = session.store;
  const known = new Set([...page.nodes, ...notesOf(page)].map(one => one.id));
  const own = [...fragment.nodes, ...notesOf(fragment)].some(one => known.has(one.id));
  const at = session.canvas?.center() ?? { x: 0, y: 0 };
  session.store.paste(fragment, own ? { offset: 40 } : { at });
}

/** What has the focus may go with these: before that, the canvas takes it, so that keys reach it. */
const REMOVING = new Set([ids.undo, ids.redo, ids.remove, ids.cut, ids.ungroup, ids.collapse]);

export function addCommands(
  app: JupyterFrontEnd,
  trans: TranslationBundle,
  current: () => PageSession | null
): void {
  for (const [id, entry] of Object.entries(entries(trans))) {
    app.commands.addCommand(id, {
      label: entry.label,
      caption: entry.caption ?? entry.label,
      icon: entry.icon,
      isEnabled: () => {
        const session = current();
        return session !== null && (entry.enabled?.(session) ?? true);
      },
      execute: () => {
        const session = current();
        if (session === null) {
          return undefined;
        }
        if (REMOVING.has(id) && document.activeElement?.closest('.etlab-Flow')) {
          session.canvas?.focus();
        }
        return entry.run(session);
      },
      describedBy: { args: { type: 'object', properties: {} } }
    });
  }
  const clipboard = [ids.duplicate, ids.copy, ids.cut, ids.remove];
  [ids.runTo, ids.rename, ids.group, ids.ungroup, ...clipboard].forEach((command, rank) => {
    app.contextMenu.addItem({ command, selector: '.etlab-Node', rank });
  });
  [ids.rename, ...clipboard].forEach((command, rank) => {
    app.contextMenu.addItem({ command, selector: '.etlab-Note', rank });
  });
  [ids.collapse, ids.rename, ids.ungroup, ...clipboard].forEach((command, rank) => {
    app.contextMenu.addItem({ command, selector: '.etlab-Group', rank });
  });
  [ids.group, ids.ungroup, ...clipboard].forEach((command, rank) => {
    app.contextMenu.addItem({ command, selector: SELECTION, rank });
  });
  const submenu = arrangeMenu(app.commands, trans);
  for (const selector of ['.etlab-Node', '.etlab-Note', SELECTION]) {
    app.contextMenu.addItem({ type: 'submenu', submenu, selector, rank: 20 });
  }
  [ids.insert, ids.remove].forEach((command, rank) => {
    app.contextMenu.addItem({ command, selector: '.etlab-Flow .react-flow__edge', rank });
  });
  const runs = [ids.run, ids.runAll, ids.submit];
  [ids.note, ids.paste, ids.selectAll, ids.layout, ids.fit, ...runs].forEach((command, rank) => {
    app.contextMenu.addItem({ command, selector: '.etlab-Flow .react-flow__pane', rank });
  });
}
