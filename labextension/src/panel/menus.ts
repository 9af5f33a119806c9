/** The context menus of the panel's rows. */

import type { JupyterFrontEnd } from '@jupyterlab/application';

import { CommandIDs } from './commands';
import type { Kind } from './rows';

const C = CommandIDs;
const SEPARATOR = '';

const MENUS: Partial<Record<Kind, string[]>> = {
  workspace: [
    C.createPage, 'etlab:create-schema', 'etlab:create-dag', SEPARATOR,
    C.rename, C.export, C.importFiles, SEPARATOR, C.delete
  ],
  group: [
    C.createPage, 'etlab:create-schema', 'etlab:create-dag', C.createWorkspace, SEPARATOR,
    C.importFiles, C.import, C.emptyTrash
  ],
  page: [C.open, SEPARATOR, C.rename, C.duplicate, C.move, C.exportItem, SEPARATOR, C.delete],
  schema: [C.open, SEPARATOR, C.rename, C.duplicate, C.move, C.exportItem, SEPARATOR, C.delete],
  dag: [C.open, SEPARATOR, C.rename, C.duplicate, C.move, C.exportItem, SEPARATOR, C.delete],
  'trashed-page': [C.restore, C.delete],
  'trashed-schema': [C.restore, C.delete],
  'trashed-dag': [C.restore, C.delete],
  'trashed-workspace': [C.restore, C.delete],
  connection: [
    C.open, 'etlab:set-default-connection', SEPARATOR,
    C.rename, C.duplicate, SEPARATOR, C.delete
  ],
  run: [C.open, 'etlab:cancel-run', 'etlab:run-again', SEPARATOR, C.delete]
}; // prettier-ignore

export function addMenus(app: JupyterFrontEnd): void {
  for (const [kind, commands] of Object.entries(MENUS)) {
    const selector = `.etlab-Row[data-kind="${kind}"]`;
    commands.forEach((command, rank) => {
      app.contextMenu.addItem(
        command === SEPARATOR ? { type: 'separator', selector, rank } : { command, selector, rank }
      );
    });
  }
  const selector = '.etlab-Section';
  app.contextMenu.addItem({ type: 'separator', selector, rank: 99 });
  [C.createWorkspace, C.import, C.refresh].forEach((command, index) => {
    app.contextMenu.addItem({ command, selector, rank: 100 + index });
  });
}
