/** All that belongs to one open page; the views share it. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient, Schemas } from '../api/client';
import { fetchNodeTypes } from '../api/node-types';
import type { IFormHost } from '../form/context';
import { announce } from '../notebook/announce';
import type { PageBus } from '../notebook/bus';
import { RunController, type IAddress } from '../run/controller';
import { StaleNodes } from '../run/stale';
import { RunTarget, type ITargetHost } from '../run/target';
import { valueOf, wanted, type Values } from '../run/parameters';
import type { IVersions } from '../versions/token';
import type { Arrangement } from './align';
import { Checker } from './check';
import { upstream } from './graph';
import { Observable } from './observable';
import type { PageSettings } from './settings';
import { PageStore } from './store';
import { typeMap, type IPageDocument, type IPosition, type NodeType, type Source } from './types';

export type SideTab = 'config' | 'code' | 'schema';
export type BottomTab = 'problems' | 'preview' | 'log' | 'code' | 'runs' | 'history';

export interface IViewState {
  types: readonly NodeType[];
  /** Why there are no node types. */
  failed: string | null;
  side: SideTab;
  bottom: BottomTab | null;
  palette: boolean;
  /** The node, note or group whose text is being typed, as React Flow names it. */
  renaming: string | null;
  quickAdd: IQuickAdd | null;
}

export interface IQuickAdd {
  /** In pixels from the canvas' corner. */
  left: number;
  top: number;
  /** On the canvas itself. */
  position: IPosition;
  edge?: string;
}

export class ViewState extends Observable<IViewState> {
  constructor() {
    super({
      types: [],
      failed: null,
      side: 'config',
      bottom: null,
      palette: true,
      renaming: null,
      quickAdd: null
    });
  }

  change(change: Partial<IViewState>): void {
    this.set(change);
  }
}

/** What only the drawn canvas can do. */
export interface ICanvas {
  fit(): void;
  reveal(id: string): void;
  layout(): void;
  arrange(how: Arrangement): void;
  center(): IPosition;
  quickAddOnEdge(edge: string): void;
  focus(): void;
}

/** What the canvas needs of JupyterLab. */
export interface IHost extends IFormHost {
  trans: TranslationBundle;
  settings: PageSettings;
  api: ApiClient;
  /** Where open notebooks hear of pages. */
  bus: PageBus;
  /** Compares and restores versions. */
  versions: IVersions | null;
  languages: IEditorLanguageRegistry | null;
  targets: ITargetHost;
  /** Asks before something is lost. */
  confirm(title: string, text: string, button: string): Promise<boolean>;
  showError(title: string, error: unknown): void;
  /** Asks for a text; null where it was left. */
  ask(title: string, label: string, text: string): Promise<string | null>;
  openAsText(path: string): void;
  /** Writes Python into an element, coloured as in JupyterLab's editors. */
  highlight(code: string, element: HTMLElement): Promise<void>;
  copy(text: string): void;
  /** Writes a file, unless it exists and may not be replaced, and opens it. */
  saveFile(path: string, format: 'text' | 'json', content: unknown): Promise<void>;
  /** Asks commands to look again at what is possible. */
  notify(): void;
}

export class PageSession {
  readonly store: PageStore;
  readonly check: Checker;
  readonly run: RunController;
  readonly stale: StaleNodes;
  readonly target: RunTarget;
  readonly view = new ViewState();
  canvas: ICanvas | null = null;
  /** The values that were given to parameters last. */
  private values: Values = {};
  private forgetSettings = (): void => undefined;
  private silence = (): void => undefined;

  constructor(
    readonly context: DocumentRegistry.IContext<DocumentRegistry.IModel>,
    readonly host: IHost
  ) {
    this.store = new PageStore(
      {
        read: () => context.model.toString(),
        write: text => {
          context.model.fromString(text);
          // A text that is set as a whole does not count as a change: it could be a load.
          context.model.dirty = true;
        }
      },
      () => PathExt.basename(context.path).replace(/(\.etlab)?\.json$/, '')
    );
    this.check = new Checker(host.api, document => this.source(document));
    this.target = new RunTarget(host.targets, () => this.pageId ?? context.path);
    this.run = new RunController(
      host.api,
      () => this.address(),
      document => ({ ...this.source(document), ...this.address(), ...this.target.where }),
      () => host.settings.state.previewRows
    );
    this.stale = new StaleNodes(this.store, this.run);
    this.store.subscribe(host.notify);
    this.run.subscribe(host.notify);
  }

  get trans(): TranslationBundle {
    return this.host.trans;
  }

  async start(): Promise<void> {
    const [{ placed }] = await Promise.all([import('./layout'), this.context.ready]);
    this.store.place = placed;
    try {
      const types = await fetchNodeTypes(this.host.api);
      this.store.types = typeMap(types);
      this.view.change({ types, palette: this.host.settings.state.palette });
    } catch (error) {
      this.view.change({ failed: error instanceof Error ? error.message : String(error) });
    }
    const check = (): void => {
      if (this.store.state.error === null) {
        this.check.check(this.store.page);
      }
    };
    this.store.subscribe(check);
    this.forgetSettings = this.host.settings.subscribe(check);
    this.silence = announce(this, this.host.bus);
    this.context.model.contentChanged.connect(this.read, this);
    this.read();
    check();
    void this.run.resume().catch(() => undefined);
    void this.target.start().catch(() => undefined);
  }

  /** The id of a stored page. */
  get pageId(): string | null {
    return pageIdOf(this.context.path);
  }

  source(document: IPageDocument): Source {
    return { document, page_id: this.pageId, ansi: this.host.settings.state.ansi };
  }

  /** What the server knows the page by: its id, or the file that it is in. */
  address(): IAddress {
    const page_id = this.pageId;
    return { page_id, page_path: page_id === null ? this.context.path : null };
  }

  /** Writes the code beside the page's file, or beside nothing for a stored page. */
  async saveScript(code: string): Promise<void> {
    await this.host.saveFile(this.sibling('.py'), 'text', code);
  }

  /** The page as a notebook: one cell per node. */
  async openNotebook(): Promise<void> {
    const body = { document: this.store.page, page_id: this.pageId };
    const notebook = await this.host.api.call<unknown>('POST', 'notebook', { body });
    await this.host.saveFile(this.sibling('.ipynb'), 'json', notebook);
  }

  private sibling(ending: string): string {
    const { path } = this.context;
    const name = PathExt.basename(path).replace(/(\.etlab)?\.json$/, ending);
    return this.pageId === null ? PathExt.join(PathExt.dirname(path), name) : name;
  }

  /** Runs the page, or up to a node; with `submit` as a job. */
  async startRun(
    options: { toNode?: string; force?: boolean; submit?: boolean } = {}
  ): Promise<void> {
    this.store.seal();
    const parameters = await this.askParameters();
    if (parameters === null) {
      return;
    }
    const { toNode } = options;
    const page = toNode === undefined ? this.store.page : this.upTo(toNode);
    await this.run.run(page, { ...options, parameters });
    if (this.run.state.status === 'failed') {
      this.view.change({ bottom: this.check.state.problems.length > 0 ? 'problems' : 'log' });
    }
  }

  /** Starts a kernel for the page that notebooks and consoles can use as well. */
  async startKernel(): Promise<void> {
    const { path } = this.context;
    const folder = this.pageId === null ? PathExt.dirname(path) : '';
    const name = String(this.store.page.name ?? this.trans.__('Page'));
    try {
      await this.target.startKernel(name, folder);
    } catch (error) {
      this.host.showError(this.trans.__('The kernel did not start'), error);
    }
  }

  /** Starts the kernel that the page runs on anew, after a question. */
  async restartKernel(): Promise<void> {
    const { trans, host, target } = this;
    const sure = await host.confirm(
      trans.__('Restart the kernel?'),
      trans.__('Its variables and its Spark session will be gone; the next run runs every node.'),
      trans.__('Restart')
    );
    if (!sure) {
      return;
    }
    try {
      const { kernel_id, connection_id } = target.where;
      if (kernel_id === undefined) {
        const body = { ...this.address(), connection_id };
        await host.api.call('POST', 'stop-kernel', { body });
      } else {
        await target.restart();
      }
    } catch (error) {
      host.showError(trans.__('The kernel was not restarted'), error);
    }
  }

  /** What is needed for a node: mistakes elsewhere in the page do not keep it from running. */
  upTo(node: string): IPageDocument {
    const { page } = this.store;
    const wrong = this.check.state.problems.some(problem => problem.severity === 'error');
    return wrong ? upstream(page, node) : page;
  }

  /** Values for the parameters without a default; null where one was refused. */
  async askParameters(): Promise<Values | null> {
    const values: Values = {};
    for (const { name, type, description } of wanted(this.store.page)) {
      const before = this.values[name];
      const text = await this.host.ask(
        name,
        [type ?? 'string', description].filter(Boolean).join(': '),
        before === undefined ? '' : String(before)
      );
      if (text === null) {
        return null;
      }
      values[name] = valueOf(type, text);
    }
    this.values = values;
    return values;
  }

  /** What is in a folder, as the Spark of the page's kernel sees it. */
  listPath(path: string): Promise<Schemas['PathListing']> {
    const where = { ...this.address(), ...this.target.where };
    const body = { ...this.source(this.store.page), ...where, path };
    return this.host.api.call('POST', 'list-path', { body });
  }

  /** Checks the page although it has not changed: what it is checked against may have. */
  checkAgain(): void {
    if (this.store.state.error === null && this.context.isReady) {
      this.check.check(this.store.page, true);
    }
  }

  dispose(): void {
    this.context.model.contentChanged.disconnect(this.read, this);
    this.forgetSettings();
    this.silence();
    this.store.dispose();
    this.check.dispose();
    this.run.dispose();
    this.stale.dispose();
    this.target.dispose();
  }

  private read(): void {
    this.store.read();
  }
}

/** The id of a stored page, which its path begins with: `etlab:<id>/<name>.etlab.json`. */
export function pageIdOf(path: string): string | null {
  return /^etlab:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(path)?.[1] ?? null;
}
