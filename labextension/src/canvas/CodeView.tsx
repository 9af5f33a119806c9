/** The generated PySpark, of the page or of one node. */

import { useEffect, useRef, useState } from 'react';

import type { Schemas } from '../api/client';
import { DELAY, problemOf } from './check';
import { useCheck, usePage, useSession, useTrans } from './hooks';

type Code = Schemas['Code'];

/** The page's code while it is wanted, asked for as the page changes; for a node, what it needs. */
function useCode(node?: string): { code: Code | null; error: string | null } {
  const session = useSession();
  const { page } = usePage();
  const [state, setState] = useState<{ code: Code | null; error: string | null }>({
    code: null,
    error: null
  });
  useEffect(() => {
    const request = new AbortController();
    const timer = window.setTimeout(async () => {
      try {
        const document = node === undefined ? page : session.upTo(node);
        const body = session.source(document);
        const { signal } = request;
        const code = await session.host.api.call<Code>('POST', 'code', { body, signal });
        setState({ code, error: null });
      } catch (error) {
        if (!request.signal.aborted) {
          setState({ code: null, error: problemOf(error).message });
        }
      }
    }, DELAY);
    return () => {
      window.clearTimeout(timer);
      request.abort();
    };
  }, [page, node, session]);
  return state;
}

export function CodeView({ node }: { node?: string }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { problems } = useCheck();
  const { code, error } = useCode(node);
  const text =
    node === undefined
      ? (code?.code ?? '')
      : (code?.cells.find(cell => cell.node === node)?.source ?? '');
  if (error !== null) {
    return (
      <div className="etlab-Empty">
        <p>
          {node === undefined
            ? trans.__('There is code as soon as the page has no errors.')
            : trans.__('There is code as soon as nothing is wrong up to this node.')}
        </p>
        {problems.length === 0 ? (
          <p>{error}</p>
        ) : (
          <button
            className="etlab-TextButton"
            onClick={() => session.view.change({ bottom: 'problems' })}
          >
            {trans.__('Show Problems')}
          </button>
        )}
      </div>
    );
  }
  return (
    <div className="etlab-CodeView">
      <div className="etlab-CodeView-buttons">
        <button
          className="etlab-TextButton"
          disabled={text === ''}
          onClick={() => session.host.copy(text)}
        >
          {trans.__('Copy')}
        </button>
        {node === undefined && code && (
          <>
            <button className="etlab-TextButton" onClick={() => void session.saveScript(code.code)}>
              {trans.__('Save as .py')}
            </button>
            <button className="etlab-TextButton" onClick={() => void session.openNotebook()}>
              {trans.__('Open as Notebook')}
            </button>
          </>
        )}
      </div>
      <Highlighted code={text} />
    </div>
  );
}

function Highlighted({ code }: { code: string }): JSX.Element {
  const session = useSession();
  const element = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const target = document.createElement('code');
    let current = true;
    void session.host.highlight(code, target).then(() => {
      if (current) {
        element.current?.replaceChildren(target);
      }
    });
    return () => {
      current = false;
    };
  }, [code, session]);
  return <pre ref={element} className="etlab-CodeView-code" tabIndex={0} />;
}
