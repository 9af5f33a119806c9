/** Schemas in the panel and in the main area. */

import type { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { addIcon, fileUploadIcon, saveIcon, ToolbarButton } from '@jupyterlab/ui-components';

import type { Schemas } from '../api/client';
import { findFreeName } from '../api/names';
import type { PanelContext } from '../panel/context';
import { Editors } from '../panel/editors';
import { choosePath } from '../panel/files';
import { schemaIcon } from '../panel/icons';
import { addStoredActions } from '../panel/stored-items';
import type { SchemaEditor } from './editor';

type Schema = Schemas['Schema'];

export const SHOW_SCHEMA = 'etlab:show-schema';

export function addSchemaActions(
  panel: PanelContext,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const { client, trans } = panel;
  const editors = new Editors<SchemaEditor>({
    panel,
    namespace: 'etlab-schema',
    command: SHOW_SCHEMA,
    label: trans.__('Show Schema'),
    restorer,
    make: async id => {
      const [{ SchemaEditor }, stored] = await Promise.all([
        import('./editor'),
        client.get<Schema>(`schemas/${id}`)
      ]);
      const writable = await panel.mayChange(stored.workspace_id);
      const browse = (start: string): Promise<string | null> =>
        choosePath(panel.documents, start, trans.__('Choose a File or Folder'));
      const content = new SchemaEditor({ client, trans, stored, writable, browse });
      const widget = new MainAreaWidget({ content });
      if (writable) {
        addToolbar(panel, widget);
      }
      content.saved.connect(() => void panel.tree.refresh());
      return widget;
    }
  });

  addStoredActions<Schema, SchemaEditor>({
    panel,
    palette,
    kind: 'schema',
    path: 'schemas',
    icon: schemaIcon,
    editors,
    editorClass: 'etlab-SchemaEditor',
    createLabel: trans.__('New Schema'),
    createCaption: trans.__('Declare the columns of some data'),
    saveLabel: trans.__('Save Schema'),
    saveCaption: trans.__('Save the schema in the main area'),
    newName: trans.__('schema'),
    purgeText: trans.__('The schema will be gone. This cannot be undone.'),
    duplicate: async ({ id, workspace_id }) => {
      const { name, description, columns } = await client.get<Schema>(`schemas/${id}`);
      const free = await findFreeName(client, 'schemas', workspace_id, name);
      return client.call<Schema>('POST', 'schemas', {
        body: { workspace_id, name: free, description, columns }
      });
    }
  });
}

function addToolbar(panel: PanelContext, widget: MainAreaWidget<SchemaEditor>): void {
  const { trans } = panel;
  const { content, toolbar } = widget;
  toolbar.addItem(
    'save',
    new ToolbarButton({
      icon: saveIcon,
      tooltip: trans.__('Save the schema'),
      onClick: () => void content.save()
    })
  );
  toolbar.addItem(
    'add',
    new ToolbarButton({
      icon: addIcon,
      tooltip: trans.__('Add a column'),
      onClick: () => content.addColumn()
    })
  );
  toolbar.addItem(
    'import',
    new ToolbarButton({
      icon: fileUploadIcon,
      label: trans.__('Import…'),
      tooltip: trans.__(
        'Take the columns from a file, a table, DDL, a Spark schema or a JSON Schema'
      ),
      onClick: () => void content.importColumns()
    })
  );
}
