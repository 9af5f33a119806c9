/** The contents drive of stored pages. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { InputDialog, showErrorMessage } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator, TranslationBundle } from '@jupyterlab/translation';

import { ApiClient, Schemas } from '../api/client';
import { askConflict, newestVersion } from '../api/conflict';
import type { PageContent, PageTextError } from './document';
import { EtlabDrive, IConflictHandler } from './drive';
import { fullPath } from './path';

type Page = Schemas['Page'];
type PageRow = Schemas['PageRow'];

export const drivePlugin: JupyterFrontEndPlugin<void> = {
  id: 'etlab-jupyter:drive',
  description: 'Stored pages as documents, in a contents drive of their own.',
  autoStart: true,
  optional: [IDocumentManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    documents: IDocumentManager | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('etlab-jupyter');
    const settings = app.serviceManager.serverSettings;
    const client = new ApiClient(settings);
    const drive = new EtlabDrive(client, settings);
    drive.conflicts = new Conflicts(app, client, trans, documents);
    app.serviceManager.contents.addDrive(drive);
  }
};

class Conflicts implements IConflictHandler {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly client: ApiClient,
    private readonly trans: TranslationBundle,
    private readonly documents: IDocumentManager | null
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
    switch (await askConflict(trans, conflict, trans.__('Keep mine as a new page'))) {
      case 'overwrite':
        return this._overwrite(page, content, newest);
      case 'keep':
        return this._keep(page, content);
      case 'theirs':
        return this._revert(page);
    }
    throw modalError('ModalCancelError');
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
    for (const widget of this.app.shell.widgets('main')) {
      const context = this.documents?.contextForWidget(widget);
      if (context?.path.startsWith(`etlab:${page.id}/`)) {
        await context.revert();
      }
    }
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
