/** How the run fares as a whole, in a few words. */

import { usePage, useRun, useTrans } from '../canvas/hooks';
import type { IRunState } from './state';

export function RunStatus(): JSX.Element | null {
  const run = useRun();
  const trans = useTrans();
  const { page } = usePage();
  if (run.status === 'idle') {
    return null;
  }
  return (
    <span
      className={`etlab-RunStatus etlab-mod-${run.status}`}
      role="status"
      title={run.error ?? text(run)}
    >
      {text(run)}
    </span>
  );

  function text({ status, nodes, seconds }: IRunState): string {
    // The cells before the nodes (the session, the parameters) are no nodes of the page.
    const all = page.nodes.flatMap(node => nodes[node.id] ?? []);
    const over = all.filter(one => ['done', 'failed', 'cancelled'].includes(one.status)).length;
    const skipped = all.filter(one => one.status === 'skipped').length;
    const time = seconds === null ? '' : trans.__(' in %1 s', seconds.toFixed(1));
    switch (status) {
      case 'starting':
        return trans.__('Starting…');
      case 'running':
        return over === 0 && all.every(one => one.status === 'waiting')
          ? trans.__('Starting Spark…')
          : trans.__('Running: %1 of %2 nodes', over, all.length - skipped);
      case 'completed':
        return over === 0
          ? trans.__('Nothing had changed')
          : skipped > 0
            ? trans.__('%1 nodes ran%2, %3 unchanged', over, time, skipped)
            : trans.__('%1 nodes ran%2', over, time);
      case 'failed':
        return trans.__('Failed%1', time);
      default:
        return trans.__('Cancelled%1', time);
    }
  }
}
