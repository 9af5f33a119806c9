/** What the nodes of a run wrote, and what went wrong. */

import { useEffect, useRef } from 'react';

import { useRun, useSession, useTrans } from '../canvas/hooks';

export function Log(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { log, error, status } = useRun();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise here, which is no clean-up for React.
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [log.length]);
  const told = log.some(line => line.text === error);
  return (
    <div className="etlab-Log" role="log" tabIndex={0}>
      {log.length === 0 && !error && (
        <p className="etlab-Empty">
          {status === 'idle'
            ? trans.__('The page has not run yet.')
            : trans.__('The run has said nothing so far.')}
        </p>
      )}
      {log.map(line => (
        <div key={line.seq} className={`etlab-Log-line etlab-mod-${line.kind}`}>
          <time>{line.time.slice(11, 19)}</time>
          {line.node !== null && (
            <button onClick={() => session.store.select([line.node!])}>{line.label}</button>
          )}
          <pre>{line.kind === 'node' ? trans.__('done in %1', line.text) : line.text}</pre>
        </div>
      ))}
      {error && !told && (
        <div className="etlab-Log-line etlab-mod-error">
          <pre>{error}</pre>
        </div>
      )}
      <div ref={end} />
    </div>
  );
}
