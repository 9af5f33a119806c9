/** A page at work: its document, history and selection, kept in step with a text. */

import { withExact } from '../api/numbers';
import * as annotate from './annotation-edits';
import { groupsOf, notesOf, type IGroup, type INote } from './annotations';
import { copy, paste, type IFragment } from './clipboard';
import { dumpPage, parsePage } from './document';
import * as edits from './edits';
import { push, redo, seal, start, undo, type IHistory } from './history';
import { Observable } from './observable';
import type { Config, IPageDocument, IPageNode, IPosition, NodeType, NodeTypes } from './types';

/** The text that the page lives in. */
export interface IText {
  read(): string;
  write(text: string): void;
}

/** The ids of what is selected. */
export interface ISelection {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  notes: ReadonlySet<string>;
  groups: ReadonlySet<string>;
}

export interface IPageState extends ISelection {
  page: IPageDocument;
  /** Why the text is no page. */
  error: string | null;
  canUndo: boolean;
  canRedo: boolean;
  /** The field that was asked for, by its path; a new object each time. */
  field: { path: string } | null;
}

const NOTHING: ReadonlySet<string> = new Set();
const NONE: ISelection = { nodes: NOTHING, edges: NOTHING, notes: NOTHING, groups: NOTHING };
const PARTS = ['nodes', 'edges', 'notes', 'groups'] as const;
const EMPTY: IPageDocument = { nodes: [], edges: [] };

export class PageStore extends Observable<IPageState> {
  types: NodeTypes = new Map();
  /** Gives places to the nodes of a page that has none; the layout is loaded with the first page. */
  place = (page: IPageDocument, _types: NodeTypes): IPageDocument => page;
  private history: IHistory<IPageDocument> = start(EMPTY);
  private written: string | null = null;

  constructor(
    private readonly text: IText,
    private readonly name: () => string
  ) {
    super({
      page: EMPTY,
      error: null,
      ...NONE,
      canUndo: false,
      canRedo: false,
      field: null
    });
  }

  /** Reads the text, if it is not what was written last. */
  read(): void {
    const text = this.text.read();
    if (text === this.written) {
      return;
    }
    const first = this.written === null;
    this.written = text;
    try {
      const page = this.place(parsePage(text, this.name()), this.types);
      this.history = first || this.state.error ? start(page) : push(this.history, page);
      this.show({ error: null });
    } catch (error) {
      this.set({ error: error instanceof Error ? error.message : String(error) });
    }
  }

  get page(): IPageDocument {
    return this.state.page;
  }

  /** The one selected node, if it is one. */
  get chosen(): IPageNode | null {
    const [id, ...others] = this.state.nodes;
    return others.length > 0 ? null : (this.page.nodes.find(node => node.id === id) ?? null);
  }

  apply(page: IPageDocument, key: string | null = null, selection?: Partial<ISelection>): void {
    if (page !== this.page && this.state.error === null) {
      this.history = push(this.history, page, key);
      this.write();
    }
    this.show(selection ? { ...NONE, ...selection } : {});
  }

  undo(): void {
    this.history = undo(this.history);
    this.write();
    this.show();
  }

  redo(): void {
    this.history = redo(this.history);
    this.write();
    this.show();
  }

  /** Ends the entry of the history at work. */
  seal(): void {
    this.history = seal(this.history);
  }

  select(nodes: Iterable<string>, edges: Iterable<string> = [], field?: string | null): void {
    this.choose({ nodes: new Set(nodes), edges: new Set(edges) }, field);
  }

  choose(selection: Partial<ISelection>, field?: string | null): void {
    const next = { ...NONE, ...selection };
    const same = PARTS.every(part => equal(next[part], this.state[part]));
    if (!same || field) {
      this.seal();
      this.set({ ...(same ? {} : next), field: field ? { path: field } : null });
    }
  }

  selectAll(): void {
    const { nodes, notes, groups } = idsOf(this.page);
    this.choose({ nodes, notes, groups });
  }

  add(type: NodeType, position: IPosition): string {
    const added = edits.addNode(this.page, type, position);
    this.apply(added.page, null, { nodes: new Set([added.id]) });
    return added.id;
  }

  addBehind(type: NodeType, behind: string): string {
    const added = edits.addBehind(this.page, this.types, type, behind);
    this.apply(added.page, null, { nodes: new Set([added.id]) });
    return added.id;
  }

  insertOnEdge(type: NodeType, edge: string, position?: IPosition): string {
    const added = edits.insertOnEdge(this.page, type, edge, position);
    this.apply(added.page, null, { nodes: new Set([added.id]) });
    return added.id;
  }

  connect(connection: Parameters<typeof edits.connect>[2]): void {
    this.apply(edits.connect(this.page, this.types, connection));
  }

  /** Moves nodes and places notes, and puts nodes into groups and out of them, in one step. */
  move(
    places: ReadonlyMap<string, IPosition>,
    notes: Parameters<typeof annotate.placeNotes>[1] = new Map(),
    groups: Parameters<typeof annotate.regroup>[1] = new Map()
  ): void {
    const page = annotate.placeNotes(edits.move(this.page, places), notes);
    this.apply(groups.size > 0 ? annotate.regroup(page, groups) : page);
  }

  removeSelected(): void {
    const { nodes, edges, notes, groups } = this.state;
    const page = annotate.removeAnnotations(this.page, groups, notes);
    this.apply(edits.remove(page, this.types, nodes, edges), null, {});
  }

  addNote(position: IPosition): string {
    const { page, id } = annotate.addNote(this.page, position);
    this.apply(page, null, { notes: new Set([id]) });
    return id;
  }

  changeNote(id: string, change: Partial<INote>): void {
    this.apply(annotate.changeNote(this.page, id, change));
  }

  changeGroup(id: string, change: Partial<IGroup>): void {
    // Nodes that are not seen are not selected either.
    const selection = change.collapsed ? { groups: new Set([id]) } : undefined;
    this.apply(annotate.changeGroup(this.page, id, change), null, selection);
  }

  /** A group of the selected nodes; with a selected group, the nodes go into that one. */
  groupSelected(label: string): void {
    const { nodes, groups } = this.state;
    const [into, ...others] = groups;
    const { page, id } = annotate.group(
      this.page,
      this.page.nodes.map(node => node.id).filter(node => nodes.has(node)),
      label,
      others.length === 0 ? into : undefined
    );
    this.apply(page, null, { groups: new Set([id]) });
  }

  /** Removes the selected groups, or takes the selected nodes out of theirs. The nodes stay. */
  ungroupSelected(): void {
    const { nodes, groups } = this.state;
    const members = groupsOf(this.page).filter(one => groups.has(one.id));
    this.apply(
      groups.size > 0
        ? annotate.removeAnnotations(this.page, groups)
        : annotate.leave(this.page, nodes),
      null,
      { nodes: new Set([...nodes, ...members.flatMap(one => one.nodes)]) }
    );
  }

  rename(id: string, label: string): void {
    if (label.trim() !== '') {
      this.apply(edits.setLabel(this.page, id, label.trim()));
    }
  }

  setLabel(id: string, label: string): void {
    this.apply(edits.setLabel(this.page, id, label), `label ${id}`);
  }

  /** The name or description of the page. */
  setText(key: 'name' | 'description', text: string): void {
    const { page } = this;
    this.apply({ ...page, [key]: text === '' && key !== 'name' ? undefined : text }, `page ${key}`);
  }

  /** The parameters of the page and the settings of its Spark session. */
  setMetadata(change: Config, key: string): void {
    const { parameters, spark, ...rest } = this.page.metadata ?? {};
    const exact = withExact({ parameters, spark }, change) as Config;
    this.apply({ ...this.page, metadata: { ...exact, ...rest } }, `metadata ${key}`);
  }

  /** `key` tells which field was changed: edits of one field in a row are one step back. */
  setConfig(id: string, config: Config, key: string): void {
    this.apply(edits.setConfig(this.page, id, config), `config ${id} ${key}`);
  }

  copied(): IFragment {
    return copy(this.page, this.state);
  }

  paste(fragment: IFragment, place: { at: IPosition } | { offset: number }): void {
    const pasted = paste(this.page, this.types, fragment, place);
    this.apply(pasted.page, null, {
      nodes: new Set(pasted.nodes),
      notes: new Set(pasted.notes),
      groups: new Set(pasted.groups)
    });
  }

  dispose(): void {
    this.forget();
  }

  private write(): void {
    this.written = dumpPage(this.history.present);
    this.text.write(this.written);
  }

  private show(change: Partial<ISelection> & { error?: null } = {}): void {
    const page = this.history.present;
    const there = idsOf(page);
    const selection = PARTS.map(part => [
      part,
      kept(change[part] ?? this.state[part], there[part])
    ]);
    this.set({
      page,
      canUndo: this.history.past.length > 0,
      canRedo: this.history.future.length > 0,
      ...(Object.fromEntries(selection) as ISelection),
      ...('error' in change ? { error: change.error } : {})
    });
  }
}

function idsOf(page: IPageDocument): ISelection {
  const ids = (items: readonly { id: string }[]) => new Set(items.map(item => item.id));
  return {
    nodes: ids(page.nodes),
    edges: ids(page.edges),
    notes: ids(notesOf(page)),
    groups: ids(groupsOf(page))
  };
}

function kept(ids: ReadonlySet<string>, there: ReadonlySet<string>): ReadonlySet<string> {
  return [...ids].every(id => there.has(id)) ? ids : new Set([...ids].filter(id => there.has(id)));
}

function equal(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every(id => other.has(id));
}
