/** The rows of the chosen node. */

import { useEffect, useRef, useState } from 'react';

import { usePage, useRun, useSession, useTrans } from '../canvas/hooks';
import type { IPageNode } from '../canvas/types';
import { Grid } from './Grid';
import { outdatedText } from './NodeStateLine';
import { staleIn } from './stale';
import { isOver } from './state';

export function Preview(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { page } = usePage();
  const run = useRun();
  const node = useTarget();
  const { busy, error, ask } = useAsk(node?.id);
  const [port, setPort] = useState<string | null>(null);
  if (!node) {
    return (
      <p className="etlab-Empty">
        {page.nodes.length > 0
          ? trans.__('Choose a node to see its rows.')
          : trans.__('The page is empty.')}
      </p>
    );
  }
  const previews = run.previews[node.id] ?? [];
  const shown = previews.find(one => one.port === port) ?? previews[0];
  const marks = run.previewed[node.id];
  const outdated = marks !== undefined && staleIn(page, marks).has(node.id);
  const outputs = session.store.types.get(node.data.kind)?.outputs ?? [];
  return (
    <div className="etlab-Preview">
      <div className="etlab-Preview-bar">
        <strong>{node.data.label}</strong>
        {previews.length > 1 &&
          previews.map(one => (
            <button
              key={one.port}
              className="etlab-TextButton"
              aria-pressed={one === shown}
              onClick={() => setPort(one.port)}
            >
              {outputs.find(output => output.name === one.port)?.title ?? one.port}
            </button>
          ))}
        {shown && (
          <span className="etlab-Preview-count">
            {shown.truncated
              ? trans.__('The first %1 rows; statistics are of these only', shown.rows.length)
              : trans._n('%1 row', '%1 rows', shown.rows.length, shown.rows.length)}
          </span>
        )}
        <button
          className="etlab-TextButton"
          disabled={busy || !isOver(run)}
          onClick={() => void ask()}
        >
          {busy ? trans.__('Running…') : shown ? trans.__('Refresh') : trans.__('Show rows')}
        </button>
      </div>
      {error && <p className="etlab-Preview-error">{error}</p>}
      {shown && outdated && <p className="etlab-Preview-note">{outdatedText(trans)}</p>}
      {shown ? (
        <Grid key={`${node.id} ${shown.port}`} preview={shown} />
      ) : (
        !error && (
          <p className="etlab-Empty">
            {busy
              ? trans.__('Spark is at work; the first time takes some seconds.')
              : trans.__('There are no rows yet: run the page, or only up to this node.')}
          </p>
        )
      )}
    </div>
  );
}

/** The chosen node; of a sink, what it writes. */
function useTarget(): IPageNode | undefined {
  const session = useSession();
  const { page, nodes } = usePage();
  const [id, ...others] = nodes;
  const node = others.length > 0 ? undefined : page.nodes.find(one => one.id === id);
  const type = node && session.store.types.get(node.data.kind);
  if (node && type?.outputs.length === 0) {
    const edge = page.edges.find(one => one.target === node.id);
    return page.nodes.find(one => one.id === edge?.source);
  }
  return node;
}

function useAsk(node: string | undefined) {
  const session = useSession();
  const request = useRef<AbortController | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setError(null);
    setBusy(false);
    return () => request.current?.abort();
  }, [node]);
  const ask = async (): Promise<void> => {
    const parameters = await session.askParameters();
    if (parameters === null) {
      return;
    }
    const mine = new AbortController();
    request.current = mine;
    setBusy(true);
    setError(null);
    try {
      await session.run.preview(session.upTo(node!), node!, parameters, mine.signal);
    } catch (failure) {
      if (!mine.signal.aborted) {
        setError(failure instanceof Error ? failure.message : String(failure));
      }
    }
    if (!mine.signal.aborted) {
      setBusy(false);
    }
  };
  return { busy, error, ask };
}
