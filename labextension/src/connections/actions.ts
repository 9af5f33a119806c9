/** What can be done with connections. */

import type { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import type { RJSFSchema } from '@rjsf/utils';

import type { Schemas } from '../api/client';
import { addCommands } from '../panel/commands';
import type { PanelContext } from '../panel/context';
import { mayDelete } from '../panel/dialogs';
import { Editors } from '../panel/editors';
import { connectionIcon } from '../panel/icons';
import type { Item, RowsModel } from '../panel/rows';
import type { ConnectionEditor } from './editor';

type Connection = Schemas['Connection'];
type ConnectionRow = Schemas['ConnectionRow'];

export const CREATE_CONNECTION = 'etlab:create-connection';

export function addConnectionActions(
  panel: PanelContext,
  model: RowsModel,
  translator: ITranslator,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const { client, trans } = panel;
  const rowOf = (item: Item): ConnectionRow => (item as { data: ConnectionRow }).data;
  const current = (): ConnectionRow | null =>
    panel.item?.kind === 'connection' ? panel.item.data : null;

  const editors = new Editors<ConnectionEditor>({
    panel,
    namespace: 'etlab-connection',
    command: 'etlab:show-connection',
    label: trans.__('Show Connection'),
    restorer,
    make: async id => {
      const [{ ConnectionEditor }, types, connection] = await Promise.all([
        import('./editor'),
        client.get<Record<string, RJSFSchema>>('connection-types'),
        id ? client.get<Connection>(`connections/${id}`) : null
      ]);
      const content = new ConnectionEditor({ client, translator, types, connection });
      const widget = new MainAreaWidget({ content });
      content.saved.connect((_, { id: saved }) => {
        void editors.tracker.save(widget);
        void model.refresh().then(() => model.select(saved));
      });
      return widget;
    }
  });

  panel.actions.set('connection', {
    open: item => editors.show(rowOf(item).id),
    rename: async (item, name) => {
      await client.call('PATCH', `connections/${rowOf(item).id}`, { body: { name } });
      await model.refresh();
    },
    duplicate: async item => {
      const path = `connections/${rowOf(item).id}/duplicate`;
      const { id } = await client.call<Connection>('POST', path);
      await model.refresh();
      model.select(id);
    },
    delete: async item => {
      const { id, name } = rowOf(item);
      if (
        await mayDelete(
          panel,
          trans.__('Delete the connection “%1”?', name),
          trans.__('Its tokens and passwords will be gone. This cannot be undone.')
        )
      ) {
        await client.call<void>('DELETE', `connections/${id}`);
        editors.find(id)?.dispose();
        await model.refresh();
      }
    }
  });

  addCommands(panel, palette, [
    {
      id: CREATE_CONNECTION,
      label: trans.__('New Connection'),
      caption: trans.__('Say where Spark runs'),
      icon: connectionIcon,
      run: () => editors.show(null)
    },
    {
      id: 'etlab:set-default-connection',
      label: trans.__('Use as Default'),
      caption: trans.__('Use the selected connection where no other is chosen'),
      enabled: () => current()?.is_default === false,
      run: async () => {
        const body = { is_default: true };
        await client.call('PATCH', `connections/${current()?.id}`, { body });
        await model.refresh();
      }
    }
  ]);
}
