/** Names that are not taken. */

import type { ApiClient, IListing } from './client';

/** `name`, or with the next number that is free: `orders`, `orders (2)`, as the server does it. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) {
    return name;
  }
  const stem = name.replace(/ \(\d+\)$/, '');
  for (let number = 2; ; number++) {
    const candidate = `${stem} (${number})`;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}

/** A free name in a workspace's list of pages, schemas or DAGs. */
export async function findFreeName(
  client: ApiClient,
  path: string,
  workspaceId: string,
  name: string
): Promise<string> {
  const search = name.replace(/ \(\d+\)$/, '');
  const found = await client.get<IListing<{ name: string }>>(path, {
    workspace_id: workspaceId,
    search,
    limit: 500,
    fields: 'name'
  });
  return freeName(name, new Set(found.items.map(item => item.name)));
}
