/** The node types of the server, asked for once. */

import type { ApiClient, Schemas } from './client';

type NodeType = Schemas['NodeTypeRow'];

let found: Promise<NodeType[]> | null = null;

/** All node types; after a failure they are asked for again. */
export async function fetchNodeTypes(api: ApiClient): Promise<NodeType[]> {
  found ??= api.get<NodeType[]>('node-types');
  try {
    return await found;
  } catch (error) {
    found = null;
    throw error;
  }
}
