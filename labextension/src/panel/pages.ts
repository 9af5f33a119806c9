/** What can be done with pages. */

import type { Schemas } from '../api/client';
import { findFreeName } from '../api/names';
import { fullPath } from '../drive/path';
import type { PanelContext } from './context';
import { mayDelete, tellTrashed } from './dialogs';
import { moveItem } from './move';
import type { Item } from './rows';
import { groupKey } from './tree-model';

type Page = Schemas['Page'];
type PageRow = Schemas['PageRow'];

export function addPageActions(panel: PanelContext): void {
  const { app, client, trans, documents, tree } = panel;
  const contents = app.serviceManager.contents;
  const pathOf = (page: PageRow): string => fullPath(page.id, page.name);
  const rowOf = (item: Item): PageRow => (item as { data: PageRow }).data;

  const show = (page: PageRow): void => {
    tree.open(page.workspace_id, 'pages');
    tree.select(`page:${page.id}`);
  };

  panel.actions.set('page', {
    open: item => app.commands.execute('docmanager:open', { path: pathOf(rowOf(item)) }),

    // Through the contents manager, so that open documents learn their new name.
    rename: async (item, name) => {
      const page = rowOf(item);
      await contents.rename(pathOf(page), fullPath(page.id, name));
      await tree.refresh();
    },

    duplicate: async item => {
      const page = rowOf(item);
      const copy = await client.call<Page>('POST', `pages/${page.id}/duplicate`, { body: {} });
      await tree.refresh();
      show(copy);
    },

    move: item => moveItem(panel, 'page', rowOf(item)),

    delete: async item => {
      const page = rowOf(item);
      if (!(await mayClose(panel, page))) {
        return;
      }
      await documents.deleteFile(pathOf(page));
      await tree.refresh();
      tellTrashed(panel, page.name, () => restore(page));
    }
  });

  const restore = async (page: PageRow): Promise<void> => {
    const restored = await client.call<Page>('POST', `pages/${page.id}/restore`);
    await tree.refresh();
    show(restored);
  };

  panel.actions.set('trashed-page', {
    restore: item => restore(rowOf(item)),

    delete: async item => {
      const page = rowOf(item);
      if (
        await mayDelete(
          panel,
          trans.__('Delete “%1” for good?', page.name),
          trans.__('The page and all its versions will be gone. This cannot be undone.'),
          trans.__('Delete for Good')
        )
      ) {
        await client.call<void>('DELETE', `pages/${page.id}`, { params: { purge: true } });
        await tree.refresh();
      }
    }
  });
}

/** Makes a page and opens it; answers its path. */
export async function createPage(panel: PanelContext, workspaceId?: unknown): Promise<string> {
  const { app, client, trans, tree } = panel;
  let workspace = await panel.workspaceOf(panel.item, workspaceId);
  workspace ??= await client.call<Schemas['Workspace']>('POST', 'workspaces', {
    body: { name: trans.__('My workspace') }
  });
  const name = await findFreeName(client, 'pages', workspace.id, trans.__('Untitled page'));
  const page = await client.call<Page>('POST', 'pages', {
    body: { workspace_id: workspace.id, name }
  });
  tree.open(workspace.id, 'pages');
  await tree.refresh();
  tree.select(`page:${page.id}`);
  const path = fullPath(page.id, page.name);
  await app.commands.execute('docmanager:open', { path });
  return path;
}

/** Deletes for good what is in a workspace's trash. */
export async function emptyTrash(panel: PanelContext, workspaceId: string): Promise<void> {
  const { client, trans, tree } = panel;
  const body = trans.__(
    'The pages, schemas and DAGs in it will be gone with all their versions and runs. This cannot be undone.'
  );
  if (!(await mayDelete(panel, trans.__('Empty the trash?'), body, trans.__('Empty the Trash')))) {
    return;
  }
  const params = { workspace_id: workspaceId, deleted: true, limit: 500, fields: 'id' };
  try {
    for (const path of ['pages', 'schemas', 'dags']) {
      for (;;) {
        const found = await client.get<{ items: { id: string }[] }>(path, params);
        for (const { id } of found.items) {
          await client.call<void>('DELETE', `${path}/${id}`, { params: { purge: true } });
        }
        if (found.items.length === 0) {
          break;
        }
      }
    }
  } finally {
    tree.expanded.delete(groupKey(workspaceId, 'trash'));
    await tree.refresh();
  }
}

/** Asks if a page is open with changes that are not saved. */
async function mayClose(panel: PanelContext, page: PageRow): Promise<boolean> {
  const { documents, trans } = panel;
  const widget = documents.findWidget(fullPath(page.id, page.name), null);
  if (!widget?.context.model.dirty) {
    return true;
  }
  return mayDelete(
    panel,
    trans.__('“%1” has changes that are not saved', page.name),
    trans.__('They will be lost if the page is deleted now.')
  );
}
