/** DAGs in the panel and in the main area. */

import type { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { saveIcon, ToolbarButton } from '@jupyterlab/ui-components';
import type { RJSFSchema } from '@rjsf/utils';

import type { Schemas } from '../api/client';
import type { PanelContext } from '../panel/context';
import { Editors } from '../panel/editors';
import { dagIcon } from '../panel/icons';
import { addStoredActions } from '../panel/stored-items';
import type { DagEditor } from './editor';

type Dag = Schemas['Dag'];

export function addDagActions(
  panel: PanelContext,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const { client, trans } = panel;
  const editors = new Editors<DagEditor>({
    panel,
    namespace: 'etlab-dag',
    command: 'etlab:show-dag',
    label: trans.__('Show DAG'),
    restorer,
    make: async id => {
      const [{ DagEditor }, stored, schema] = await Promise.all([
        import('./editor'),
        client.call<Dag>('GET', `dags/${id}`, { exact: true }),
        client.get<RJSFSchema>('dag-schema')
      ]);
      const writable = await panel.mayChange(stored.workspace_id);
      const content = new DagEditor({ client, trans, stored, writable, schema });
      const widget = new MainAreaWidget({ content });
      if (writable) {
        widget.toolbar.addItem(
          'save',
          new ToolbarButton({
            icon: saveIcon,
            tooltip: trans.__('Save the DAG'),
            onClick: () => void content.save()
          })
        );
      }
      content.saved.connect(() => void panel.tree.refresh());
      return widget;
    }
  });

  addStoredActions<Dag, DagEditor>({
    panel,
    palette,
    kind: 'dag',
    path: 'dags',
    icon: dagIcon,
    editors,
    editorClass: 'etlab-DagEditor',
    createLabel: trans.__('New DAG'),
    createCaption: trans.__('Say which pages run when, and in which order'),
    saveLabel: trans.__('Save DAG'),
    saveCaption: trans.__('Save the DAG in the main area'),
    newName: trans.__('DAG'),
    purgeText: trans.__('The DAG and the history of its runs will be gone. This cannot be undone.'),
    duplicate: ({ id }) => client.call<Dag>('POST', `dags/${id}/duplicate`, { body: {} })
  });
}
