/** How a node fares in a run, in one line. */

import type { Translate } from '../canvas/types';
import type { INodeRun } from './state';

export interface INodeStateLineProps {
  run: INodeRun;
  stale: boolean;
  trans: Translate;
}

export function NodeStateLine({ run, stale, trans }: INodeStateLineProps): JSX.Element {
  const share = run.total ? (run.done ?? 0) / run.total : (run.share ?? null);
  return (
    <div
      className={`etlab-NodeState etlab-mod-${stale ? 'stale' : run.status}`}
      title={stale ? outdatedText(trans) : run.message}
    >
      <span className="etlab-NodeState-sign" aria-hidden="true" />
      <span className="etlab-NodeState-text">
        {stale ? trans.__('Outdated · %1', text()) : text()}
      </span>
      {run.status === 'running' && share !== null && (
        <progress aria-label={trans.__('Tasks')} max={1} value={share} />
      )}
    </div>
  );

  function text(): string {
    switch (run.status) {
      case 'waiting':
        return trans.__('Waiting');
      case 'running':
        if (run.total) {
          return trans.__('Running: %1 of %2 tasks', run.done ?? 0, run.total);
        }
        return share === null
          ? trans.__('Running')
          : trans.__('Running: %1 %', Math.round(share * 100));
      case 'done':
        return [seconds(run.seconds), rows(run.rows)].filter(part => part !== '').join(' · ');
      case 'skipped':
        return run.unchanged ? trans.__('Unchanged') : trans.__('Not run');
      case 'failed':
        return run.message?.split('\n')[0] ?? trans.__('Failed');
      case 'cancelled':
        return trans.__('Cancelled');
    }
  }

  function seconds(value: number | undefined): string {
    return value === undefined ? trans.__('Done') : trans.__('%1 s', value.toFixed(1));
  }

  function rows(value: number | null | undefined): string {
    return value === null || value === undefined
      ? ''
      : trans._n('%2 row', '%2 rows', value, value, value.toLocaleString());
  }
}

/** What it means that a result is outdated. */
export function outdatedText(trans: Translate): string {
  return trans.__('This is from before the last edit of the node, or of one before it.');
}
