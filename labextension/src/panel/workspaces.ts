/** What can be done with workspaces. */

import type { IListing, Schemas } from '../api/client';
import { freeName } from '../api/names';
import type { PanelContext } from './context';
import { mayDelete, tellTrashed } from './dialogs';
import type { Item } from './rows';
import { workspaceKey } from './tree-model';

type Workspace = Schemas['WorkspaceRow'];

export function addWorkspaceActions(panel: PanelContext): void {
  const { client, trans, tree } = panel;
  const rowOf = (item: Item): Workspace => (item as { data: Workspace }).data;

  const restore = async (workspace: Workspace): Promise<void> => {
    await client.call<Workspace>('POST', `workspaces/${workspace.id}/restore`);
    await tree.refresh();
    tree.select(workspaceKey(workspace.id));
  };

  panel.actions.set('workspace', {
    rename: async (item, name) => {
      await client.call('PATCH', `workspaces/${rowOf(item).id}`, { body: { name } });
      await tree.refresh();
    },

    delete: async item => {
      const workspace = rowOf(item);
      await client.call<void>('DELETE', `workspaces/${workspace.id}`);
      await tree.refresh();
      tellTrashed(panel, workspace.name, () => restore(workspace));
    }
  });

  panel.actions.set('trashed-workspace', {
    restore: item => restore(rowOf(item)),

    delete: async item => {
      const workspace = rowOf(item);
      if (
        await mayDelete(
          panel,
          trans.__('Delete “%1” for good?', workspace.name),
          trans.__('All its pages, schemas and DAGs will be gone. This cannot be undone.'),
          trans.__('Delete for Good')
        )
      ) {
        const params = { purge: true };
        await client.call<void>('DELETE', `workspaces/${workspace.id}`, { params });
        await tree.refresh();
      }
    }
  });
}

/** Makes a workspace, whose name can be typed at once. */
export async function createWorkspace(panel: PanelContext): Promise<void> {
  const { client, trans, tree } = panel;
  const base = trans.__('New workspace');
  const found = await client.get<IListing<Workspace>>('workspaces', { search: base, limit: 500 });
  const name = freeName(base, new Set(found.items.map(item => item.name)));
  const workspace = await client.call<Workspace>('POST', 'workspaces', { body: { name } });
  tree.search = '';
  tree.open(workspace.id, 'pages');
  await tree.refresh();
  tree.select(workspaceKey(workspace.id));
  panel.active = tree;
  tree.renaming = workspaceKey(workspace.id);
}
