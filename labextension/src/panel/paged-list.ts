/** A list of the server's, loaded part by part as it is looked at. */

import { ISignal, Signal } from '@lumino/signaling';

import type { IListing } from '../api/client';

export type Fetch<T> = (offset: number, limit: number) => Promise<IListing<T>>;

const PART = 100;

export class PagedList<T extends { id: string }> {
  constructor(
    private readonly _fetch: Fetch<T>,
    private readonly _onError: (error: unknown) => void
  ) {}

  /** How many items there are; null until the server has told. */
  get total(): number | null {
    return this._total;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get(index: number): T | undefined {
    return this._parts.get(Math.floor(index / PART))?.[index % PART];
  }

  /** The items that are here by now. */
  *loaded(): Iterable<T> {
    for (const part of this._parts.values()) {
      yield* part;
    }
  }

  /** Loads what is missing or old between two indices. */
  ensure(first: number, last: number): void {
    const from = Math.floor(Math.max(0, first) / PART);
    const to = Math.floor(Math.max(0, last) / PART);
    this._range = [from, to];
    for (let part = from; part <= to; part++) {
      const missing = !this._parts.has(part) || this._stale.has(part);
      if (missing && !this._loading.has(part) && (part === 0 || this._inside(part))) {
        void this._load(part);
      }
    }
  }

  /** Loads again what is looked at; the rest when it is looked at. */
  async refresh(): Promise<void> {
    this._generation++;
    this._loading.clear();
    for (const part of this._parts.keys()) {
      this._stale.add(part);
    }
    const [from, to] = this._range;
    const wanted = [];
    for (let part = from; part <= to; part++) {
      if (part === from || this._inside(part)) {
        wanted.push(this._load(part));
      }
    }
    await Promise.all(wanted);
  }

  private _inside(part: number): boolean {
    return this._total !== null && part * PART < this._total;
  }

  private async _load(part: number): Promise<void> {
    const generation = this._generation;
    this._loading.add(part);
    try {
      const found = await this._fetch(part * PART, PART);
      if (generation !== this._generation) {
        return;
      }
      this._total = found.total;
      this._parts.set(part, found.items);
      this._stale.delete(part);
      for (const other of [...this._parts.keys()]) {
        if (other > 0 && !this._inside(other)) {
          this._parts.delete(other);
        }
      }
    } catch (error) {
      if (generation !== this._generation) {
        return;
      }
      this._total ??= 0;
      this._parts.set(part, this._parts.get(part) ?? []);
      this._stale.delete(part);
      this._onError(error);
    } finally {
      if (generation === this._generation) {
        this._loading.delete(part);
        this._changed.emit();
      }
    }
  }

  private _total: number | null = null;
  private _generation = 0;
  private _range: [number, number] = [0, 0];
  private readonly _parts = new Map<number, T[]>();
  private readonly _stale = new Set<number>();
  private readonly _loading = new Set<number>();
  private readonly _changed = new Signal<this, void>(this);
}
