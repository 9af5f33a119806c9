/** The contents drive of stored pages. */

import {
  ILabShell,
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { InputDialog, showErrorMessage } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator, TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import { ApiClient, Schemas } from '../api/client';
import { askConflict, newestVersion } from '../api/conflict';
import { parsePage } from '../canvas/document';
import { IVersions } from '../versions/token';
import { pageText, type PageContent, type PageTextError } from './document';
import { EtlabDrive, IConflictHandler } from './drive';
import { OpenPages } from './open-pages';
import { DRIVE, fullPath } from './path';

type Page = Schemas['Page'];
type PageRow = Schemas['PageRow'];

export const drivePlugin: JupyterFrontEndPlugin<void> = {
  id: 'etlab-jupyter:drive',
  description: 'Stored pages as documents, in a contents drive of their own.',
  autoStart: true,
  optional: [IDocumentManager, ITranslator, IVersions, ILabShell, IRouter],
  activate: (
    app: JupyterFrontEnd,
    documents: IDocumentManager | null,
    translator: ITranslator | null,
    versions: IVersions | null,
    shell: ILabShell | null,
    router: IRouter | null
  ) => {
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const settings = app.serviceManager.serverSettings;
    const client = new ApiClient(settings);
    const drive = new EtlabDrive(client, settings);
    const pages = new OpenPages(app, documents);
    drive.conflicts = new Conflicts(app, client, trans, pages, versions);
    app.serviceManager.contents.addDrive(drive);
    if (shell && router) {
      keepOutOfAddress(shell, router);
    }
  }
};

/**
 * JupyterLab's address names the document in front. Loaded again, it asks the file browser for it,
 * which fails for documents of other drives; the layout brings them back without that.
 */
function keepOutOfAddress(shell: ILabShell, router: IRouter): void {
  shell.currentPathChanged.connect((_, { newValue }) => {
    if (newValue.startsWith(`${DRIVE}:`)) {
      // Behind JupyterLab's own listener.
      queueMicrotask(() => {
        const { pathname } = URLExt.parse(PageConfig.getUrl({ treePath: '' }));
        router.navigate(pathname, { skipRouting: true });
        PageConfig.setOption('treePath', '');
      });
    }
  });
}

class Conflicts implements IConflictHandler {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly client: ApiClient,
    private readonly trans: TranslationBundle,
    private readonly pages: OpenPages,
    private readonly versions: IVersions | null
  ) {}

  async refuse(page: PageRow, error: PageTextError): Promise<never> {
    const { trans } = this;
    const { problem, detail } = error;
    const text = {
      'not-json': trans.__('The text is not JSON: %1', detail),
      'not-a-page': trans.__('The text is no page; see “%1”.', detail),
      'newer-version': trans.__('The text is of a newer ETLab (page format %1).', detail),
      'unknown-key': trans.__('A page has no place for “%1”; it would be lost.', detail)
    }[problem];
    await showErrorMessage(trans.__('“%1” was not saved', page.name), text);
    throw modalError('ModalCancelError');
  }

  async resolve(page: PageRow, content: PageContent, newest: number): Promise<Page> {
    // Autosave comes again while the dialog is open.
    if (this._open.has(page.id)) {
      throw modalError('ModalDuplicateError');
    }
    this._open.add(page.id);
    try {
      return await this._resolve(page, content, newest);
    } finally {
      this._open.delete(page.id);
    }
  }

  private async _resolve(page: PageRow, content: PageContent, newest: number): Promise<Page> {
    const { trans } = this;
    const conflict = { name: page.name, mine: page.version, theirs: newest };
    const compare = this.versions ? () => this._compare(page, content, newest) : undefined;
    switch (await askConflict(trans, conflict, trans.__('Keep mine as a new page'), compare)) {
      case 'overwrite':
        return this._overwrite(page, content, newest);
      case 'keep':
        return this._keep(page, content);
      case 'theirs':
        return this._revert(page);
    }
    throw modalError('ModalCancelError');
  }

  /** What is stored by now, and what was to be saved. */
  private async _compare(page: PageRow, content: PageContent, newest: number): Promise<Widget> {
    const { trans } = this;
    const stored = await this.client.get<Schemas['Revision']>(
      `pages/${page.id}/versions/${newest}`
    );
    return this.versions!.comparison(
      page.id,
      { label: trans.__('Theirs (version %1)', newest), document: parsePage(pageText(stored)) },
      { label: trans.__('Mine'), document: parsePage(pageText(content)) }
    );
  }

  private async _overwrite(page: PageRow, content: PageContent, version: number): Promise<Page> {
    try {
      return await this.client.call<Page>('PATCH', `pages/${page.id}`, { body: content, version });
    } catch (error) {
      const newest = newestVersion(error);
      if (newest === null) {
        throw error;
      }
      return this._resolve(page, content, newest);
    }
  }

  private async _keep(page: PageRow, content: PageContent): Promise<Page> {
    const { trans } = this;
    const asked = await InputDialog.getText({
      title: trans.__('Keep your version as a new page'),
      label: trans.__('Name'),
      text: trans.__('%1 (mine)', content.name),
      okLabel: trans.__('Keep')
    });
    const name = asked.button.accept ? asked.value?.trim() : '';
    if (!name) {
      throw modalError('ModalCancelError');
    }
    const body = { ...content, name, workspace_id: page.workspace_id };
    const kept = await this.client.call<Page>('POST', 'pages', { body });
    const theirs = await this._revert(page);
    void this.app.commands.execute('docmanager:open', { path: fullPath(kept.id, kept.name) });
    void this.app.commands.execute('etlab:refresh');
    return theirs;
  }

  /** Shows what is stored in every editor of the page. */
  private async _revert(page: PageRow): Promise<Page> {
    const stored = await this.client.get<Page>(`pages/${page.id}`);
    await this.pages.revert(page.id);
    return stored;
  }

  private readonly _open = new Set<string>();
}

/** Errors of these names end a save without a message. */
function modalError(name: 'ModalCancelError' | 'ModalDuplicateError'): Error {
  const error = new Error(name);
  error.name = name;
  return error;
}
