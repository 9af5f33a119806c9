import type { Notebook } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { afterEach, expect, it, vi } from 'vitest';

import { told, withDependents } from './ipyflow';

const cell = (id: string) => ({ model: { id } });
const [b, c, d] = [cell('b'), cell('c'), cell('d')];
const cells = [cell('a'), b, c, d];
const notebook = { widgets: cells } as unknown as Notebook;
const found = (...those: typeof cells) => withDependents(notebook, those as never);

/** A front end that knows what depends on `c` once it has looked. */
function lend(more: object): void {
  const changed = new Signal<object, void>({});
  let looked = false;
  const look = (): void => {
    looked = true;
    changed.emit();
  };
  vi.stubGlobal('ipyflow', {
    notebook,
    isIpyflowCommConnected: true,
    isBatchReactive: () => true,
    changed,
    computeTransitiveClosure: ([id]: string[]) => (looked && id === 'c' ? [c, b] : []),
    requestComputeExecSchedule: look,
    ...more
  });
}

afterEach(() => vi.unstubAllGlobals());

it('adds what ipyflow finds to depend on cells, in the order of the notebook', async () => {
  lend({});
  expect(await found(c, d)).toEqual([b, c, d]);
});

it('asks nobody else than the front end of the notebook in its reactive mode', async () => {
  expect(await found(c)).toEqual([c]);
  for (const other of [
    { notebook: {} },
    { isIpyflowCommConnected: false },
    { isBatchReactive: () => false },
    { computeTransitiveClosure: undefined }
  ]) {
    lend(other);
    expect(await found(c)).toEqual([c]);
  }
});

it('tells ipyflow that something has run', () => {
  told(notebook);
  const look = vi.fn();
  lend({ requestComputeExecSchedule: look });
  told(notebook);
  expect(look).toHaveBeenCalledOnce();
});
