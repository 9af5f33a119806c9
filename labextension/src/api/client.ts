/** The REST API of ETLab's server extension, typed by its OpenAPI document. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { parseExact, stringifyExact } from './numbers';
import type { components } from './schema';

export type Schemas = components['schemas'];
export type ProblemDetails = Schemas['ProblemDetails'];

/** An answer that says what went wrong; `message` is for people, `problem.code` for programs. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: ProblemDetails
  ) {
    super(problem.detail);
    this.name = 'ApiError';
  }

  /** As JupyterLab's own errors of requests have it. */
  get response(): { status: number } {
    return { status: this.status };
  }
}

/** A part of a list, as all lists answer it. */
export interface IListing<T> {
  items: T[];
  total: number;
  offset: number;
  limit: number;
  next_offset: number | null;
}

export type Params = Record<string, string | number | boolean | undefined>;

export interface ICallOptions {
  params?: Params;
  body?: unknown;
  /** The version that a change is based on: sent as `If-Match`. */
  version?: number;
  /** Whether the numbers of the answer keep their text, as those of pages do. */
  exact?: boolean;
  signal?: AbortSignal;
}

/** Calls the API under the server's base URL, signed in as the person at the browser. */
export class ApiClient {
  constructor(settings = ServerConnection.makeSettings()) {
    // With `no-store` JupyterLab adds a number to the query, which the API would not know.
    this.settings = { ...settings, init: { ...settings.init, cache: 'no-cache' } };
  }

  url(path: string, params: Params = {}): string {
    const query = Object.entries(params).filter(([, value]) => value !== undefined) as [
      string,
      string | number | boolean
    ][];
    const text = new URLSearchParams(query.map(([name, value]) => [name, String(value)]));
    const found = URLExt.join(this.settings.baseUrl, 'etlab/api', path);
    return query.length > 0 ? `${found}?${text}` : found;
  }

  get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
    return this.call<T>('GET', path, { params, signal });
  }

  async call<T>(method: string, path: string, options: ICallOptions = {}): Promise<T> {
    const headers: Record<string, string> = {};
    if (options.body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    if (options.version !== undefined) {
      headers['If-Match'] = `"${options.version}"`;
    }
    const response = await ServerConnection.makeRequest(
      this.url(path, options.params),
      {
        method,
        headers,
        body: options.body === undefined ? undefined : stringifyExact(options.body),
        signal: options.signal
      },
      this.settings
    );
    if (!response.ok) {
      throw new ApiError(response.status, await problemOf(response));
    }
    if (response.status === 204) {
      return undefined as T;
    }
    const text = await response.text();
    return (options.exact ? parseExact(text) : JSON.parse(text)) as T;
  }

  /** Fetches bytes, such as an archive. */
  async download(path: string): Promise<Blob> {
    const response = await ServerConnection.makeRequest(this.url(path), {}, this.settings);
    if (!response.ok) {
      throw new ApiError(response.status, await problemOf(response));
    }
    return response.blob();
  }

  /** Sends bytes, such as an archive. */
  async upload<T>(path: string, content: Blob, type: string): Promise<T> {
    const response = await ServerConnection.makeRequest(
      this.url(path),
      { method: 'POST', headers: { 'Content-Type': type }, body: content },
      this.settings
    );
    if (!response.ok) {
      throw new ApiError(response.status, await problemOf(response));
    }
    return (await response.json()) as T;
  }

  /** The address of a run's events from a number on. */
  eventsUrl(runId: string, from: number): string {
    const base = URLExt.join(this.settings.wsUrl, 'etlab/api/runs', runId, 'events');
    const token = this.settings.token;
    const query = new URLSearchParams({ from: String(from), ...(token ? { token } : {}) });
    return `${base}?${query}`;
  }

  private readonly settings: ServerConnection.ISettings;
}

async function problemOf(response: Response): Promise<ProblemDetails> {
  try {
    return (await response.json()) as ProblemDetails;
  } catch {
    return {
      type: 'about:blank',
      title: response.statusText,
      status: response.status,
      code: 'no-answer',
      node: null,
      field: null,
      detail: `The server answered ${response.status} ${response.statusText}.`,
      errors: []
    };
  }
}
