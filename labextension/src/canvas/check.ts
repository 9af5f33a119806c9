/** What is wrong with a page and which columns its nodes have, asked as one types. */

import { ApiError, type ApiClient, type Schemas } from '../api/client';
import { Observable } from './observable';
import type { Column, IPageDocument, IPageNode, NodeSchema, Problem, Source } from './types';

export interface ICheckState {
  problems: readonly Problem[];
  schemas: readonly NodeSchema[];
  /** Whether the answers are of the newest document. */
  current: boolean;
}

/** Milliseconds without a key before the server is asked. */
export const DELAY = 100;

export class Checker extends Observable<ICheckState> {
  private timer: number | undefined;
  private request: AbortController | null = null;
  private asked: string | null = null;

  constructor(
    private readonly api: ApiClient,
    private readonly source: (document: IPageDocument) => Source
  ) {
    super({ problems: [], schemas: [], current: false });
  }

  /** Checks the document soon, unless it was the last one that was checked; or `again`. */
  check(page: IPageDocument, again = false): void {
    const meaning = JSON.stringify(
      this.source({
        ...page,
        nodes: page.nodes.map(({ position: _, ...node }) => node as IPageNode),
        metadata: { ...page.metadata, canvas: undefined }
      })
    );
    if (meaning === this.asked && !again) {
      return;
    }
    this.asked = meaning;
    this.request?.abort();
    window.clearTimeout(this.timer);
    if (this.state.current) {
      this.set({ current: false });
    }
    this.timer = window.setTimeout(() => void this.ask(page), DELAY);
  }

  /** The columns of a node's output; null where they are not known. */
  columns(node: string, port?: string | null): Column[] | null {
    const found = this.state.schemas.find(
      schema => schema.node === node && (!port || schema.port === port)
    );
    return found?.columns ?? null;
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.forget();
  }

  private async ask(document: IPageDocument): Promise<void> {
    const request = new AbortController();
    this.request = request;
    const options = { body: this.source(document), signal: request.signal };
    try {
      const [checked, found] = await Promise.all([
        this.api.call<Schemas['Validation']>('POST', 'validate', options),
        this.api.call<Schemas['Schemas']>('POST', 'columns', options)
      ]);
      if (!request.signal.aborted) {
        this.set({ problems: checked.problems, schemas: found.schemas, current: true });
      }
    } catch (error) {
      if (!request.signal.aborted) {
        this.asked = null;
        this.set({ problems: [problemOf(error)], current: true });
      }
    }
  }
}

/** An error of the API as a problem of the page. */
export function problemOf(error: unknown): Problem {
  const details = error instanceof ApiError ? error.problem : null;
  return {
    code: details?.code ?? 'no-answer',
    message: error instanceof Error ? error.message : String(error),
    hint: null,
    severity: 'error',
    node: details?.node ?? null,
    label: null,
    field: details?.field ?? null,
    edge: null,
    line: null,
    column: null
  };
}
