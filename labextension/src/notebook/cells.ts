/** Bound cells of an open notebook: what the server is told of them, and what it answers. */

import type { INotebookModel } from '@jupyterlab/notebook';

import type { Schemas } from '../api/client';

export type CellState = Schemas['CellState'];
export type SharedNotebook = INotebookModel['sharedModel'];
type SharedCell = SharedNotebook['cells'][number];
export type Choice = 'keep' | 'take' | 'detach';

export interface IBinding {
  page?: string;
  node?: string;
  hash?: string;
  detached?: boolean;
}

/** The parts of a cell that count. */
export interface IPlainCell {
  id: string;
  cell_type: string;
  source: string;
  metadata: { etlab?: IBinding; tags?: string[] };
}

/** The notebook without outputs, which may be large and which nobody looks at. */
export function plainCells(notebook: SharedNotebook): IPlainCell[] {
  return notebook.cells.map(cell => ({
    id: cell.getId(),
    cell_type: cell.cell_type,
    source: cell.getSource(),
    metadata: binding(cell) ? { etlab: binding(cell) } : {}
  }));
}

/** The pages that cells are bound to. */
export function pagesOf(cells: readonly IPlainCell[]): string[] {
  const found = cells.map(cell => cell.metadata.etlab?.page);
  return [...new Set(found.filter(page => typeof page === 'string'))];
}

/**
 * Makes an open notebook what the server says, given what the server was told. Cells that people
 * have changed, added or removed meanwhile stay as they are.
 */
export function apply(
  notebook: SharedNotebook,
  sent: readonly IPlainCell[],
  wanted: readonly IPlainCell[]
): void {
  remove(notebook, sent, wanted);
  const before = new Map(sent.map(cell => [cell.id, cell]));
  let place = -1;
  for (const cell of wanted) {
    // Not in one transaction: in it the list of cells would stay as it was.
    const index = notebook.cells.findIndex(other => other.getId() === cell.id);
    const told = before.get(cell.id);
    if (index >= 0) {
      place = moved(notebook, index, place);
      const here = notebook.getCell(place);
      if (told && here.getSource() === told.source) {
        update(here, cell);
      }
    } else if (!told) {
      place += 1;
      notebook.insertCell(place, inserted(cell));
    }
  }
}

/** A new cell of the notebook, as generated cells are: not edited, not run. */
export function inserted(cell: IPlainCell): Parameters<SharedNotebook['insertCell']>[1] {
  const { id, metadata } = cell;
  const source = textOf(cell.source);
  // People have asked for it: outputs of a trusted cell are shown.
  return { id, cell_type: 'code', source, metadata: { ...metadata, trusted: true } as never };
}

function remove(
  notebook: SharedNotebook,
  sent: readonly IPlainCell[],
  wanted: readonly IPlainCell[]
): void {
  const kept = new Set(wanted.map(cell => cell.id));
  for (const { id, source } of sent.filter(cell => !kept.has(cell.id))) {
    const index = notebook.cells.findIndex(cell => cell.getId() === id);
    if (index >= 0 && notebook.getCell(index).getSource() === source) {
      notebook.deleteCell(index);
    }
  }
}

function moved(notebook: SharedNotebook, index: number, place: number): number {
  if (index > place) {
    return index;
  }
  // The cell leaves its place above, so that those behind it come up by one.
  notebook.moveCell(index, place);
  return place;
}

function update(cell: SharedCell, wanted: IPlainCell): void {
  const source = textOf(wanted.source);
  if (cell.getSource() !== source) {
    cell.setSource(source);
  }
  const { etlab } = wanted.metadata;
  if (etlab && JSON.stringify(etlab) !== JSON.stringify(binding(cell))) {
    cell.setMetadata('etlab', { ...etlab });
  }
}

function binding(cell: SharedCell): IBinding | undefined {
  const found = cell.getMetadata('etlab');
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : undefined;
}

/** Files hold code as lines. */
function textOf(source: string | string[]): string {
  return Array.isArray(source) ? source.join('') : source;
}
