/**
 * ipyflow's own front end, which lends itself to others as `window.ipyflow`: it knows what depends
 * on a cell, also where that is no cell of a page.
 */

import type { Notebook } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';

type Cell = Notebook['widgets'][number];

/** How long ipyflow's kernel has to tell what depends on what, in milliseconds. */
const PATIENCE = 5000;

/** What ETLab uses of it, as jupyterlab-ipyflow 0.0.231 has it. */
interface IFlow {
  notebook: unknown;
  isIpyflowCommConnected: boolean;
  /** Emitted when it has looked and has nothing to run. */
  changed: ISignal<unknown, void>;
  isBatchReactive(): boolean;
  computeTransitiveClosure(ids: string[]): Cell[];
  requestComputeExecSchedule(): void;
}

const METHODS = [
  'isBatchReactive',
  'computeTransitiveClosure',
  'requestComputeExecSchedule'
] as const;

/** The front end of a notebook on an ipyflow kernel; it lends that of the current notebook alone. */
function flowOf(notebook: Notebook): IFlow | null {
  const found = (globalThis as { ipyflow?: Partial<IFlow> | null }).ipyflow;
  const fits =
    found?.notebook === notebook &&
    found.isIpyflowCommConnected &&
    METHODS.every(name => typeof found[name] === 'function');
  return fits ? (found as IFlow) : null;
}

/** The cells, and in ipyflow's reactive mode all that depends on them, in the notebook's order. */
export async function withDependents(
  notebook: Notebook,
  cells: readonly Cell[]
): Promise<readonly Cell[]> {
  const flow = flowOf(notebook);
  if (!flow?.isBatchReactive()) {
    return cells;
  }
  await look(flow);
  const wanted = new Set([
    ...cells,
    ...flow.computeTransitiveClosure(cells.map(cell => cell.model.id))
  ]);
  return notebook.widgets.filter(cell => wanted.has(cell));
}

/** Lets ipyflow mark its cells anew: of runs that it has not started itself it hears nothing. */
export function told(notebook: Notebook): void {
  flowOf(notebook)?.requestComputeExecSchedule();
}

/** What it knows may be older than the last run, if others have started that. */
function look(flow: IFlow): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      flow.changed.disconnect(done);
      resolve();
    };
    const timer = setTimeout(done, PATIENCE);
    flow.changed.connect(done);
    flow.requestComputeExecSchedule();
  });
}
