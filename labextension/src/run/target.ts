/** Where a page runs: on a kernel of its own, on a connection, or on a kernel of the Jupyter server. */

import { PathExt } from '@jupyterlab/coreutils';
import type { Kernel, KernelSpec, Session } from '@jupyterlab/services';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import type { Schemas } from '../api/client';
import { Observable } from '../canvas/observable';

type Connection = Schemas['ConnectionRow'];

/** The part of a run's body that says where it runs; empty for the page's own kernel. */
export interface IWhere {
  kernel_id?: string;
  connection_id?: string;
}

export interface IChoice {
  key: string;
  label: string;
  where: IWhere;
}

/** Choices under one heading. What else pages may run on is one more group here. */
export interface IChoiceGroup {
  label: string;
  choices: readonly IChoice[];
}

export interface ITargetState {
  groups: readonly IChoiceGroup[];
  chosen: IChoice;
}

export interface ITargetHost {
  trans: TranslationBundle;
  sessions: Session.IManager;
  kernels: Kernel.IManager;
  specs: KernelSpec.IManager;
  /** Where choices are remembered. */
  memory: IStateDB | null;
  /** The connections that pages can run on. */
  connections(): Promise<readonly Connection[]>;
}

export class RunTarget extends Observable<ITargetState> {
  private connections: readonly Connection[] = [];

  constructor(
    private readonly host: ITargetHost,
    /** The page's place, which its choice is remembered by. */
    private readonly place: () => string
  ) {
    super({ groups: [], chosen: ownKernel(host.trans) });
  }

  async start(): Promise<void> {
    const { sessions, specs, memory } = this.host;
    sessions.runningChanged.connect(this.look, this);
    const kept = await memory?.fetch(this.key);
    if (kept) {
      this.set({ chosen: kept as unknown as IChoice });
    }
    await Promise.all([sessions.ready, specs.ready, this.lookForConnections()]);
    this.look();
  }

  /** The page's own kernel, which is there whether it runs by now or not. */
  get own(): IChoice {
    return ownKernel(this.host.trans);
  }

  get where(): IWhere {
    return this.state.chosen.where;
  }

  /** Whether what was chosen can still be run on, as far as it is known. */
  get there(): boolean {
    const { chosen, groups } = this.state;
    return (
      chosen.key === this.own.key ||
      groups.some(group => group.choices.some(choice => choice.key === chosen.key))
    );
  }

  async choose(chosen: IChoice): Promise<void> {
    this.set({ chosen });
    const { memory } = this.host;
    if (chosen.key === this.own.key) {
      await memory?.remove(this.key);
    } else {
      await memory?.save(this.key, { ...chosen, where: { ...chosen.where } });
    }
  }

  /** Starts a kernel of the Jupyter server, which notebooks and consoles can share, and takes it. */
  async startKernel(name: string, folder: string): Promise<void> {
    const { sessions, specs } = this.host;
    const specName = Object.values(specs.specs?.kernelspecs ?? {}).find(
      spec => spec?.language === 'python' && spec.name === specs.specs?.default
    )?.name;
    const connection = await sessions.startNew({
      name,
      // Sessions are told apart by their paths.
      path: PathExt.join(folder, `${name}-${UUID.uuid4()}`),
      type: 'etlab-page',
      kernel: { name: specName ?? 'python3' }
    });
    const choice = kernelChoice(connection.model);
    connection.dispose();
    await sessions.refreshRunning();
    await this.choose(choice);
  }

  /** Restarts the kernel of the Jupyter server that is chosen. */
  async restart(): Promise<void> {
    const id = this.where.kernel_id;
    const model = [...this.host.kernels.running()].find(kernel => kernel.id === id);
    if (!model) {
      throw new Error(this.host.trans.__('“%1” runs no more.', this.state.chosen.label));
    }
    const connection = this.host.kernels.connectTo({ model });
    try {
      await connection.restart();
    } finally {
      connection.dispose();
    }
  }

  dispose(): void {
    this.host.sessions.runningChanged.disconnect(this.look, this);
    this.forget();
  }

  /** Looks for connections: they are made and deleted elsewhere. */
  async lookForConnections(): Promise<void> {
    this.connections = await this.host.connections();
    this.look();
  }

  private look(): void {
    const { sessions, specs, trans } = this.host;
    const isPython = ({ kernel }: Session.IModel): boolean =>
      kernel !== null && specs.specs?.kernelspecs[kernel.name]?.language === 'python';
    const choices = [...sessions.running()].filter(isPython).map(kernelChoice);
    this.set({
      groups: [
        { label: trans.__('Connections'), choices: this.connections.map(connectionChoice) },
        { label: trans.__('Running kernels'), choices }
      ]
    });
  }

  private get key(): string {
    return `etlab-jupyter:run-target:${this.place()}`;
  }
}

function ownKernel(trans: TranslationBundle): IChoice {
  return { key: 'own', label: trans.__('Own kernel'), where: {} };
}

function connectionChoice({ id, name }: Connection): IChoice {
  return { key: `connection ${id}`, label: name, where: { connection_id: id } };
}

function kernelChoice({ name, path, kernel }: Session.IModel): IChoice {
  return {
    key: `kernel ${kernel!.id}`,
    label: name || PathExt.basename(path),
    where: { kernel_id: kernel!.id }
  };
}
