/** A list of the server's inside a page: loaded part by part, looked at again while it is in sight. */

import { Poll } from '@lumino/polling';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

import type { IListing } from '../api/client';

const PART = 50;
/** The most that the server tells at once. */
const LIMIT = 500;
const SLOW = { interval: 8000, backoff: true, max: 60_000 };
const FAST = { ...SLOW, interval: 1500 };

export interface IRowsOf<T> {
  rows: readonly T[];
  /** How many there are; null until the server has told. */
  total: number | null;
  error: string | null;
  more(): void;
  refresh(): void;
  /** What is always around the list: while it is out of sight, the server is left alone. */
  box: RefObject<HTMLDivElement>;
}

/** `fetch` loads a part and must stay the same; `busy` tells whether there is news soon. */
export function useRows<T>(
  fetch: (offset: number, limit: number) => Promise<IListing<T>>,
  busy: (row: T) => boolean
): IRowsOf<T> {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef(PART);
  const poll = useRef<Poll | null>(null);
  const [state, setState] = useState<{ rows: T[]; total: number | null; error: string | null }>({
    rows: [],
    total: null,
    error: null
  });
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        const found = await loadRows(fetch, wanted.current);
        if (!made.isDisposed) {
          setState({ ...found, error: null });
          made.frequency = found.rows.some(busy) ? FAST : SLOW;
        }
      } catch (error) {
        if (!made.isDisposed) {
          const text = error instanceof Error ? error.message : String(error);
          setState(before => ({ ...before, error: text }));
        }
        throw error;
      }
    };
    const made = new Poll({
      name: 'etlab:rows',
      frequency: SLOW,
      standby: () => (box.current?.offsetParent ? 'when-hidden' : true),
      factory: load
    });
    poll.current = made;
    // Out of sight it rests; what was missed is asked for when it is seen again.
    const sight = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) {
        void made.refresh();
      }
    });
    sight.observe(box.current!);
    return () => {
      sight.disconnect();
      made.dispose();
    };
  }, [fetch]);
  const refresh = useCallback(() => void poll.current?.refresh(), []);
  const more = useCallback(() => {
    wanted.current += PART;
    refresh();
  }, [refresh]);
  return { ...state, more, refresh, box };
}

async function loadRows<T>(
  fetch: (offset: number, limit: number) => Promise<IListing<T>>,
  wanted: number
): Promise<{ rows: T[]; total: number }> {
  const rows: T[] = [];
  for (;;) {
    const found = await fetch(rows.length, Math.min(LIMIT, wanted - rows.length));
    rows.push(...found.items);
    if (found.next_offset === null || rows.length >= wanted) {
      return { rows, total: found.total };
    }
  }
}
