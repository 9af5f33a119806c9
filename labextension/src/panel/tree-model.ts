/** Workspaces and what is in them, as rows. */

import { folderIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient, IListing, Params, Schemas } from '../api/client';
import { Data, groupOf, IGroup, IPart } from './groups';
import { PagedList } from './paged-list';
import { Group, Item, IRow, RowsModel } from './rows';

type Workspace = Schemas['WorkspaceRow'];

/** A run of rows of one kind. */
interface ISegment {
  start: number;
  count: number;
  row(offset: number): IRow;
  ensure?(first: number, last: number): void;
}

export class TreeModel extends RowsModel {
  constructor(
    private readonly client: ApiClient,
    private readonly trans: TranslationBundle,
    private readonly onError: (error: unknown) => void
  ) {
    super();
  }

  /** Keys of the rows that are open. */
  readonly expanded = new Set<string>();

  get search(): string {
    return this._search;
  }

  /** What names must hold; while it is not empty, the rows are what was found. */
  set search(text: string) {
    if (text !== this._search) {
      this._search = text;
      for (const key of [...this._lists.keys()].filter(key => key.startsWith('search:'))) {
        this._lists.delete(key);
      }
      this._rebuild();
    }
  }

  get count(): number {
    const last = this._all.at(-1);
    return last ? last.start + last.count : 0;
  }

  row(index: number): IRow | null {
    const segment = this._at(index);
    return segment ? segment.row(index - segment.start) : null;
  }

  ensure(first: number, last: number): void {
    for (const segment of this._all) {
      const end = segment.start + segment.count;
      if (segment.ensure && segment.start <= last && end > first) {
        const from = Math.max(first, segment.start) - segment.start;
        segment.ensure(from, Math.min(last, end - 1) - segment.start);
      }
    }
  }

  async refresh(): Promise<void> {
    await Promise.all([...this._lists.values()].map(list => list.refresh()));
  }

  override setExpanded(row: IRow, expanded: boolean): void {
    if (expanded === this.expanded.has(row.key)) {
      return;
    }
    if (expanded) {
      this.expanded.add(row.key);
      // What one opens a workspace for.
      if (row.item?.kind === 'workspace') {
        this.expanded.add(groupKey(row.item.data.id, 'pages'));
      }
    } else {
      this.expanded.delete(row.key);
    }
    this._rebuild();
  }

  /** Opens the way to what is in a workspace. */
  open(workspaceId: string, group?: Group): void {
    this.expanded.add(workspaceKey(workspaceId));
    if (group) {
      this.expanded.add(groupKey(workspaceId, group));
    }
    this._rebuild();
  }

  /** A workspace that is loaded. */
  workspace(id: string): Workspace | undefined {
    return this.workspaces.find(workspace => workspace.id === id);
  }

  get workspaces(): Workspace[] {
    return [...this._list('workspaces', 'workspaces', {}).loaded()] as Workspace[];
  }

  private get _all(): ISegment[] {
    if (this._segments === null) {
      this._segments = [];
      if (this._search) {
        this._buildFound();
      } else {
        this._buildTree();
      }
    }
    return this._segments;
  }

  private _buildTree(): void {
    const list = this._list('workspaces', 'workspaces', {});
    const total = list.total ?? 0;
    let closed = 0;
    const addClosed = (end: number): void => {
      if (closed < end) {
        const from = closed;
        this._add(end - from, offset => this._workspaceRow(list, from + offset), [list, from]);
      }
      closed = end;
    };
    for (let index = 0; index < total; index++) {
      const workspace = list.get(index) as Workspace | undefined;
      if (workspace && this.expanded.has(workspaceKey(workspace.id))) {
        addClosed(index + 1);
        for (const group of ['pages', 'schemas', 'dags', 'trash'] as const) {
          this._buildGroup(group, workspace);
        }
      }
    }
    addClosed(total);
    if (list.total === null) {
      this._add(1, () => this._message('loading', 1, this.trans.__('Loading…')), [list, 0]);
    }
    const trash = this._list('trash', 'workspaces', { deleted: true, sort: 'name' });
    this._ensureFirst(trash);
    if (trash.total) {
      this._buildGroup('trash', null);
    }
  }

  private _buildGroup(name: Group, workspace: Workspace | null): void {
    const group = groupOf(this.trans, name, workspace?.id);
    const key = groupKey(workspace?.id ?? '', name);
    const lists = this._listsOf(key, group);
    const level = workspace ? 2 : 1;
    const total = totalOf(lists);
    const open = this.expanded.has(key);
    this._add(1, () => ({
      key,
      level,
      label: group.label,
      item: { kind: 'group', group: name, workspace },
      icon: group.icon,
      detail: total ? String(total) : '',
      className: 'etlab-mod-group',
      expanded: open,
      position: workspace ? ['pages', 'schemas', 'dags', 'trash'].indexOf(name) + 1 : 1,
      siblings: workspace ? 4 : 1
    }));
    if (open) {
      this._buildItems(key, lists, group, level + 1);
    }
  }

  private _buildFound(): void {
    let waiting = false;
    let found = 0;
    for (const name of ['workspaces', 'pages', 'schemas', 'dags'] as const) {
      const group = groupOf(this.trans, name);
      const key = `search:${name}`;
      const lists = this._listsOf(key, group, { search: this._search });
      waiting ||= totalOf(lists) === null;
      const total = totalOf(lists) ?? 0;
      found += total;
      if (total > 0) {
        this._add(1, () => ({
          key,
          level: 1,
          label: group.label,
          item: { kind: 'group', group: name, workspace: null },
          detail: String(total),
          className: 'etlab-mod-group',
          position: 1,
          siblings: 1
        }));
        this._buildItems(key, lists, group, 2);
      }
    }
    if (found === 0) {
      const text = waiting
        ? this.trans.__('Searching…')
        : this.trans.__('No name holds “%1”.', this._search);
      this._add(1, () => this._message('search', 1, text));
    }
  }

  private _buildItems(key: string, lists: PagedList<Data>[], group: IGroup, level: number): void {
    const siblings = totalOf(lists);
    if (!siblings) {
      const text = siblings === null ? this.trans.__('Loading…') : group.empty;
      this._add(1, () => this._message(key, level, text), [lists[0]!, 0]);
      return;
    }
    let before = 0;
    lists.forEach((list, index) => {
      const first = before;
      const part = group.parts[index]!;
      this._add(
        list.total!,
        offset => ({
          ...this._itemRow(`${key}:${first + offset}`, list.get(offset), part, level),
          position: first + offset + 1,
          siblings
        }),
        [list, 0]
      );
      before += list.total!;
    });
  }

  private _itemRow(
    key: string,
    data: Data | undefined,
    part: IPart,
    level: number
  ): Omit<IRow, 'position' | 'siblings'> {
    if (!data) {
      return this._message(key, level, this.trans.__('Loading…'));
    }
    const item = part.item(data);
    return {
      key: `${item.kind}:${data.id}`,
      level,
      label: data.name,
      item,
      icon: part.icon,
      detail: this._detail(item),
      caption: data.description || data.name,
      className: item.kind.startsWith('trashed') ? 'etlab-mod-trashed' : undefined
    };
  }

  private _detail(item: Item): string | undefined {
    if (!this._search || !('data' in item) || !('workspace_id' in item.data)) {
      return undefined;
    }
    return this.workspace(item.data.workspace_id)?.name;
  }

  private _workspaceRow(list: PagedList<Data>, index: number): IRow {
    const position = index + 1;
    const siblings = list.total ?? 1;
    const data = list.get(index) as Workspace | undefined;
    if (!data) {
      const loading = this._message(`workspaces:${index}`, 1, this.trans.__('Loading…'));
      return { ...loading, position, siblings };
    }
    const key = workspaceKey(data.id);
    const roles = { owner: '', editor: '', viewer: this.trans.__('read only') };
    return {
      key,
      level: 1,
      label: data.name,
      item: { kind: 'workspace', data },
      icon: folderIcon,
      detail: roles[data.role],
      caption: data.description || data.name,
      expanded: this.expanded.has(key),
      position,
      siblings
    };
  }

  private _listsOf(key: string, group: IGroup, params: Params = {}): PagedList<Data>[] {
    return group.parts.map((part, index) => {
      const own = index === 0 ? key : `${key}:${part.path}`;
      const list = this._list(own, part.path, { ...part.params, ...params });
      this._ensureFirst(list);
      return list;
    });
  }

  private _list(key: string, path: string, params: Params): PagedList<Data> {
    let list = this._lists.get(key);
    if (!list) {
      list = new PagedList<Data>(
        (offset, limit) => this.client.get<IListing<Data>>(path, { ...params, offset, limit }),
        this.onError
      );
      list.changed.connect(() => this._rebuild());
      this._lists.set(key, list);
    }
    return list;
  }

  private _ensureFirst(list: PagedList<Data>): void {
    if (list.total === null) {
      list.ensure(0, 0);
    }
  }

  private _message(key: string, level: number, label: string): IRow {
    return {
      key: `message:${key}`,
      level,
      label,
      className: 'etlab-mod-message',
      position: 1,
      siblings: 1
    };
  }

  private _add(
    count: number,
    row: (offset: number) => IRow,
    source?: [list: PagedList<Data>, from: number]
  ): void {
    const last = this._segments!.at(-1);
    const start = last ? last.start + last.count : 0;
    const segment: ISegment = { start, count, row };
    if (source) {
      const [list, from] = source;
      segment.ensure = (first, end) => list.ensure(from + first, from + end);
    }
    this._segments!.push(segment);
  }

  private _at(index: number): ISegment | undefined {
    return this._all.find(({ start, count }) => index >= start && index < start + count);
  }

  private _rebuild(): void {
    this._segments = null;
    this.emit();
  }

  private _search = '';
  private _segments: ISegment[] | null = null;
  private readonly _lists = new Map<string, PagedList<Data>>();
}

export function workspaceKey(id: string): string {
  return `workspace:${id}`;
}

export function groupKey(workspaceId: string, group: Group): string {
  return `group:${workspaceId}:${group}`;
}

/** How much is in several lists; null until all are known. */
function totalOf(lists: PagedList<Data>[]): number | null {
  return lists.reduce<number | null>(
    (sum, { total }) => (sum === null || total === null ? null : sum + total),
    0
  );
}
