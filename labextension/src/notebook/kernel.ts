/** The kernel of an open notebook: its comm with ETLab's magics, and what has run in it. */

import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';

import { parseExact, stringifyExact } from '../api/numbers';
import type { IPageDocument } from '../canvas/types';
import type { Choice, IPlainCell } from './cells';

/** As `etlab_jupyter/front_end.py` has it. */
const TARGET = 'etlab.notebook';

export interface IKernelNews {
  kind: 'insert' | 'changed' | 'sync';
  page: string;
  page_id: string | null;
  document: IPageDocument;
  cells?: IPlainCell[];
  after?: string | null;
  choices?: Record<string, Choice>;
  apply?: boolean;
}

interface IKernelHost {
  /** What a cell says, and its key if that was told for what it says. */
  cell(id: string): { source: string; key: string | undefined } | null;
  hear(news: IKernelNews): void;
  /** Something has run, or nothing has any more. */
  ran(): void;
}

export class KernelLink {
  /** The keys that cells ran under in this kernel, by cell id. */
  readonly ran = new Map<string, string>();

  constructor(
    private readonly context: ISessionContext,
    private readonly host: IKernelHost
  ) {
    context.kernelChanged.connect(this.connect, this);
    context.statusChanged.connect(this.status, this);
    this.connect();
  }

  /** Gives the kernel a page that a cell's code was kept in. */
  keep(page: string, document: unknown): void {
    this.comm?.send({ kind: 'kept', page, document: stringifyExact(document) });
  }

  get linked(): boolean {
    return this.comm !== null && !this.comm.isDisposed;
  }

  /** Gives cells that ran before their keys were known the keys they ran under. */
  settle(keys: ReadonlyMap<string, { source: string; key: string }>): void {
    for (const [id, source] of this.unsettled) {
      const known = keys.get(id);
      if (known?.source === source) {
        this.ran.set(id, known.key);
        this.unsettled.delete(id);
      }
    }
  }

  dispose(): void {
    this.context.kernelChanged.disconnect(this.connect, this);
    this.context.statusChanged.disconnect(this.status, this);
    this.disconnect();
  }

  private connect(): void {
    this.disconnect();
    this.forget();
    const kernel = this.context.session?.kernel ?? null;
    this.kernel = kernel;
    if (kernel === null || !kernel.handleComms) {
      return;
    }
    kernel.registerCommTarget(TARGET, this.opened);
    kernel.anyMessage.connect(this.look, this);
    void this.resume(kernel);
  }

  private disconnect(): void {
    const { kernel } = this;
    if (kernel !== null && !kernel.isDisposed) {
      kernel.removeCommTarget(TARGET, this.opened);
      kernel.anyMessage.disconnect(this.look, this);
    }
    this.kernel = this.comm = null;
  }

  /** The magics of a kernel that was there before this page of the browser. */
  private async resume(kernel: Kernel.IKernelConnection): Promise<void> {
    try {
      const { content } = await kernel.requestCommInfo({ target_name: TARGET });
      for (const id of content.status === 'ok' ? Object.keys(content.comms) : []) {
        if (!kernel.hasComm(id)) {
          this.take(kernel.createComm(TARGET, id));
        }
      }
    } catch {
      // The kernel has gone: the next one is asked in its turn.
    }
  }

  private readonly opened = (comm: Kernel.IComm): void => this.take(comm);

  private take(comm: Kernel.IComm): void {
    comm.onMsg = ({ content: { data } }) => {
      // As text, since numbers of pages keep theirs.
      const document = parseExact(String(data.document)) as IPageDocument;
      this.host.hear({ ...(data as unknown as IKernelNews), document });
    };
    this.comm = comm;
    comm.send({ kind: 'ready' });
  }

  private status(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.comm = null;
      this.forget();
    }
  }

  private forget(): void {
    this.ran.clear();
    this.unsettled.clear();
    this.pending.clear();
    this.host.ran();
  }

  /** Whoever runs a cell, be it ipyflow: the request names the cell. */
  private look(_: unknown, { msg, direction }: Kernel.IAnyMessageArgs): void {
    const { msg_type: type, msg_id: id } = msg.header;
    if (direction === 'send' && type === 'execute_request') {
      const cell = msg.metadata.cellId;
      const found = typeof cell === 'string' ? this.host.cell(cell) : null;
      if (found) {
        this.pending.set(id, { cell: cell as string, ...found });
      }
    } else if (direction === 'recv' && type === 'execute_reply') {
      this.replied(msg as KernelMessage.IExecuteReplyMsg);
    }
  }

  private replied({ content, parent_header }: KernelMessage.IExecuteReplyMsg): void {
    const id = 'msg_id' in parent_header ? parent_header.msg_id : '';
    const done = this.pending.get(id);
    this.pending.delete(id);
    if (done === undefined || content.status !== 'ok') {
      return;
    }
    // The server may have told the key while the cell ran.
    const now = this.host.cell(done.cell);
    const key = done.key ?? (now?.source === done.source ? now.key : undefined);
    if (key === undefined) {
      this.unsettled.set(done.cell, done.source);
    } else {
      this.ran.set(done.cell, key);
      this.unsettled.delete(done.cell);
    }
    this.host.ran();
  }

  private kernel: Kernel.IKernelConnection | null = null;
  private comm: Kernel.IComm | null = null;
  private readonly pending = new Map<
    string,
    { cell: string; source: string; key: string | undefined }
  >();
  private readonly unsettled = new Map<string, string>();
}
