/** Which results of a run are from before an edit. */

import { Observable } from '../canvas/observable';
import type { IPageDocument } from '../canvas/types';

/** By node: all that its own result depends on, but for what the nodes before it give. */
export type Marks = Readonly<Record<string, string>>;

const NOTHING: ReadonlySet<string> = new Set();

export function marksOf(page: IPageDocument): Marks {
  const { parameters } = page.metadata ?? {};
  const marks = page.nodes.map(({ id, data }) => {
    const config = JSON.stringify(data.config);
    const inputs = page.edges
      .filter(edge => edge.target === id)
      .map(edge => [edge.targetHandle ?? null, edge.source, edge.sourceHandle ?? null]);
    const used = config.includes('${') ? parameters : undefined;
    return [id, JSON.stringify([data.kind, config, inputs, used])];
  });
  return Object.fromEntries(marks) as Marks;
}

/** The nodes that were edited since, and those behind them. */
export function staleIn(page: IPageDocument, marks: Marks): ReadonlySet<string> {
  const now = marksOf(page);
  const stale = new Set(page.nodes.map(({ id }) => id).filter(id => marks[id] !== now[id]));
  const behind = new Map<string, string[]>();
  for (const { source, target } of page.edges) {
    behind.set(source, [...(behind.get(source) ?? []), target]);
  }
  // A set is gone through together with what is added to it.
  for (const id of stale) {
    behind.get(id)?.forEach(next => stale.add(next));
  }
  return stale;
}

interface ISource<T> {
  readonly state: T;
  subscribe(listener: () => void): () => void;
}

export interface IStaleState {
  /** Whose state, told by the last run, is from before an edit. */
  nodes: ReadonlySet<string>;
}

/** Looks again whenever the page or the run changes, and tells only of what is new. */
export class StaleNodes extends Observable<IStaleState> {
  constructor(
    private readonly page: ISource<{ page: IPageDocument }>,
    private readonly run: ISource<{ marks: Marks | null }>
  ) {
    super({ nodes: NOTHING });
    page.subscribe(this.look);
    run.subscribe(this.look);
  }

  dispose(): void {
    this.forget();
  }

  private readonly look = (): void => {
    const { page } = this.page.state;
    const { marks } = this.run.state;
    if (page === this.seen?.page && marks === this.seen.marks) {
      return;
    }
    this.seen = { page, marks };
    const nodes = marks === null ? NOTHING : staleIn(page, marks);
    const before = this.state.nodes;
    if (nodes.size !== before.size || [...nodes].some(id => !before.has(id))) {
      this.set({ nodes });
    }
  };

  private seen: { page: IPageDocument; marks: Marks | null } | null = null;
}
