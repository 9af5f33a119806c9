/** What can be done with connections. */

import type { ILayoutRestorer } from '@jupyterlab/application';
import {
  Dialog,
  ICommandPalette,
  MainAreaWidget,
  showDialog,
  WidgetTracker
} from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import type { RJSFSchema } from '@rjsf/utils';

import type { Schemas } from '../api/client';
import { addCommands } from '../panel/commands';
import type { PanelContext } from '../panel/context';
import { guardClose } from '../panel/guard-close';
import { connectionIcon } from '../panel/icons';
import type { Item, RowsModel } from '../panel/rows';
import { ConnectionEditor } from './editor';

type Connection = Schemas['Connection'];
type ConnectionRow = Schemas['ConnectionRow'];

export const CREATE_CONNECTION = 'etlab:create-connection';
const SHOW = 'etlab:show-connection';

export function addConnectionActions(
  panel: PanelContext,
  model: RowsModel,
  translator: ITranslator,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const { app, client, trans } = panel;
  const tracker = new WidgetTracker<MainAreaWidget<ConnectionEditor>>({
    namespace: 'etlab-connection'
  });
  const rowOf = (item: Item): ConnectionRow => (item as { data: ConnectionRow }).data;
  const current = (): ConnectionRow | null =>
    panel.item?.kind === 'connection' ? panel.item.data : null;

  const show = async (id: string | null): Promise<void> => {
    let widget = id ? tracker.find(found => found.content.connectionId === id) : undefined;
    if (!widget) {
      const [types, connection] = await Promise.all([
        client.get<Record<string, RJSFSchema>>('connection-types'),
        id ? client.get<Connection>(`connections/${id}`) : null
      ]);
      const content = new ConnectionEditor({ client, translator, types, connection });
      widget = new MainAreaWidget({ content });
      guardClose(widget, content);
      const shown = widget;
      content.saved.connect((_, { id: saved }) => {
        void tracker.save(shown);
        void model.refresh().then(() => model.select(saved));
      });
      await tracker.add(widget);
    }
    if (!widget.isAttached) {
      app.shell.add(widget, 'main');
    }
    app.shell.activateById(widget.id);
  };

  panel.actions.set('connection', {
    open: item => show(rowOf(item).id),
    rename: async (item, name) => {
      await client.call('PATCH', `connections/${rowOf(item).id}`, { body: { name } });
      await model.refresh();
    },
    delete: async item => {
      const { id, name } = rowOf(item);
      const answer = await showDialog({
        title: trans.__('Delete the connection “%1”?', name),
        body: trans.__('Its tokens and passwords will be gone. This cannot be undone.'),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.warnButton({ label: trans.__('Delete') })
        ],
        defaultButton: 0
      });
      if (answer.button.accept) {
        await client.call<void>('DELETE', `connections/${id}`);
        tracker.find(found => found.content.connectionId === id)?.dispose();
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
      run: () => show(null)
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

  // Not in the palette: it needs to be told which connection.
  app.commands.addCommand(SHOW, {
    label: trans.__('Show Connection'),
    describedBy: {
      args: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
    },
    execute: args => panel.attempt(() => show(String(args.id)))
  });
  if (restorer) {
    void restorer.restore(tracker, {
      command: SHOW,
      args: ({ content }) => ({ id: content.connectionId ?? '' }),
      name: ({ content }) => content.connectionId ?? ''
    });
  }
}
