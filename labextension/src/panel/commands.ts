/** The panel's commands: in menus, in the palette, on the keyboard. */

import type { ICommandPalette } from '@jupyterlab/apputils';
import {
  copyIcon,
  deleteIcon,
  editIcon,
  launchIcon,
  LabIcon,
  newFolderIcon,
  refreshIcon,
  undoIcon
} from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IActions, PanelContext } from './context';
import { etlabIcon, pageIcon } from './icons';
import { createPage, emptyTrash } from './pages';
import type { Item } from './rows';
import { createWorkspace } from './workspaces';

export const CommandIDs = {
  activate: 'etlab:activate-panel',
  refresh: 'etlab:refresh',
  createWorkspace: 'etlab:create-workspace',
  createPage: 'etlab:create-page',
  open: 'etlab:open',
  rename: 'etlab:rename',
  duplicate: 'etlab:duplicate',
  move: 'etlab:move',
  delete: 'etlab:delete',
  restore: 'etlab:restore',
  emptyTrash: 'etlab:empty-trash',
  export: 'etlab:export-workspace',
  exportItem: 'etlab:export',
  import: 'etlab:import-workspace',
  importFiles: 'etlab:import-files'
} as const;

export interface ICommand {
  id: string;
  label: string | ((args: ReadonlyPartialJSONObject) => string);
  caption: string;
  icon?: LabIcon;
  enabled?: () => boolean;
  run(args: ReadonlyPartialJSONObject): Promise<unknown>;
}

/** Registers commands whose refusals are shown; all are in the palette. */
export function addCommands(
  panel: PanelContext,
  palette: ICommandPalette | null,
  commands: ICommand[]
): void {
  const { app, trans } = panel;
  for (const { id, label, caption, icon, enabled, run } of commands) {
    app.commands.addCommand(id, {
      label,
      caption,
      // Menus and toolbars show it, the palette does not.
      icon: args => (args.isPalette ? undefined : icon),
      isEnabled: enabled,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: args => panel.attempt(() => run(args))
    });
    palette?.addItem({ command: id, category: trans.__('ETLab'), args: { isPalette: true } });
  }
}

export function addPanelCommands(
  panel: PanelContext,
  palette: ICommandPalette | null,
  activate: () => void
): void {
  const { app, trans } = panel;
  const can = (action: keyof IActions, needsWrite = true): (() => boolean) => {
    return () => {
      const item = panel.item;
      const found = item && panel.actions.get(item.kind)?.[action];
      return !!found && (!needsWrite || panel.writable(item));
    };
  };
  const act = async (
    action: 'open' | 'duplicate' | 'move' | 'delete' | 'restore'
  ): Promise<unknown> => {
    const item = panel.item;
    return item && panel.actions.get(item.kind)?.[action]?.(item);
  };
  const current = <K extends Item['kind']>(kind: K): Extract<Item, { kind: K }> | null => {
    const item = panel.item;
    return item?.kind === kind ? (item as Extract<Item, { kind: K }>) : null;
  };

  addCommands(panel, palette, [
    {
      id: CommandIDs.activate,
      label: trans.__('Show ETLab'),
      caption: trans.__('Show workspaces, connections and runs in the sidebar'),
      icon: etlabIcon,
      run: async () => activate()
    },
    {
      id: CommandIDs.createPage,
      label: args => (args.isLauncher ? trans.__('Page') : trans.__('New Page')),
      caption: trans.__('Make a page and open it'),
      icon: pageIcon,
      enabled: () => !panel.item || panel.item.kind === 'workspace' || panel.writable(panel.item),
      run: args => createPage(panel, args.workspaceId)
    },
    {
      id: CommandIDs.createWorkspace,
      label: trans.__('New Workspace'),
      caption: trans.__('Make a workspace for pages, schemas and DAGs'),
      icon: newFolderIcon,
      run: async () => {
        activate();
        await createWorkspace(panel);
      }
    },
    {
      id: CommandIDs.refresh,
      label: trans.__('Refresh ETLab'),
      caption: trans.__('Load the lists of the ETLab panel again'),
      icon: refreshIcon,
      run: () => panel.refresh()
    },
    {
      id: CommandIDs.open,
      label: trans.__('Open'),
      caption: trans.__('Open what is selected in the ETLab panel'),
      icon: launchIcon,
      enabled: can('open', false),
      run: () => act('open')
    },
    {
      id: CommandIDs.rename,
      label: trans.__('Rename'),
      caption: trans.__('Edit the name of what is selected in the ETLab panel'),
      icon: editIcon,
      enabled: can('rename'),
      run: async () => {
        panel.active.renaming = panel.active.selected;
      }
    },
    {
      id: CommandIDs.duplicate,
      label: trans.__('Duplicate'),
      caption: trans.__('Copy what is selected in the ETLab panel'),
      icon: copyIcon,
      enabled: can('duplicate'),
      run: () => act('duplicate')
    },
    {
      id: CommandIDs.move,
      label: trans.__('Move to Another Workspace…'),
      caption: trans.__('Move what is selected in the ETLab panel'),
      enabled: can('move'),
      run: () => act('move')
    },
    {
      id: CommandIDs.delete,
      label: () =>
        panel.item?.kind.startsWith('trashed') ? trans.__('Delete for Good…') : trans.__('Delete'),
      caption: trans.__('Delete what is selected in the ETLab panel'),
      icon: deleteIcon,
      enabled: can('delete'),
      run: () => act('delete')
    },
    {
      id: CommandIDs.restore,
      label: trans.__('Restore'),
      caption: trans.__('Take what is selected in the ETLab panel out of the trash'),
      icon: undoIcon,
      enabled: can('restore'),
      run: () => act('restore')
    },
    {
      id: CommandIDs.emptyTrash,
      label: trans.__('Empty the Trash…'),
      caption: trans.__('Delete for good what is in the trash of the selected workspace'),
      enabled: () => {
        const group = current('group');
        return group?.group === 'trash' && !!group.workspace && panel.writable(group);
      },
      run: async () => {
        const group = current('group');
        return group?.workspace && emptyTrash(panel, group.workspace.id);
      }
    }
  ]);

  for (const [command, key] of [
    [CommandIDs.rename, 'F2'],
    [CommandIDs.delete, 'Delete']
  ] as const) {
    app.commands.addKeyBinding({ command, keys: [key], selector: '.etlab-Rows:not(:has(input))' });
  }
}
