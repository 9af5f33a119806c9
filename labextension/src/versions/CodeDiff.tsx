/** The code of two versions side by side. */

import { useEffect, useState } from 'react';

import type { Schemas } from '../api/client';
import { DiffView } from '../code/DiffView';
import type { IComparisonHost, ISide } from './ComparisonView';

interface ICodeDiffProps {
  host: IComparisonHost;
  /** Whose schemas the code needs; null for a page that is not stored. */
  pageId: string | null;
  base: ISide;
  other: ISide;
}

export function CodeDiff({ host, pageId, base, other }: ICodeDiffProps): JSX.Element {
  const { api, trans, languages } = host;
  const [texts, setTexts] = useState<[string, string] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const request = new AbortController();
    const code = async ({ label, document }: ISide): Promise<string> => {
      try {
        const body = { document, page_id: pageId };
        const { signal } = request;
        return (await api.call<Schemas['Code']>('POST', 'code', { body, signal })).code;
      } catch (failure) {
        const why = failure instanceof Error ? failure.message : String(failure);
        throw new Error(trans.__('“%1” gives no code: %2', label, why));
      }
    };
    Promise.all([code(base), code(other)]).then(
      found => {
        setTexts(found);
        setError(null);
      },
      failure => request.signal.aborted || setError(String((failure as Error).message))
    );
    return () => request.abort();
  }, [api, trans, pageId, base, other]);
  if (error !== null) {
    return (
      <p className="etlab-Empty" role="alert">
        {error}
      </p>
    );
  }
  if (texts === null) {
    return <p className="etlab-Empty">{trans.__('Loading…')}</p>;
  }
  return (
    <DiffView
      base={{ label: base.label, text: texts[0] }}
      other={{ label: other.label, text: texts[1] }}
      language="python"
      languages={languages}
      trans={trans}
    />
  );
}
