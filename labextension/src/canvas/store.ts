/** A page at work: its document, history and selection, kept in step with a text. */

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

export interface IPageState {
  page: IPageDocument;
  /** Why the text is no page. */
  error: string | null;
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  canUndo: boolean;
  canRedo: boolean;
  /** The field that was asked for, by its path; a new object each time. */
  field: { path: string } | null;
}

const NOTHING: ReadonlySet<string> = new Set();
const EMPTY: IPageDocument = { nodes: [], edges: [] };

export class PageStore extends Observable<IPageState> {
  types: NodeTypes = new Map();
  private history: IHistory<IPageDocument> = start(EMPTY);
  private written: string | null = null;

  constructor(
    private readonly text: IText,
    private readonly name: () => string
  ) {
    super({
      page: EMPTY,
      error: null,
      nodes: NOTHING,
      edges: NOTHING,
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
      const page = parsePage(text, this.name());
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

  apply(page: IPageDocument, key: string | null = null, selection?: Iterable<string>): void {
    if (page !== this.page && this.state.error === null) {
      this.history = push(this.history, page, key);
      this.write();
    }
    this.show(selection ? { nodes: new Set(selection), edges: NOTHING } : {});
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

  select(nodes: Iterable<string>, edgeIds: Iterable<string> = [], field?: string | null): void {
    const next = { nodes: new Set(nodes), edges: new Set(edgeIds) };
    const same = equal(next.nodes, this.state.nodes) && equal(next.edges, this.state.edges);
    if (!same || field) {
      this.seal();
      this.set({ ...(same ? {} : next), field: field ? { path: field } : null });
    }
  }

  selectAll(): void {
    this.select(this.page.nodes.map(node => node.id));
  }

  add(type: NodeType, position: IPosition): string {
    const added = edits.addNode(this.page, type, position);
    this.apply(added.page, null, [added.id]);
    return added.id;
  }

  addBehind(type: NodeType, behind: string): string {
    const added = edits.addBehind(this.page, this.types, type, behind);
    this.apply(added.page, null, [added.id]);
    return added.id;
  }

  insertOnEdge(type: NodeType, edge: string, position?: IPosition): string {
    const added = edits.insertOnEdge(this.page, type, edge, position);
    this.apply(added.page, null, [added.id]);
    return added.id;
  }

  connect(connection: Parameters<typeof edits.connect>[2]): void {
    this.apply(edits.connect(this.page, this.types, connection));
  }

  move(places: ReadonlyMap<string, IPosition>): void {
    this.apply(edits.move(this.page, places));
  }

  removeSelected(): void {
    const { nodes, edges } = this.state;
    this.apply(edits.remove(this.page, this.types, nodes, edges), null, []);
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
    const { parameters: _, spark: __, ...rest } = this.page.metadata ?? {};
    this.apply({ ...this.page, metadata: { ...change, ...rest } }, `metadata ${key}`);
  }

  /** `key` tells which field was changed: edits of one field in a row are one step back. */
  setConfig(id: string, config: Config, key: string): void {
    this.apply(edits.setConfig(this.page, id, config), `config ${id} ${key}`);
  }

  copied(): IFragment {
    return copy(this.page, this.state.nodes);
  }

  paste(fragment: IFragment, place: { at: IPosition } | { offset: number }): void {
    const { page, ids } = paste(this.page, this.types, fragment, place);
    this.apply(page, null, ids);
  }

  dispose(): void {
    this.forget();
  }

  private write(): void {
    this.written = dumpPage(this.history.present);
    this.text.write(this.written);
  }

  private show(change: Partial<IPageState> = {}): void {
    const page = this.history.present;
    const nodeIds = new Set(page.nodes.map(node => node.id));
    const edgeIds = new Set(page.edges.map(edge => edge.id));
    this.set({
      page,
      canUndo: this.history.past.length > 0,
      canRedo: this.history.future.length > 0,
      nodes: kept(change.nodes ?? this.state.nodes, nodeIds),
      edges: kept(change.edges ?? this.state.edges, edgeIds),
      ...('error' in change ? { error: change.error } : {})
    });
  }
}

function kept(ids: ReadonlySet<string>, there: ReadonlySet<string>): ReadonlySet<string> {
  return [...ids].every(id => there.has(id)) ? ids : new Set([...ids].filter(id => there.has(id)));
}

function equal(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every(id => other.has(id));
}
