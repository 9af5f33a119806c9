/** What became of a recorded run, in words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Schemas } from '../api/client';

type RunRow = Schemas['RunRow'];

export function statusText(trans: TranslationBundle, status: RunRow['status']): string {
  return {
    pending: trans.__('waiting'),
    running: trans.__('running'),
    completed: trans.__('completed'),
    failed: trans.__('failed'),
    cancelled: trans.__('cancelled')
  }[status];
}

export function isRunOver(run: Pick<RunRow, 'status'>): boolean {
  return run.status !== 'pending' && run.status !== 'running';
}

/** How many rows the sinks of a run wrote; null where that is not known. */
export function rowsWritten(run: RunRow): number | null {
  const known = Object.values(run.result_summary?.rows ?? {}).filter(rows => rows !== null);
  return known.length > 0 ? known.reduce((sum, rows) => sum + rows, 0) : null;
}
