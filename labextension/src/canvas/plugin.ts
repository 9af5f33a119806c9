/** Pages as documents of JupyterLab. */

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  Clipboard,
  createToolbarFactory,
  Dialog,
  InputDialog,
  ICommandPalette,
  IToolbarWidgetRegistry,
  showDialog,
  showErrorMessage,
  WidgetTracker
} from '@jupyterlab/apputils';
import { IEditorLanguageRegistry, jupyterHighlightStyle } from '@jupyterlab/codemirror';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

import { ApiClient, type IListing, type Schemas } from '../api/client';
import { once } from '../api/once';
import type { SparkFunction } from '../form/completion';
import { PageBus } from '../notebook/bus';
import { choosePath } from '../panel/files';
import { targetSelect } from '../run/TargetSelect';
import { schemaHost } from '../schemas/host';
import { IVersions } from '../versions/token';
import { arrangeButton } from './canvas-commands';
import { addCommands, ids } from './commands';
import { FACTORY, FILE_TYPE, PageFactory, type PageWidget } from './factory';
import { pageIcon } from './icons';
import { PageSettings } from './settings';

const PLUGIN = 'etlab-jupyter:page';
const CREATE = 'etlab-page:create';

export const pagePlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN,
  description: 'Opens pages as graphs that are drawn, checked and run.',
  autoStart: true,
  requires: [IDocumentManager],
  optional: [
    ILayoutRestorer,
    ITranslator,
    ICommandPalette,
    ILauncher,
    IMainMenu,
    IDefaultFileBrowser,
    IEditorLanguageRegistry,
    ISettingRegistry,
    IToolbarWidgetRegistry,
    IVersions,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    manager: IDocumentManager,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    menu: IMainMenu | null,
    browser: IDefaultFileBrowser | null,
    languages: IEditorLanguageRegistry | null,
    registry: ISettingRegistry | null,
    toolbars: IToolbarWidgetRegistry | null,
    versions: IVersions | null,
    memory: IStateDB | null
  ) => {
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const tracker = new WidgetTracker<PageWidget>({ namespace: 'etlab-page' });
    const { commands } = app;
    const settings = new PageSettings();
    void registry?.load(PLUGIN).then(loaded => settings.follow(loaded));
    app.docRegistry.addFileType({
      name: FILE_TYPE,
      displayName: trans.__('ETLab Page'),
      extensions: ['.etlab.json'],
      mimeTypes: ['application/json'],
      contentType: 'file',
      fileFormat: 'text',
      icon: pageIcon
    });
    const api = new ApiClient(app.serviceManager.serverSettings);
    const factory = new PageFactory(
      {
        name: FACTORY,
        label: trans.__('ETLab page'),
        fileTypes: [FILE_TYPE],
        defaultFor: [FILE_TYPE],
        modelName: 'text',
        toolbarFactory:
          toolbars && registry
            ? createToolbarFactory(
                toolbars,
                registry,
                FACTORY,
                PLUGIN,
                translator ?? nullTranslator
              )
            : undefined
      },
      {
        trans,
        settings,
        api,
        browse: start => choosePath(manager, start, trans.__('Choose a File or Folder')),
        bus: new PageBus(app.serviceManager.serverSettings.baseUrl),
        versions,
        languages,
        targets: {
          trans,
          sessions: app.serviceManager.sessions,
          kernels: app.serviceManager.kernels,
          specs: app.serviceManager.kernelspecs,
          memory,
          connections: async () =>
            (await api.get<IListing<Schemas['ConnectionRow']>>('connections', { limit: 500 })).items
        },
        confirm: async (title, body, label) => {
          const buttons = [Dialog.cancelButton(), Dialog.warnButton({ label })];
          return (await showDialog({ title, body, buttons })).button.accept;
        },
        showError: (title, error) => void showErrorMessage(title, messageOf(error)),
        ask: async (title, label, text) =>
          (await InputDialog.getText({ title, label, text })).value,
        openAsText: path => void commands.execute('docmanager:open', { path, factory: 'Editor' }),
        language: async name => (await languages?.getLanguage(name))?.support ?? [],
        functions: once(() => api.get<SparkFunction[]>('functions')),
        ...schemaHost(api, commands, trans),
        highlight: (code, element) => highlight(languages, code, element),
        saveFile: (path, format, content) => saveFile(manager, trans, path, format, content),
        copy: text => Clipboard.copyToSystem(text),
        notify: () => commands.notifyCommandChanged()
      }
    );
    toolbars?.addFactory<PageWidget>(FACTORY, 'target', ({ session }) => targetSelect(session));
    factory.widgetCreated.connect((_, widget) => {
      widget.context.pathChanged.connect(() => void tracker.save(widget));
      void tracker.add(widget);
    });
    toolbars?.addFactory(FACTORY, 'arrange', () => arrangeButton(commands, trans));
    app.docRegistry.addWidgetFactory(factory);
    void restorer?.restore(tracker, {
      command: 'docmanager:open',
      args: widget => ({ path: widget.context.path, factory: FACTORY }),
      name: widget => widget.context.path
    });
    const current = (): PageWidget | null =>
      app.shell.currentWidget === tracker.currentWidget ? tracker.currentWidget : null;
    addCommands(app, trans, () => tracker.currentWidget?.session ?? null);
    commands.addCommand(CREATE, {
      label: args => (args.isPalette ? trans.__('New Page File') : trans.__('Page File')),
      caption: trans.__('Make a page in a file of the current folder'),
      icon: pageIcon,
      execute: async args => {
        const folder = (args.cwd as string | undefined) ?? browser?.model.path ?? '';
        const model = await manager.newUntitled({ path: folder, type: 'file', ext: '.etlab.json' });
        return commands.execute('docmanager:open', { path: model.path, factory: FACTORY });
      },
      describedBy: {
        args: {
          type: 'object',
          properties: { cwd: { type: 'string' }, isPalette: { type: 'boolean' } }
        }
      }
    });
    const category = trans.__('ETLab');
    palette?.addItem({ command: CREATE, category, args: { isPalette: true } });
    for (const command of Object.values(ids).filter(id => id !== ids.insert)) {
      palette?.addItem({ command, category });
    }
    launcher?.add({ command: CREATE, category, rank: 2 });
    menu?.fileMenu.newMenu.addGroup([{ command: CREATE }], 40);
    const isEnabled = (): boolean => current() !== null;
    menu?.editMenu.undoers.undo.add({ id: ids.undo, isEnabled });
    menu?.editMenu.undoers.redo.add({ id: ids.redo, isEnabled });
    menu?.runMenu.codeRunners.run.add({ id: ids.run, isEnabled });
    menu?.runMenu.codeRunners.runAll.add({ id: ids.runAll, isEnabled });
    menu?.runMenu.addGroup([{ command: ids.submit }], 5);
    menu?.kernelMenu.kernelUsers.interruptKernel.add({ id: ids.cancel, isEnabled });
    menu?.kernelMenu.kernelUsers.restartKernel.add({ id: ids.restart, isEnabled });
  }
};

async function saveFile(
  manager: IDocumentManager,
  trans: TranslationBundle,
  path: string,
  format: 'text' | 'json',
  content: unknown
): Promise<void> {
  const { contents } = manager.services;
  const there = await contents.get(path, { content: false }).then(
    () => true,
    () => false
  );
  if (there) {
    const answer = await showDialog({
      title: trans.__('Replace the file?'),
      body: trans.__('There is a file %1 already.', path),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__('Replace') })]
    });
    if (!answer.button.accept) {
      return;
    }
  }
  const type = format === 'json' ? 'notebook' : 'file';
  await contents.save(path, { type, format, content: content as never });
  manager.openOrReveal(path);
}

async function highlight(
  languages: IEditorLanguageRegistry | null,
  code: string,
  element: HTMLElement
): Promise<void> {
  if (languages === null) {
    element.textContent = code;
    return;
  }
  // The style's rules come with the first editor, which there need not be.
  if (document.getElementById('etlab-highlight') === null) {
    const style = document.createElement('style');
    style.id = 'etlab-highlight';
    style.textContent = jupyterHighlightStyle.module?.getRules() ?? '';
    document.head.append(style);
  }
  await languages.highlight(code, languages.findBest('python'), element);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
