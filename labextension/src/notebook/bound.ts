/** An open notebook whose cells are bound to nodes: follows its pages and marks its cells. */

import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Debouncer } from '@lumino/polling';

import type { ApiClient, Schemas } from '../api/client';
import type { News, PageBus } from './bus';
import {
  apply,
  inserted,
  pagesOf,
  plainCells,
  type CellState,
  type Choice,
  type IPlainCell
} from './cells';
import { told, withDependents } from './ipyflow';
import { KernelLink, type IKernelNews } from './kernel';
import { keepIn } from './keep';
import { Marks } from './marks';
import { stale, toRun } from './stale';

/** Milliseconds without a key before the server is asked. */
const DELAY = 500;

/** A page, as far as the server has to be told of it. */
export type PageSource = Partial<Pick<Schemas['NotebookSync'], 'page_id' | 'ansi'>> & {
  document?: unknown;
};

export interface INotebookHost {
  api: ApiClient;
  bus: PageBus;
  trans: TranslationBundle;
  languages: IEditorLanguageRegistry | null;
  /** Whether what depends on a change runs again. */
  rerun(): boolean;
  showError(title: string, error: unknown): void;
}

interface IWish {
  apply?: boolean;
  choices?: Record<string, Choice>;
  after?: string | null;
}

export class BoundNotebook {
  private readonly link: KernelLink;
  private readonly marks = new Marks();
  private readonly states = new Map<string, CellState[]>();
  private readonly heard = new Map<string, PageSource>();
  private readonly fresh = new Set<string>();
  /** The keys of cells that wait or run, by cell id. */
  private readonly running = new Map<string, string>();
  /** What the cells said when the server was asked last, by id. */
  private asked = new Map<string, string>();
  private readonly changed = new Debouncer(() => this.look(), DELAY);
  private turn: Promise<unknown> = Promise.resolve();
  private readonly forgetNews: () => void;

  constructor(
    readonly panel: NotebookPanel,
    private readonly host: INotebookHost
  ) {
    this.link = new KernelLink(panel.sessionContext, {
      cell: id => this.cell(id),
      hear: news => this.hearKernel(news),
      ran: () => this.marksAgain()
    });
    this.forgetNews = host.bus.hear(news => this.hearPage(news));
    void panel.context.ready.then(() => {
      panel.context.model.contentChanged.connect(this.edited, this);
      this.edited();
    });
    panel.disposed.connect(() => this.dispose());
  }

  /** Runs what is out of date, in the order of the page. */
  async runStale(): Promise<void> {
    for (const states of this.states.values()) {
      await this.run(toRun(states, this.link.ran, this.fresh));
    }
  }

  /** Brings the cells up to date with their pages. */
  async update(): Promise<void> {
    for (const page of pagesOf(this.cells())) {
      await this.sync(page, await this.source(page), { apply: true });
    }
  }

  private dispose(): void {
    this.forgetNews();
    this.changed.dispose();
    this.link.dispose();
  }

  private cells(): IPlainCell[] {
    const { model } = this.panel.content;
    return model === null ? [] : plainCells(model.sharedModel);
  }

  private cell(id: string): { source: string; key: string | undefined } | null {
    const found = this.cells().find(cell => cell.id === id);
    if (!found?.metadata.etlab) {
      return null;
    }
    const state = [...this.states.values()].flat().find(({ cell_id }) => cell_id === id);
    const known = this.asked.get(id) === found.source;
    return { source: found.source, key: known ? state?.key : undefined };
  }

  private edited(): void {
    const now = this.cells().filter(cell => cell.metadata.etlab);
    const same =
      now.length === this.asked.size && now.every(cell => this.asked.get(cell.id) === cell.source);
    if (!same) {
      void this.changed.invoke();
    }
  }

  /** Looks how the cells stand to their pages, and changes nothing. */
  private async look(): Promise<void> {
    const pages = pagesOf(this.cells());
    for (const page of [...this.states.keys()].filter(known => !pages.includes(known))) {
      this.states.delete(page);
    }
    for (const page of pages) {
      const source = await this.source(page);
      if (source !== null) {
        await this.sync(page, source, {});
      }
    }
    this.marksAgain();
  }

  /** The page as an open canvas has it, as the kernel has it, or as it is stored. */
  private async source(page: string): Promise<PageSource | null> {
    const open = await this.host.bus.ask(page);
    if (open !== null) {
      return open;
    }
    return this.heard.get(page) ?? (/^[0-9a-f-]{36}$/.test(page) ? { page_id: page } : null);
  }

  private hearPage(news: News): void {
    if (news.kind === 'page' && pagesOf(this.cells()).includes(news.page)) {
      this.heard.delete(news.page);
      void this.sync(news.page, news.source, { apply: true });
    }
  }

  private hearKernel(news: IKernelNews): void {
    const { page, page_id, document, after, choices } = news;
    const source = { page_id, document };
    this.heard.set(page, source);
    const bound = pagesOf(this.cells()).includes(page);
    if (news.kind === 'insert' && !bound) {
      this.insert(news.cells ?? [], after ?? null);
      void this.sync(page, source, {});
    } else if (bound) {
      const wanted = news.kind !== 'sync' || news.apply === true;
      void this.sync(page, source, { apply: wanted, after, choices });
    }
  }

  private insert(cells: readonly IPlainCell[], after: string | null): void {
    const notebook = this.panel.content.model!.sharedModel;
    const ids = notebook.cells.map(cell => cell.getId());
    const place = after !== null && ids.includes(after) ? ids.indexOf(after) + 1 : ids.length;
    const made = cells.map(cell => ({ ...inserted(cell) }));
    // Another page may have a cell of that id: the notebook then gives one.
    made.filter(({ id }) => ids.includes(String(id))).forEach(cell => delete cell.id);
    notebook.insertCells(place, made);
  }

  /** One after the other, since each starts from what the one before has made. */
  private sync(page: string, source: PageSource | null, wish: IWish): Promise<void> {
    const done = this.turn.then(async () => {
      if (source === null) {
        const { trans } = this.host;
        throw new Error(trans.__('Open the page “%1”, or name it: %etlab code PAGE.', page));
      }
      await this.syncNow(page, source, wish);
    });
    this.turn = done.catch(error => {
      if (wish.apply && !this.panel.isDisposed) {
        this.host.showError(this.host.trans.__('The notebook does not follow its page'), error);
      }
    });
    return this.turn as Promise<void>;
  }

  private async syncNow(page: string, source: PageSource, wish: IWish): Promise<void> {
    const sent = this.cells();
    const { choices, after } = wish;
    const body = { ...source, notebook: { cells: sent }, choices, after };
    const options = { body, exact: true };
    const answer = await this.host.api.call<Schemas['Synced']>('POST', 'notebook/sync', options);
    if (this.panel.isDisposed) {
      return;
    }
    if (wish.apply) {
      const wanted = answer.notebook.cells as unknown as IPlainCell[];
      apply(this.panel.content.model!.sharedModel, sent, wanted);
      answer.cells
        .filter(({ action }) => action === 'inserted')
        .forEach(({ cell_id }) => this.fresh.add(cell_id!));
      if (answer.document) {
        await keepIn(this.host, this.link, page, answer.document, this.heard.get(page) ?? null);
      }
    }
    this.note(page, answer.cells);
    if (wish.apply && this.host.rerun()) {
      void this.run(toRun(answer.cells, this.link.ran, this.fresh));
    }
  }

  private note(page: string, states: CellState[]): void {
    const cells = this.cells().filter(cell => cell.metadata.etlab);
    this.asked = new Map(cells.map(cell => [cell.id, cell.source]));
    const here = states.filter(({ cell_id }) => this.asked.has(cell_id ?? ''));
    this.states.set(page, here);
    const keys = here.map(({ cell_id, key }) => {
      return [cell_id!, { source: this.asked.get(cell_id!)!, key: key ?? '' }] as const;
    });
    this.link.settle(new Map(keys));
    this.marksAgain();
  }

  private marksAgain(): void {
    if (this.panel.isDisposed || this.states === undefined) {
      return;
    }
    const { trans, languages } = this.host;
    const byId = new Map(this.panel.content.widgets.map(cell => [cell.model.id, cell]));
    const seen = new Set<NotebookPanel['content']['widgets'][number]>();
    for (const [page, states] of this.states) {
      const old = new Set(stale(states, this.link.ran));
      for (const state of states) {
        const cell = byId.get(state.cell_id ?? '');
        if (cell) {
          seen.add(cell);
          this.marks.show(cell, {
            state,
            source: cell.model.sharedModel.getSource(),
            stale: old.has(state),
            trans,
            languages,
            choose: choice => void this.choose(page, state.node, choice),
            run: () => void this.run([state])
          });
        }
      }
    }
    this.marks.keepOnly(seen);
  }

  private async choose(page: string, node: string, choice: Choice): Promise<void> {
    const source = await this.source(page);
    await this.sync(page, source, { apply: true, choices: { [node]: choice } });
  }

  private async run(states: readonly CellState[]): Promise<void> {
    // A page may change again while what an earlier change concerns still waits for its turn.
    const wanted = states.filter(({ cell_id, key }) => this.running.get(cell_id!) !== key);
    const ids = new Set(wanted.map(({ cell_id }) => cell_id));
    const { content, sessionContext } = this.panel;
    const cells = content.widgets.filter(cell => ids.has(cell.model.id));
    if (cells.length > 0) {
      wanted.forEach(({ cell_id, key }) => this.running.set(cell_id!, key));
      try {
        const all = await withDependents(content, cells);
        await NotebookActions.runCells(content, all, sessionContext);
      } finally {
        told(content);
        wanted
          .filter(({ cell_id, key }) => this.running.get(cell_id!) === key)
          .forEach(({ cell_id }) => this.running.delete(cell_id!));
      }
    }
  }
}
