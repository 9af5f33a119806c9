/** The kernel's half of the widget, as anywidget gives it. */

import { useCallback, useSyncExternalStore } from 'react';

import type { IPageDocument, NodeType, Problem } from '../canvas/types';
import type { INodeRun } from '../run/state';

export interface ITraits {
  document: IPageDocument;
  types: NodeType[];
  problems: Problem[];
  run: Record<string, INodeRun>;
  selected: string | null;
  height: number;
}

export interface IModel {
  get<K extends keyof ITraits>(name: K): ITraits[K];
  set<K extends keyof ITraits>(name: K, value: ITraits[K]): void;
  save_changes(): void;
  on(event: string, callback: () => void): void;
  off(event: string, callback: () => void): void;
}

export function useTrait<K extends keyof ITraits>(model: IModel, name: K): ITraits[K] {
  const subscribe = useCallback(
    (changed: () => void) => {
      model.on(`change:${name}`, changed);
      return () => model.off(`change:${name}`, changed);
    },
    [model, name]
  );
  return useSyncExternalStore(subscribe, () => model.get(name));
}
