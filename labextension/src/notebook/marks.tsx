/** Marks on the cells of a notebook, and the bars above them. */

import type { Notebook } from '@jupyterlab/notebook';
import { PanelLayout } from '@lumino/widgets';

import { ReactSlot } from '../panel/react-slot';
import { CellBar, isEdited, type ICellBarProps } from './CellBar';

type Cell = Notebook['widgets'][number];

const STALE = 'etlab-mod-stale';
const EDITED = 'etlab-mod-edited';

export class Marks {
  private readonly bars = new Map<Cell, ReactSlot>();

  /** Shows a bar above a cell, or takes it away where there is nothing to tell. */
  show(cell: Cell, props: ICellBarProps | null): void {
    const edited = props !== null && isEdited(props.state);
    cell.toggleClass(STALE, props?.stale ?? false);
    cell.toggleClass(EDITED, edited);
    if (props !== null && (edited || props.stale)) {
      this.bar(cell).content = <CellBar {...props} />;
    } else {
      this.bars.get(cell)?.dispose();
      this.bars.delete(cell);
    }
  }

  /** Takes all marks away but those of these cells. */
  keepOnly(cells: ReadonlySet<Cell>): void {
    for (const cell of [...this.bars.keys()].filter(cell => !cells.has(cell))) {
      if (!cell.isDisposed) {
        this.show(cell, null);
      }
      this.bars.delete(cell);
    }
  }

  private bar(cell: Cell): ReactSlot {
    let bar = this.bars.get(cell);
    if (bar === undefined || bar.isDisposed) {
      bar = new ReactSlot();
      this.bars.set(cell, bar);
      const layout = cell.layout as PanelLayout;
      layout.insertWidget(cell.isPlaceholder() ? 0 : 1, bar);
    }
    return bar;
  }
}
