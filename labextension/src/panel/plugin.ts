/** The sidebar panel. */

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ILauncher } from '@jupyterlab/launcher';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Poll } from '@lumino/polling';

import { ApiClient } from '../api/client';
import { addConnectionActions, CREATE_CONNECTION } from '../connections/actions';
import { connectionsModel } from '../connections/model';
import { addDagActions } from '../dags/actions';
import { addSchemaActions } from '../schemas/actions';
import { addPanelCommands, CommandIDs } from './commands';
import { PanelContext, showError } from './context';
import { addFileCommands } from './import-export';
import { addMenus } from './menus';
import { addPageActions } from './pages';
import { EtlabPanel } from './panel';
import { addRunActions, RunsModel } from './runs';
import { keepState } from './state';
import { TreeModel } from './tree-model';
import { addWorkspaceActions } from './workspaces';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'etlab-jupyter:panel',
  description: 'Workspaces, pages, schemas, DAGs, connections and runs in the sidebar.',
  autoStart: true,
  requires: [IDocumentManager],
  optional: [
    IEditorLanguageRegistry,
    ICommandPalette,
    ILauncher,
    ILayoutRestorer,
    IStateDB,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    documents: IDocumentManager,
    languages: IEditorLanguageRegistry | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const client = new ApiClient(app.serviceManager.serverSettings);
    const tree = new TreeModel(client, trans, showError);
    const context = new PanelContext(app, client, trans, documents, tree);
    const search = (): string => tree.search;
    const connections = connectionsModel(client, trans, search, showError);
    const runs = new RunsModel(client, trans, search, showError);
    context.models.push(connections, runs);

    addWorkspaceActions(context);
    addPageActions(context);
    const activate = (): void => app.shell.activateById('etlab-panel');
    addPanelCommands(context, palette, activate);
    addFileCommands(context, palette, activate);
    addRunActions(context, runs, languages, palette, restorer);
    addConnectionActions(context, connections, translator ?? nullTranslator, palette, restorer);
    addSchemaActions(context, palette, restorer);
    addDagActions(context, palette, restorer);
    addMenus(app);

    const panel = new EtlabPanel(
      context,
      [
        {
          id: 'workspaces',
          label: trans.__('Workspaces'),
          model: tree
        },
        {
          id: 'connections',
          label: trans.__('Connections'),
          model: connections,
          commands: [CREATE_CONNECTION]
        },
        { id: 'runs', label: trans.__('Runs'), model: runs, eager: true }
      ],
      translator ?? nullTranslator
    );
    panel.searched.connect((_, text) => {
      if (text !== tree.search) {
        tree.search = text;
        void connections.refresh();
        void runs.refresh();
      }
    });
    app.shell.add(panel, 'left', { rank: 250 });
    restorer?.add(panel, panel.id);
    if (state) {
      void app.restored.then(() => keepState(state, tree));
    }
    watch(app, panel, runs);
    app.serviceManager.contents.fileChanged.connect((_, { oldValue, newValue }) => {
      if ((newValue?.path ?? oldValue?.path)?.startsWith('etlab:')) {
        void tree.refresh();
      }
    });
    launcher?.add({
      command: CommandIDs.createPage,
      category: trans.__('ETLab'),
      args: { isLauncher: true },
      rank: 1
    });
  }
};

/** Looks at the runs while they are in sight, more often while one goes on. */
function watch(app: JupyterFrontEnd, panel: EtlabPanel, runs: RunsModel): void {
  const slow = { interval: 6000, backoff: true, max: 60_000 };
  const fast = { ...slow, interval: 1500 };
  const section = panel.widgets.at(-1)!;
  const poll = new Poll({
    name: 'etlab:runs',
    auto: false,
    frequency: slow,
    standby: () => (section.isVisible ? 'when-hidden' : true),
    factory: () => runs.refresh()
  });
  runs.changed.connect(() => {
    const wanted = runs.busy ? fast : slow;
    if (poll.frequency.interval !== wanted.interval) {
      poll.frequency = wanted;
    }
  });
  void app.restored.then(() => poll.start());
}
