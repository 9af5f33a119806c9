/** Files of workspaces, pages, schemas and DAGs: saved by the browser, and taken from it. */

import { type ICommandPalette, Notification } from '@jupyterlab/apputils';
import { downloadIcon, fileUploadIcon } from '@jupyterlab/ui-components';

import type { Schemas } from '../api/client';
import { addCommands, CommandIDs } from './commands';
import type { PanelContext } from './context';
import { chooseFiles, saveFile } from './files';
import type { Item } from './rows';
import { workspaceKey } from './tree-model';

/** The kinds that have a file of their own, where the API has them, and how the files end. */
const FILES: Partial<Record<Item['kind'], [path: 'pages' | 'schemas' | 'dags', suffix: string]>> = {
  page: ['pages', '.etlab.json'],
  schema: ['schemas', '.schema.json'],
  dag: ['dags', '.dag.json']
};

export function addFileCommands(
  panel: PanelContext,
  palette: ICommandPalette | null,
  activate: () => void
): void {
  const { trans } = panel;
  addCommands(panel, palette, [
    {
      id: CommandIDs.export,
      label: trans.__('Export Workspace'),
      caption: trans.__('Download the pages, schemas and DAGs of the selected workspace'),
      icon: downloadIcon,
      enabled: () => panel.item?.kind === 'workspace',
      run: async () => panel.item?.kind === 'workspace' && exportWorkspace(panel, panel.item.data)
    },
    {
      id: CommandIDs.exportItem,
      label: trans.__('Export'),
      caption: trans.__('Download the selected page, schema or DAG as a file'),
      icon: downloadIcon,
      enabled: () => !!panel.item && panel.item.kind in FILES,
      run: async () => panel.item && exportItem(panel, panel.item)
    },
    {
      id: CommandIDs.import,
      label: trans.__('Import Workspace…'),
      caption: trans.__('Make a workspace of an exported archive'),
      icon: fileUploadIcon,
      run: async () => {
        activate();
        await importWorkspace(panel);
      }
    },
    {
      id: CommandIDs.importFiles,
      label: trans.__('Import Files…'),
      caption: trans.__('Put files of pages, schemas and DAGs into the selected workspace'),
      icon: fileUploadIcon,
      enabled: () => panel.item?.kind === 'workspace' || panel.writable(panel.item),
      run: async () => {
        activate();
        await importFiles(panel);
      }
    }
  ]);
}

/** Saves a page, schema or DAG where the browser saves downloads. */
async function exportItem(panel: PanelContext, item: Item): Promise<void> {
  const [path, suffix] = FILES[item.kind] ?? [];
  if (path) {
    const { id, name } = (item as { data: { id: string; name: string } }).data;
    saveFile(await panel.client.download(`${path}/${id}/export`), `${name}${suffix}`);
  }
}

/** Lets the person choose files and puts what they hold into the workspace of what is selected. */
async function importFiles(panel: PanelContext): Promise<void> {
  const { client, trans, tree } = panel;
  const workspace = await panel.workspaceOf(panel.item);
  if (!workspace) {
    throw new Error(trans.__('Make a workspace first.'));
  }
  const chosen = await chooseFiles('.json,application/json', true);
  if (chosen.length === 0) {
    return;
  }
  const read = async (file: File): Promise<Schemas['FileIn']> => ({
    name: file.name,
    text: await file.text()
  });
  const body = { files: await Promise.all(chosen.map(read)) };
  const added = await client.call<Schemas['Added']>('POST', `workspaces/${workspace.id}/import`, {
    body
  });
  const found = Object.entries(FILES).flatMap(([kind, [path]]) =>
    added[path].map(id => ({ path, key: `${kind}:${id}` }))
  );
  found.forEach(({ path }) => tree.open(workspace.id, path));
  await tree.refresh();
  found.slice(0, 1).forEach(({ key }) => tree.select(key));
  Notification.success(
    trans._n('One file was imported.', '%1 files were imported.', chosen.length),
    { autoClose: 8000 }
  );
}

/** Lets the person choose an archive and makes a workspace of it. */
async function importWorkspace(panel: PanelContext): Promise<void> {
  const { client, trans, tree } = panel;
  const [file] = await chooseFiles('.zip,application/zip');
  if (!file) {
    return;
  }
  const imported = await client.upload<Schemas['Imported']>('import', file, 'application/zip');
  tree.open(imported.workspace.id, 'pages');
  await tree.refresh();
  tree.select(workspaceKey(imported.workspace.id));
  Notification.success(
    trans.__(
      '“%1” was imported: %2 pages, %3 schemas, %4 DAGs.',
      imported.workspace.name,
      imported.pages,
      imported.schemas,
      imported.dags
    ),
    { autoClose: 8000 }
  );
}

/** Saves a workspace's archive where the browser saves downloads. */
async function exportWorkspace(
  panel: PanelContext,
  workspace: Schemas['WorkspaceRow']
): Promise<void> {
  const archive = await panel.client.download(`workspaces/${workspace.id}/export`);
  saveFile(archive, `${workspace.name}.zip`);
}
