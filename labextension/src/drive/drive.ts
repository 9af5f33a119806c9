/** Stored pages as files that JupyterLab can open, save, rename and delete. */

import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { ApiClient, ApiError, Schemas } from '../api/client';
import { newestVersion } from '../api/conflict';
import { PageContent, pageText, PageTextError, parsePageText } from './document';
import { DRIVE, localPath, parsePath, SUFFIX } from './path';

type Page = Schemas['Page'];
type PageRow = Schemas['PageRow'];

/** What the drive leaves to the people at the screen. */
export interface IConflictHandler {
  /** Tells why a text cannot be saved; rejects. */
  refuse(page: PageRow, error: PageTextError): Promise<never>;

  /** Decides what to do with `content`; answers the page as it is stored after that. */
  resolve(page: PageRow, content: PageContent, newest: number): Promise<Page>;
}

interface IKnown {
  page: PageRow;
  writable: boolean;
  /** The name in the text that was loaded or saved last; the page may be renamed elsewhere. */
  textName: string;
  /** The names that it has and had here: documents learn of another one a moment later. */
  names: Set<string>;
}

const CHECKPOINTS = 50;

export class EtlabDrive implements Contents.IDrive {
  readonly name = DRIVE;
  readonly serverSettings: ServerConnection.ISettings;

  constructor(
    private readonly client: ApiClient,
    settings: ServerConnection.ISettings
  ) {
    this.serverSettings = settings;
  }

  /** Set by the plugin that can show dialogs. */
  conflicts: IConflictHandler | null = null;

  get fileChanged(): ISignal<this, Contents.IChangedArgs> {
    return this._fileChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /** The version that a page was last seen at here, which its next change is based on. */
  versionOf(id: string): number | undefined {
    return this._known.get(id)?.page.version;
  }

  async get(path: string, options: Contents.IFetchOptions = {}): Promise<Contents.IModel> {
    const target = parsePath(path);
    if (!target) {
      return directory(path);
    }
    if (options.content === false) {
      const known = this._known.get(target.id);
      if (known) {
        // JupyterLab asks before each save: what it compares is what was loaded here, so that a
        // change by others is found by the save itself, without a moment in between.
        if (target.name !== null && !known.names.has(target.name)) {
          throw noSuchPage(target.name);
        }
        return model(known);
      }
    }
    const known = await this._fetch(target.id);
    return target.name === null
      ? directory(path, [model(known)])
      : model(known, options.content === false ? undefined : known.page);
  }

  async getDownloadUrl(path: string): Promise<string> {
    const page = await this.client.call<Page>('GET', `pages/${idOf(path)}`, { exact: true });
    return URL.createObjectURL(new Blob([pageText(page)], { type: 'application/json' }));
  }

  async newUntitled(): Promise<Contents.IModel> {
    throw new Error('Pages are made in a workspace.');
  }

  async save(path: string, options: Partial<Contents.IModel> = {}): Promise<Contents.IModel> {
    const target = parsePath(path);
    if (!target) {
      throw noSuchPage(path);
    }
    const known = this._known.get(target.id) ?? (await this._fetch(target.id));
    const content = await this._read(known.page, contentText(options.content));
    if (target.name !== null && target.name !== known.page.name) {
      return this._saveAs(known, { ...content, name: target.name });
    }
    const before = known.page;
    // A document that was opened before a rename must not undo it.
    const name = content.name === known.textName ? before.name : content.name;
    const page = await this._store(before, { ...content, name });
    const saved = this._remember(page, known.writable, content.name);
    this._tell('save', null, model(saved));
    if (page.name !== before.name) {
      this._tell('rename', model({ ...known, page: before }), model(saved));
    }
    return model(saved);
  }

  async rename(oldPath: string, newPath: string): Promise<Contents.IModel> {
    const known = await this._find(oldPath);
    const name = parsePath(newPath)?.name;
    if (!name) {
      throw noSuchPage(newPath);
    }
    const page = await this._unlessStale(known.page, version =>
      this.client.call<Page>('PATCH', `pages/${known.page.id}`, { body: { name }, version })
    );
    const renamed = this._remember(page, known.writable, known.textName);
    this._tell('rename', { path: oldPath }, model(renamed));
    return model(renamed);
  }

  async delete(path: string): Promise<void> {
    const known = await this._find(path);
    const name = parsePath(path)?.name;
    if (name && name !== known.page.name && known.names.has(name)) {
      // "Save as" makes room for a name that the page has no more.
      return;
    }
    await this._unlessStale(known.page, version =>
      this.client.call<void>('DELETE', `pages/${known.page.id}`, { version })
    );
    this._known.delete(known.page.id);
    this._tell('delete', { path }, null);
  }

  async copy(path: string, _toDirectory: string): Promise<Contents.IModel> {
    const known = await this._find(path);
    const page = await this.client.call<Page>('POST', `pages/${known.page.id}/duplicate`, {
      body: {}
    });
    const copied = this._remember(page, true);
    this._tell('new', null, model(copied));
    return model(copied);
  }

  /** Every save makes a version, so that there is nothing to make. */
  async createCheckpoint(path: string): Promise<Contents.ICheckpointModel> {
    const { page } = await this._find(path);
    return { id: String(page.version), last_modified: changedAt(page) };
  }

  /** The newest versions, the oldest of them first, as JupyterLab expects. */
  async listCheckpoints(path: string): Promise<Contents.ICheckpointModel[]> {
    const found = await this.client.get<{ items: Schemas['RevisionRow'][] }>(
      `pages/${idOf(path)}/versions`,
      { limit: CHECKPOINTS }
    );
    return found.items
      .map(row => ({ id: String(row.version), last_modified: row.created_at }))
      .reverse();
  }

  async restoreCheckpoint(path: string, checkpointID: string): Promise<void> {
    const { page, writable } = await this._find(path);
    const restored = await this.client.call<Page>(
      'POST',
      `pages/${page.id}/versions/${checkpointID}/restore`,
      { version: page.version }
    );
    this._tell('save', null, model(this._remember(restored, writable)));
  }

  async deleteCheckpoint(): Promise<void> {
    throw new Error('Versions of a page are kept.');
  }

  private async _read(page: PageRow, text: string): Promise<PageContent> {
    try {
      return parsePageText(text);
    } catch (error) {
      if (error instanceof PageTextError && this.conflicts) {
        return this.conflicts.refuse(page, error);
      }
      throw error;
    }
  }

  private async _store(before: PageRow, content: PageContent): Promise<Page> {
    try {
      return await this.client.call<Page>('PATCH', `pages/${before.id}`, {
        body: content,
        version: before.version
      });
    } catch (error) {
      const newest = newestVersion(error);
      if (newest === null || !this.conflicts) {
        throw error;
      }
      return this.conflicts.resolve(before, content, newest);
    }
  }

  private async _saveAs(known: IKnown, content: PageContent): Promise<Contents.IModel> {
    const page = await this.client.call<Page>('POST', 'pages', {
      body: { ...content, workspace_id: known.page.workspace_id }
    });
    const saved = this._remember(page, true);
    // JupyterLab then opens what was saved elsewhere, and closes what it was saved from.
    this._tell('save', null, model(saved));
    return model(saved);
  }

  /**
   * Does what touches no content. If a newer version is there by now, it stays the one that the
   * next save will meet.
   */
  private async _unlessStale<T extends Page | void>(
    row: PageRow,
    work: (version: number) => Promise<T>
  ): Promise<T> {
    try {
      return await work(row.version);
    } catch (error) {
      const newest = newestVersion(error);
      if (newest === null) {
        throw error;
      }
      const done = await work(newest);
      return (done ? { ...done, version: row.version } : done) as T;
    }
  }

  private async _find(path: string): Promise<IKnown> {
    const id = idOf(path);
    return this._known.get(id) ?? (await this._fetch(id));
  }

  private async _fetch(id: string): Promise<IKnown & { page: Page }> {
    const page = await this.client.call<Page>('GET', `pages/${id}`, { exact: true });
    if (page.deleted_at) {
      throw noSuchPage(page.name);
    }
    const workspace = await this.client.get<Schemas['Workspace']>(
      `workspaces/${page.workspace_id}`
    );
    const writable = workspace.role !== 'viewer';
    return { ...this._remember(page, writable), page };
  }

  private _remember(page: Page, writable: boolean, textName = page.name): IKnown {
    const { id, workspace_id, name, description, version, created_at, updated_at, deleted_at } =
      page;
    const row = {
      id,
      workspace_id,
      name,
      description,
      version,
      created_at,
      updated_at,
      deleted_at
    };
    const names = this._known.get(id)?.names ?? new Set();
    const known = { page: row, writable, textName, names: names.add(name) };
    this._known.set(id, known);
    return known;
  }

  private _tell(
    type: Contents.IChangedArgs['type'],
    oldValue: Partial<Contents.IModel> | null,
    newValue: Partial<Contents.IModel> | null
  ): void {
    this._fileChanged.emit({ type, oldValue, newValue });
  }

  private readonly _known = new Map<string, IKnown>();
  private readonly _fileChanged = new Signal<this, Contents.IChangedArgs>(this);
  private _isDisposed = false;
}

function idOf(path: string): string {
  const target = parsePath(path);
  if (!target) {
    throw noSuchPage(path);
  }
  return target.id;
}

function changedAt(page: PageRow): string {
  return page.updated_at ?? page.created_at;
}

function contentText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function model({ page, writable }: IKnown, content?: Page): Contents.IModel {
  const path = localPath(page.id, page.name);
  return {
    name: path.slice(path.indexOf('/') + 1),
    path,
    type: 'file',
    writable,
    created: page.created_at,
    last_modified: changedAt(page),
    mimetype: content ? 'application/json' : '',
    format: content ? 'text' : null,
    content: content ? pageText(content) : null,
    // Two documents of one page, in different editors, see each other's saves by it.
    hash: String(page.version),
    hash_algorithm: 'version'
  };
}

function directory(path: string, content: Contents.IModel[] = []): Contents.IModel {
  return {
    name: path.split('/').pop() ?? '',
    path,
    type: 'directory',
    writable: false,
    created: '',
    last_modified: '',
    mimetype: '',
    format: 'json',
    content
  };
}

function noSuchPage(name: string): ApiError {
  const shown = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
  return new ApiError(404, {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    code: 'not-found',
    detail: `There is no page “${shown}”.`,
    node: null,
    field: null,
    errors: []
  });
}
