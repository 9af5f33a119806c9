/** The open page for the views inside it. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { createContext, useContext, useSyncExternalStore } from 'react';

import type { IRunState } from '../run/state';
import type { ICheckState } from './check';
import type { Observable } from './observable';
import type { IViewState, PageSession } from './session';
import type { IPageSettings } from './settings';
import type { IPageState } from './store';

export const SessionContext = createContext<PageSession | null>(null);

export function useSession(): PageSession {
  const session = useContext(SessionContext);
  if (session === null) {
    throw new Error('There is no page around this view.');
  }
  return session;
}

export function useTrans(): TranslationBundle {
  return useSession().trans;
}

function useObservable<T extends object>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, () => observable.state);
}

export const usePage = (): IPageState => useObservable(useSession().store);
export const useCheck = (): ICheckState => useObservable(useSession().check);
export const useRun = (): IRunState => useObservable(useSession().run);
export const useStale = (): ReadonlySet<string> => useObservable(useSession().stale).nodes;
export const useSettings = (): IPageSettings => useObservable(useSession().host.settings);
export const useView = (): IViewState => useObservable(useSession().view);
