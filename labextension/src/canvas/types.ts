/** Pages as their documents say them. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Schemas } from '../api/client';

export type NodeType = Schemas['NodeTypeRow'];
export type Port = Schemas['PortRow'];
export type Problem = Schemas['ProblemRow'];
export type Column = Schemas['ColumnRow'];
export type NodeSchema = Schemas['NodeSchema'];

/** A page as it is sent to be looked at: the document as it is now, and where it belongs. */
export interface Source {
  document: IPageDocument;
  page_id: string | null;
  ansi: boolean;
}

export type Config = Record<string, unknown>;

export interface IPosition {
  x: number;
  y: number;
}

export interface ISize {
  width: number;
  height: number;
}

export interface IPageNode {
  id: string;
  type: NodeType['type'];
  position: IPosition;
  data: { label: string; kind: string; config: Config; [key: string]: unknown };
  [key: string]: unknown;
}

export interface IPageEdge {
  id: string;
  source: string;
  sourceHandle?: string | null;
  target: string;
  targetHandle?: string | null;
  [key: string]: unknown;
}

export interface IPageDocument {
  nodes: IPageNode[];
  edges: IPageEdge[];
  metadata?: Config;
  [key: string]: unknown;
}

export type NodeTypes = ReadonlyMap<string, NodeType>;

export function typeMap(types: readonly NodeType[]): NodeTypes {
  return new Map(types.map(type => [type.kind, type]));
}

/** What views outside of JupyterLab can do as well. */
export type Translate = Pick<TranslationBundle, '__' | '_n'>;
