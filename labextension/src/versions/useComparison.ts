/** What the server says that differs between two documents. */

import { useEffect, useState } from 'react';

import type { ApiClient, Schemas } from '../api/client';
import { fetchNodeTypes } from '../api/node-types';
import { typeMap, type IPageDocument, type NodeTypes } from '../canvas/types';

export interface IComparison {
  base: IPageDocument;
  other: IPageDocument;
  difference: Schemas['Difference'];
  types: NodeTypes;
}

/** Null until the server has answered; the last answer stays until the next one is there. */
export function useComparison(
  api: ApiClient,
  base: IPageDocument,
  other: IPageDocument
): { comparison: IComparison | null; error: string | null } {
  const [comparison, setComparison] = useState<IComparison | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const request = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const [difference, types] = await Promise.all([
          api.call<Schemas['Difference']>('POST', 'compare', {
            body: { base, other },
            signal: request.signal
          }),
          fetchNodeTypes(api)
        ]);
        setComparison({ base, other, difference, types: typeMap(types) });
        setError(null);
      } catch (failure) {
        if (!request.signal.aborted) {
          setError(failure instanceof Error ? failure.message : String(failure));
        }
      }
    };
    void ask();
    return () => request.abort();
  }, [api, base, other]);
  return { comparison, error };
}
