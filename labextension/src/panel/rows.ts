/** Rows that the panel's lists and trees show. */

import type { LabIcon } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';

import type { Schemas } from '../api/client';

export type Group = 'workspaces' | 'pages' | 'schemas' | 'dags' | 'trash';

/** What a row stands for. */
export type Item =
  | { kind: 'workspace'; data: Schemas['WorkspaceRow'] }
  | { kind: 'trashed-workspace'; data: Schemas['WorkspaceRow'] }
  | { kind: 'page'; data: Schemas['PageRow'] }
  | { kind: 'trashed-page'; data: Schemas['PageRow'] }
  | { kind: 'schema'; data: Schemas['SchemaRow'] }
  | { kind: 'trashed-schema'; data: Schemas['SchemaRow'] }
  | { kind: 'dag'; data: Schemas['DagRow'] }
  | { kind: 'trashed-dag'; data: Schemas['DagRow'] }
  | { kind: 'connection'; data: Schemas['ConnectionRow'] }
  | { kind: 'run'; data: Schemas['RunRow'] }
  | { kind: 'group'; group: Group; workspace: Schemas['WorkspaceRow'] | null };

export type Kind = Item['kind'];

export interface IRow {
  key: string;
  /** From 1. */
  level: number;
  label: string;
  /** Without one the row is no item: a message, or one that is being loaded. */
  item?: Item;
  icon?: LabIcon;
  /** At the row's end. */
  detail?: string;
  caption?: string;
  className?: string;
  /** Undefined for what has nothing under it. */
  expanded?: boolean;
  position: number;
  siblings: number;
}

/** Rows by index, some of them not loaded yet, and which one is selected. */
export abstract class RowsModel {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Asks the view to go to the selected row. */
  get revealed(): ISignal<this, void> {
    return this._revealed;
  }

  abstract get count(): number;
  abstract row(index: number): IRow | null;
  /** Loads what is missing between two indices. */
  abstract ensure(first: number, last: number): void;
  abstract refresh(): Promise<void>;

  /** Opens or closes a row with others under it. */
  setExpanded(_row: IRow, _expanded: boolean): void {
    // Lists have none.
  }

  get selected(): string | null {
    return this._selected;
  }

  set selected(key: string | null) {
    if (key !== this._selected) {
      this._selected = key;
      this._renaming = null;
      this.emit();
    }
  }

  /** The key of the row whose name is being edited. */
  get renaming(): string | null {
    return this._renaming;
  }

  set renaming(key: string | null) {
    this._renaming = key;
    this.emit();
  }

  select(key: string): void {
    this.selected = key;
    this._revealed.emit();
  }

  get selectedRow(): IRow | null {
    const index = this.indexOf(this._selected);
    return index < 0 ? null : this.row(index);
  }

  /** Where a row is, -1 while it is not loaded. */
  indexOf(key: string | null): number {
    if (key === null) {
      return -1;
    }
    if (this.row(this._hint)?.key === key) {
      return this._hint;
    }
    for (let index = 0; index < this.count; index++) {
      if (this.row(index)?.key === key) {
        this._hint = index;
        return index;
      }
    }
    return -1;
  }

  /** The index of the row that a row is under, -1 at the top. */
  parentOf(index: number): number {
    const level = this.row(index)?.level ?? 1;
    for (let above = index - 1; above >= 0; above--) {
      if ((this.row(above)?.level ?? level) < level) {
        return above;
      }
    }
    return -1;
  }

  protected emit(): void {
    this._changed.emit();
  }

  private _selected: string | null = null;
  private _renaming: string | null = null;
  private _hint = 0;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _revealed = new Signal<this, void>(this);
}
