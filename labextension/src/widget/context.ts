/** What the drawn nodes, notes and groups of a notebook's graph share. */

import { createContext } from 'react';

import type { NodeTypes, Problem } from '../canvas/types';
import type { INodeRun } from '../run/state';

export interface IShared {
  types: NodeTypes;
  problems: readonly Problem[];
  run: Readonly<Record<string, INodeRun>>;
  /** Collapses or expands a group in this output alone. */
  toggle(group: string): void;
}

export const Shared = createContext<IShared>({
  types: new Map(),
  problems: [],
  run: {},
  toggle: () => undefined
});
