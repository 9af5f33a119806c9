/** Starts runs of a page, follows them over a WebSocket, and finds them again after a reload. */

import type { ApiClient, Schemas } from '../api/client';
import { Observable } from '../canvas/observable';
import type { IPageDocument, Source } from '../canvas/types';
import type { Values } from './parameters';
import { marksOf, type Marks } from './stale';
import type { IWhere } from './target';
import { IDLE, isOver, reduce, type IRunState, type RunEvent } from './state';

export interface IRunOptions {
  toNode?: string;
  force?: boolean;
  /** As a job that goes on by itself, which shows no rows. */
  submit?: boolean;
  /** Whose rows are wanted; of all nodes without it. */
  previews?: string[];
  parameters?: Values;
}

/** What the server knows a page by: the id of a stored one, or the file that it is in. */
export interface IAddress {
  page_id: string | null;
  page_path: string | null;
}

interface IKnownRun {
  runId: string;
  marks: Marks | null;
}

const RETRY = 1000;

export class RunController extends Observable<IRunState> {
  private socket: WebSocket | null = null;
  private disposed = false;

  constructor(
    private readonly api: ApiClient,
    private readonly address: () => IAddress,
    /** What of a document, and where, is to be run. */
    private readonly source: (document: IPageDocument) => Source & IAddress & IWhere,
    private readonly previewRows: () => number
  ) {
    super(IDLE);
  }

  async run(document: IPageDocument, options: IRunOptions = {}): Promise<void> {
    if (!isOver(this.state)) {
      return;
    }
    const { submit = false } = options;
    const body = {
      ...this.source(document),
      mode: submit ? 'submit' : 'interactive',
      parameters: options.parameters ?? {},
      options: {
        preview_rows: submit ? 0 : this.previewRows(),
        preview_nodes: options.previews ?? null,
        to_node: options.toNode ?? null,
        force: options.force ?? false
      }
    };
    await this.start('runs', body, marksOf(document));
  }

  /** Runs the page as it was in an earlier run. */
  async again(runId: string): Promise<void> {
    if (isOver(this.state)) {
      await this.start(`runs/${runId}/again`);
    }
  }

  private async start(path: string, body?: unknown, known?: Marks): Promise<void> {
    const { previews, previewed } = this.state;
    this.set({ ...IDLE, previews, previewed, status: 'starting', marks: known ?? null });
    try {
      const run = await this.api.call<Schemas['Run']>('POST', path, { body });
      const marks = known ?? (await this.marksOf(run));
      this.set({ runId: run.id, marks });
      this.remember(run.id, marks);
      this.follow(run.id);
    } catch (error) {
      this.set({ status: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
  }

  async cancel(): Promise<void> {
    const { runId } = this.state;
    if (runId !== null && !isOver(this.state)) {
      await this.api.call('POST', `runs/${runId}/cancel`);
    }
  }

  /** The rows of one node, run up to it. */
  async preview(
    document: IPageDocument,
    node: string,
    parameters: Values,
    signal: AbortSignal
  ): Promise<void> {
    const found = await this.api.call<Schemas['PreviewResult']>('POST', 'preview', {
      body: { ...this.source(document), node, parameters, rows: this.previewRows() },
      signal
    });
    const { previews, previewed } = this.state;
    this.set({
      previews: { ...previews, [node]: found.previews },
      previewed: { ...previewed, [node]: marksOf(document) }
    });
  }

  /** Follows the run that this page had before a reload, if there is one. */
  async resume(): Promise<void> {
    const found = this.remembered() ?? (await this.newest());
    if (found !== null && this.state.status === 'idle') {
      const { runId, marks } = found;
      this.set({ ...IDLE, runId, marks, status: 'starting' });
      this.follow(runId);
    }
  }

  dispose(): void {
    this.disposed = true;
    this.socket?.close();
    this.forget();
  }

  private get key(): string {
    const { page_id, page_path } = this.address();
    return `etlab-page-run:${page_id ?? page_path}`;
  }

  private remember(runId: string, marks: Marks | null): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ runId, marks }));
    } catch {
      // There is no room; the run itself is found without it.
      sessionStorage.removeItem(this.key);
    }
  }

  private remembered(): IKnownRun | null {
    return JSON.parse(sessionStorage.getItem(this.key) ?? 'null') as IKnownRun | null;
  }

  /** What the page was like in a run, where it ran as it is stored. */
  private async marksOf({ page_id, page_version }: Schemas['RunRow']): Promise<Marks | null> {
    if (page_id === null || page_version === null) {
      return null;
    }
    try {
      const path = `pages/${page_id}/versions/${page_version}`;
      return marksOf(await this.api.call<IPageDocument>('GET', path, { exact: true }));
    } catch {
      return null;
    }
  }

  private async newest(): Promise<IKnownRun | null> {
    const { page_id, page_path } = this.address();
    const found = await this.api.get<{ items: Schemas['RunRow'][] }>('runs', {
      page_id: page_id ?? undefined,
      page_path: page_path ?? undefined,
      limit: 1
    });
    const [run] = found.items;
    return run ? { runId: run.id, marks: await this.marksOf(run) } : null;
  }

  private follow(runId: string): void {
    const socket = new WebSocket(this.api.eventsUrl(runId, this.state.seq + 1));
    this.socket = socket;
    let heard = false;
    socket.onmessage = message => {
      const event = JSON.parse(message.data as string) as Partial<RunEvent>;
      // What is no event is a problem: there is no such run (any more).
      if (event.event !== undefined) {
        heard = true;
        this.set(reduce(this.state, event as RunEvent));
      }
    };
    socket.onclose = () => {
      if (!this.disposed && this.socket === socket && !isOver(this.state)) {
        window.setTimeout(() => void this.reconnect(runId, heard), RETRY);
      }
    };
  }

  /** The connection broke: goes on where it stopped, or takes what the history says. */
  private async reconnect(runId: string, heard: boolean): Promise<void> {
    if (this.disposed || this.state.runId !== runId || isOver(this.state)) {
      return;
    }
    if (!heard) {
      try {
        const run = await this.api.get<Schemas['Run']>(`runs/${runId}`);
        if (!['pending', 'running'].includes(run.status)) {
          this.set({ ...fromHistory(run) });
          return;
        }
      } catch (error) {
        if ((error as { status?: number }).status === 404) {
          sessionStorage.removeItem(this.key);
          this.set(IDLE);
          return;
        }
      }
    }
    this.follow(runId);
  }
}

/** A run that is over, as the history tells it. */
function fromHistory(run: Schemas['Run']): Partial<IRunState> {
  const nodes = Object.entries(run.result_summary?.nodes ?? {}).map(([id, result]) => [
    id,
    {
      status: result.status === 'completed' ? 'done' : result.status,
      label: result.label ?? id,
      seconds: result.seconds ?? undefined,
      rows: result.rows,
      unchanged: run.status === 'completed',
      message: result.reason ?? undefined
    }
  ]);
  return {
    status: run.status as IRunState['status'],
    nodes: Object.fromEntries(nodes),
    error: run.error,
    seconds: run.result_summary?.seconds ?? null
  };
}
