/** Pages, schemas and DAGs move from one workspace to another. */

import { InputDialog, Notification } from '@jupyterlab/apputils';

import type { Schemas } from '../api/client';
import { withNewest } from '../api/conflict';
import type { PanelContext } from './context';

/** Asks where to, and moves it there. */
export async function moveItem(
  panel: PanelContext,
  kind: 'page' | 'schema' | 'dag',
  { id, name, version, workspace_id }: Schemas['PageRow' | 'SchemaRow' | 'DagRow']
): Promise<void> {
  const { client, trans, tree } = panel;
  const others = (await panel.writableWorkspaces()).filter(other => other.id !== workspace_id);
  if (others.length === 0) {
    Notification.info(trans.__('There is no other workspace that you may change.'), {
      autoClose: 5000
    });
    return;
  }
  // Names of workspaces need not differ, and the dialog tells only the chosen text.
  const labels = others.map((one, index) =>
    others.findIndex(other => other.name === one.name) === index
      ? one.name
      : `${one.name} [${index + 1}]`
  );
  const asked = await InputDialog.getItem({
    title: trans.__('Move “%1”', name),
    label: trans.__('To the workspace'),
    items: labels,
    okLabel: trans.__('Move')
  });
  const target = others[labels.indexOf(asked.value ?? '')];
  if (!asked.button.accept || !target) {
    return;
  }
  await withNewest(version, based =>
    client.call('POST', `${kind}s/${id}/move`, {
      body: { workspace_id: target.id },
      version: based
    })
  );
  // Gone from its old place before it is in the new one.
  await tree.refresh();
  tree.open(target.id, `${kind}s`);
  await tree.refresh();
  tree.select(`${kind}:${id}`);
}
