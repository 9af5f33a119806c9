/** A run as it is recorded, looked at again and again until it is over. */

import { Poll } from '@lumino/polling';
import { useEffect, useState, type RefObject } from 'react';

import type { ApiClient, Schemas } from '../api/client';
import { isRunOver } from './status';

type Run = Schemas['Run'];

/** While `box` is out of sight, the server is left alone. */
export function useRecordedRun(
  api: ApiClient,
  id: string,
  box: RefObject<HTMLElement>
): { run: Run | null; error: string | null } {
  const [state, setState] = useState<{ run: Run | null; error: string | null }>({
    run: null,
    error: null
  });
  useEffect(() => {
    const poll = new Poll({
      name: 'etlab:run',
      frequency: { interval: 1500, backoff: true, max: 30_000 },
      standby: () => (box.current?.offsetParent ? 'when-hidden' : true),
      factory: async () => {
        try {
          const run = await api.get<Run>(`runs/${id}`);
          if (!poll.isDisposed) {
            setState({ run, error: null });
            if (isRunOver(run)) {
              void poll.stop();
            }
          }
        } catch (error) {
          if (!poll.isDisposed) {
            const text = error instanceof Error ? error.message : String(error);
            setState(before => ({ ...before, error: text }));
          }
          throw error;
        }
      }
    });
    void poll.refresh();
    return () => poll.dispose();
  }, [api, id]);
  return state;
}
