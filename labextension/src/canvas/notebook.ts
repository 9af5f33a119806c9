/** Generated code as a notebook. */

import type { Schemas } from '../api/client';

/** One cell per node, under the ids of the nodes as far as a notebook allows them. */
export function notebookOf(cells: readonly Schemas['CellRow'][]): Record<string, unknown> {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
      language_info: { name: 'python' }
    },
    cells: cells.map((cell, index) => ({
      cell_type: 'code',
      id: `${index}-${cell.node.replace(/[^a-zA-Z0-9_-]/g, '-')}`.slice(0, 64),
      metadata: { etlab: { node: cell.node, kind: cell.kind } },
      source: cell.source,
      execution_count: null,
      outputs: []
    }))
  };
}
