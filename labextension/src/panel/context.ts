/** What the panel's parts share. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient, IListing, Schemas } from '../api/client';
import type { Item, RowsModel } from './rows';
import type { TreeModel } from './tree-model';

type Workspace = Schemas['WorkspaceRow'];

/** What can be done with a kind of item. */
export interface IActions {
  open?(item: Item): Promise<unknown>;
  rename?(item: Item, name: string): Promise<unknown>;
  duplicate?(item: Item): Promise<unknown>;
  move?(item: Item): Promise<unknown>;
  delete?(item: Item): Promise<unknown>;
  restore?(item: Item): Promise<unknown>;
}

export class PanelContext {
  constructor(
    readonly app: JupyterFrontEnd,
    readonly client: ApiClient,
    readonly trans: TranslationBundle,
    readonly documents: IDocumentManager,
    readonly tree: TreeModel
  ) {
    this.active = tree;
    this.models = [tree];
  }

  /** The list that had the focus last: its selected row is what commands are about. */
  active: RowsModel;
  readonly models: RowsModel[];
  readonly actions = new Map<Item['kind'], IActions>();

  get item(): Item | null {
    return this.active.selectedRow?.item ?? null;
  }

  async refresh(): Promise<void> {
    await Promise.all(this.models.map(model => model.refresh()));
  }

  /** Does something that may be refused; then the reason is shown. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      showError(error);
      return undefined;
    }
  }

  /** The workspace that an item is in, or that was asked for by its id. */
  async workspaceOf(item: Item | null, id?: unknown): Promise<Workspace | null> {
    const wanted = typeof id === 'string' ? id : workspaceIdOf(item);
    if (wanted) {
      return this.tree.workspace(wanted) ?? this.client.get<Workspace>(`workspaces/${wanted}`);
    }
    const all = await this.writableWorkspaces();
    return all[0] ?? null;
  }

  async writableWorkspaces(): Promise<Workspace[]> {
    const found = await this.client.get<IListing<Workspace>>('workspaces', { limit: 500 });
    return found.items.filter(workspace => workspace.role !== 'viewer');
  }

  /** Whether the person may change what is in a workspace. */
  async mayChange(workspaceId: string): Promise<boolean> {
    const path = `workspaces/${workspaceId}`;
    return (await this.client.get<Schemas['Workspace']>(path)).role !== 'viewer';
  }

  /** Whether the person may change what is in an item's workspace, as far as it is known. */
  writable(item: Item | null): boolean {
    if (!item || item.kind === 'connection' || item.kind === 'run') {
      return item !== null;
    }
    const id = workspaceIdOf(item);
    const role = id ? this.tree.workspace(id)?.role : undefined;
    if (item.kind === 'workspace' || item.kind === 'trashed-workspace') {
      return item.data.role === 'owner';
    }
    return role !== 'viewer';
  }
}

export function workspaceIdOf(item: Item | null): string | undefined {
  switch (item?.kind) {
    case 'group':
      return item.workspace?.id;
    case 'workspace':
      return item.data.id;
    case 'page':
    case 'trashed-page':
    case 'schema':
    case 'trashed-schema':
    case 'dag':
    case 'trashed-dag':
      return item.data.workspace_id;
  }
  return undefined;
}

export function showError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  Notification.error(text, { autoClose: 8000 });
}
