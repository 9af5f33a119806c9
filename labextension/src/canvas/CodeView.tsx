/** The generated PySpark, of the page or of one node. */

import { useEffect, useRef, useState } from 'react';

import type { Schemas } from '../api/client';
import { problemOf } from './check';
import { usePage, useSession, useTrans } from './hooks';

type Code = Schemas['Code'];

/** The page's code while it is wanted, asked for as the page changes. */
export function useCode(): { code: Code | null; error: string | null } {
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
        const body = { document: page, page_id: session.pageId };
        const { signal } = request;
        const code = await session.host.api.call<Code>('POST', 'code', { body, signal });
        setState({ code, error: null });
      } catch (error) {
        if (!request.signal.aborted) {
          setState({ code: null, error: problemOf(error).message });
        }
      }
    }, 150);
    return () => {
      window.clearTimeout(timer);
      request.abort();
    };
  }, [page, session]);
  return state;
}

export function CodeView({ node }: { node?: string }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { code, error } = useCode();
  const text =
    node === undefined
      ? (code?.code ?? '')
      : (code?.cells.find(cell => cell.node === node)?.source ?? '');
  if (error !== null) {
    return (
      <div className="etlab-Empty">
        <p>{trans.__('There is code as soon as the page has no errors.')}</p>
        <p>{error}</p>
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
            <button className="etlab-TextButton" onClick={() => void session.openNotebook(code)}>
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
