/** Notebooks whose cells are bound to the nodes of pages, in JupyterLab and in Notebook 7. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ApiClient } from '../api/client';
import { BoundNotebook } from './bound';
import { PageBus } from './bus';

const PLUGIN = 'etlab-jupyter:notebook';

export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN,
  description: 'Puts the cells of pages into notebooks and lets them follow their pages.',
  autoStart: true,
  // In Notebook 7 only the notebooks' own pages have notebooks.
  optional: [
    INotebookTracker,
    ISettingRegistry,
    IEditorLanguageRegistry,
    ICommandPalette,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker | null,
    registry: ISettingRegistry | null,
    languages: IEditorLanguageRegistry | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    if (tracker === null) {
      return;
    }
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const { serverSettings } = app.serviceManager;
    let settings: ISettingRegistry.ISettings | null = null;
    const rerun = (): boolean => settings?.composite.rerun === true;
    const host = {
      api: new ApiClient(serverSettings),
      bus: new PageBus(serverSettings.baseUrl),
      trans,
      languages,
      rerun,
      showError: (title: string, error: unknown) =>
        void showErrorMessage(title, error instanceof Error ? error.message : String(error))
    };
    const bound = new Map<NotebookPanel, BoundNotebook>();
    const add = (panel: NotebookPanel): void => {
      bound.set(panel, new BoundNotebook(panel, host));
      panel.disposed.connect(() => bound.delete(panel));
    };
    tracker.forEach(add);
    tracker.widgetAdded.connect((_, panel) => add(panel));

    const { commands } = app;
    const current = (): BoundNotebook | null =>
      (tracker.currentWidget && bound.get(tracker.currentWidget)) ?? null;
    const isEnabled = (): boolean => current() !== null;
    const describedBy = { args: { type: 'object', properties: {} } };
    commands.addCommand('etlab-notebook:update', {
      label: trans.__('Bring Cells up to Date with Their Pages'),
      caption: trans.__('Cells that were edited by hand stay as they are'),
      isEnabled,
      execute: () => current()?.update(),
      describedBy
    });
    commands.addCommand('etlab-notebook:run-stale', {
      label: trans.__('Run Cells That Are out of Date'),
      caption: trans.__('Run the cells that a change of a page concerns, in order'),
      isEnabled,
      execute: () => current()?.runStale(),
      describedBy
    });
    commands.addCommand('etlab-notebook:rerun', {
      label: trans.__('Run Cells Again When Their Page Changes'),
      isToggled: rerun,
      isEnabled: () => settings !== null,
      execute: () => settings?.set('rerun', !rerun()),
      describedBy
    });
    void registry?.load(PLUGIN).then(loaded => {
      settings = loaded;
      loaded.changed.connect(() => commands.notifyCommandChanged('etlab-notebook:rerun'));
    });
    const category = trans.__('ETLab');
    for (const command of ['update', 'run-stale', 'rerun']) {
      palette?.addItem({ command: `etlab-notebook:${command}`, category });
    }
  }
};
