/** What can be done with schemas. */

import type { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { addIcon, fileUploadIcon, saveIcon, ToolbarButton } from '@jupyterlab/ui-components';

import type { Schemas } from '../api/client';
import { withNewest } from '../api/conflict';
import { findFreeName } from '../api/names';
import { addCommands } from '../panel/commands';
import type { PanelContext } from '../panel/context';
import { mayDelete } from '../panel/dialogs';
import { Editors } from '../panel/editors';
import { choosePath } from '../panel/files';
import { moveItem } from '../panel/move';
import { schemaIcon } from '../panel/icons';
import type { Item } from '../panel/rows';
import { SchemaEditor } from './editor';

type Schema = Schemas['Schema'];
type SchemaRow = Schemas['SchemaRow'];

export const SHOW_SCHEMA = 'etlab:show-schema';
const SAVE = 'etlab:save-schema';

export function addSchemaActions(
  panel: PanelContext,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const { app, client, trans, tree } = panel;
  const rowOf = (item: Item): SchemaRow => (item as { data: SchemaRow }).data;

  const editors = new Editors<SchemaEditor>({
    panel,
    namespace: 'etlab-schema',
    command: SHOW_SCHEMA,
    label: trans.__('Show Schema'),
    restorer,
    make: async id => {
      const schema = await client.get<Schema>(`schemas/${id}`);
      const path = `workspaces/${schema.workspace_id}`;
      const { role } = await client.get<Schemas['Workspace']>(path);
      const writable = role !== 'viewer';
      const browse = (start: string): Promise<string | null> =>
        choosePath(panel.documents, start, trans.__('Choose a File or Folder'));
      const content = new SchemaEditor({ client, trans, schema, writable, browse });
      const widget = new MainAreaWidget({ content });
      if (content.writable) {
        addToolbar(panel, widget);
      }
      content.saved.connect(() => void tree.refresh());
      return widget;
    }
  });
  const { tracker } = editors;

  panel.actions.set('schema', {
    open: item => editors.show(rowOf(item).id),

    rename: async (item, name) => {
      const { id, version } = rowOf(item);
      const renamed = await withNewest(version, based =>
        client.call<Schema>('PATCH', `schemas/${id}`, { body: { name }, version: based })
      );
      editors.find(id)?.content.rename(renamed);
      await tree.refresh();
    },

    duplicate: async item => {
      const { id, workspace_id } = rowOf(item);
      const { name, description, columns } = await client.get<Schema>(`schemas/${id}`);
      const free = await findFreeName(client, 'schemas', workspace_id, name);
      const copy = await client.call<Schema>('POST', 'schemas', {
        body: { workspace_id, name: free, description, columns }
      });
      await tree.refresh();
      tree.select(`schema:${copy.id}`);
    },

    move: item => moveItem(panel, 'schema', rowOf(item)),

    delete: async item => {
      const { id, name, version } = rowOf(item);
      if (
        await mayDelete(
          panel,
          trans.__('Delete the schema “%1”?', name),
          trans.__('Pages that name it will say that it is missing. This cannot be undone.')
        )
      ) {
        await withNewest(version, based =>
          client.call<void>('DELETE', `schemas/${id}`, { version: based })
        );
        editors.find(id)?.dispose();
        await tree.refresh();
      }
    }
  });

  const create = async (workspaceId: unknown): Promise<void> => {
    const workspace = await panel.workspaceOf(panel.item, workspaceId);
    if (!workspace) {
      throw new Error(trans.__('Make a workspace first.'));
    }
    const name = await findFreeName(client, 'schemas', workspace.id, trans.__('schema'));
    const body = { workspace_id: workspace.id, name };
    const schema = await client.call<Schema>('POST', 'schemas', { body });
    tree.open(workspace.id, 'schemas');
    await tree.refresh();
    tree.select(`schema:${schema.id}`);
    await editors.show(schema.id);
  };

  addCommands(panel, palette, [
    {
      id: 'etlab:create-schema',
      label: trans.__('New Schema'),
      caption: trans.__('Declare the columns of some data'),
      icon: schemaIcon,
      enabled: () => !panel.item || panel.item.kind === 'workspace' || panel.writable(panel.item),
      run: args => create(args.workspaceId)
    },
    {
      id: SAVE,
      label: trans.__('Save Schema'),
      caption: trans.__('Save the schema in the main area'),
      icon: saveIcon,
      enabled: () => tracker.currentWidget === app.shell.currentWidget && !!tracker.currentWidget,
      run: async () => tracker.currentWidget?.content.save()
    }
  ]);
  app.commands.addKeyBinding({
    command: SAVE,
    keys: ['Accel S'],
    selector: '.etlab-SchemaEditor'
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
