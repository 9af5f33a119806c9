/** What can be done with schemas and DAGs in the panel, and the commands of their editors. */

import type { ICommandPalette } from '@jupyterlab/apputils';
import { saveIcon, type LabIcon } from '@jupyterlab/ui-components';

import type { Schemas } from '../api/client';
import { withNewest } from '../api/conflict';
import { findFreeName } from '../api/names';
import { addCommands } from './commands';
import type { PanelContext } from './context';
import { mayDelete, tellTrashed } from './dialogs';
import type { Editors } from './editors';
import { moveItem } from './move';
import type { Item } from './rows';
import type { IStored, StoredEditor } from './stored-editor';

type Row = Schemas['SchemaRow'] | Schemas['DagRow'];

export interface IStoredKind<T extends IStored, E extends StoredEditor<T>> {
  panel: PanelContext;
  palette: ICommandPalette | null;
  kind: 'schema' | 'dag';
  /** Where the API and the tree have them. */
  path: 'schemas' | 'dags';
  icon: LabIcon;
  editors: Editors<E>;
  /** The class of the editors, for the keyboard. */
  editorClass: string;
  createLabel: string;
  createCaption: string;
  saveLabel: string;
  saveCaption: string;
  /** What a new one is called, before its number. */
  newName: string;
  /** What is lost for good. */
  purgeText: string;
  duplicate(row: Row): Promise<T>;
}

export function addStoredActions<T extends IStored, E extends StoredEditor<T>>(
  options: IStoredKind<T, E>
): void {
  const { panel, kind, path, editors } = options;
  const { client, trans, tree } = panel;
  const rowOf = (item: Item): Row => (item as { data: Row }).data;

  const show = async (one: IStored): Promise<void> => {
    tree.open(one.workspace_id, path);
    await tree.refresh();
    tree.select(`${kind}:${one.id}`);
  };
  const restore = async ({ id }: Row): Promise<void> =>
    show(await client.call<T>('POST', `${path}/${id}/restore`));

  panel.actions.set(kind, {
    open: item => editors.show(rowOf(item).id),

    rename: async (item, name) => {
      const { id, version } = rowOf(item);
      const renamed = await withNewest(version, based =>
        client.call<T>('PATCH', `${path}/${id}`, { body: { name }, version: based })
      );
      editors.find(id)?.content.rename(renamed);
      await tree.refresh();
    },

    duplicate: async item => show(await options.duplicate(rowOf(item))),

    move: item => moveItem(panel, kind, rowOf(item)),

    delete: async item => {
      const row = rowOf(item);
      const { id, name, version } = row;
      const editor = editors.find(id);
      if (editor?.content.dirty) {
        const title = trans.__('“%1” has changes that are not saved', name);
        if (!(await mayDelete(panel, title, trans.__('They will be lost if it is deleted now.')))) {
          return;
        }
      }
      await withNewest(version, based =>
        client.call<void>('DELETE', `${path}/${id}`, { version: based })
      );
      editor?.dispose();
      await tree.refresh();
      tellTrashed(panel, name, () => restore(row));
    }
  });

  panel.actions.set(`trashed-${kind}`, {
    restore: item => restore(rowOf(item)),

    delete: async item => {
      const { id, name } = rowOf(item);
      const title = trans.__('Delete “%1” for good?', name);
      if (await mayDelete(panel, title, options.purgeText, trans.__('Delete for Good'))) {
        await client.call<void>('DELETE', `${path}/${id}`, { params: { purge: true } });
        await tree.refresh();
      }
    }
  });
  addEditorCommands(options, show);
}

function addEditorCommands<T extends IStored, E extends StoredEditor<T>>(
  options: IStoredKind<T, E>,
  show: (one: IStored) => Promise<void>
): void {
  const { panel, palette, kind, path, icon, editors } = options;
  const { app, client, trans } = panel;
  const { tracker } = editors;
  const save = `etlab:save-${kind}`;
  const create = async (workspaceId: unknown): Promise<void> => {
    const workspace = await panel.workspaceOf(panel.item, workspaceId);
    if (!workspace) {
      throw new Error(trans.__('Make a workspace first.'));
    }
    const name = await findFreeName(client, path, workspace.id, options.newName);
    const body = { workspace_id: workspace.id, name };
    const made = await client.call<T>('POST', path, { body });
    await show(made);
    await editors.show(made.id);
  };
  addCommands(panel, palette, [
    {
      id: `etlab:create-${kind}`,
      label: options.createLabel,
      caption: options.createCaption,
      icon,
      enabled: () => !panel.item || panel.item.kind === 'workspace' || panel.writable(panel.item),
      run: args => create(args.workspaceId)
    },
    {
      id: save,
      label: options.saveLabel,
      caption: options.saveCaption,
      icon: saveIcon,
      enabled: () => tracker.currentWidget === app.shell.currentWidget && !!tracker.currentWidget,
      run: async () => tracker.currentWidget?.content.save()
    }
  ]);
  app.commands.addKeyBinding({
    command: save,
    keys: ['Accel S'],
    selector: `.${options.editorClass}`
  });
}
