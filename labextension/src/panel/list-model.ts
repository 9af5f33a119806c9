/** A list without anything under its rows. */

import type { Item, IRow } from './rows';
import { RowsModel } from './rows';
import { PagedList } from './paged-list';

export interface IListOptions<T extends { id: string }> {
  list: PagedList<T>;
  describe(data: T): Pick<IRow, 'label' | 'icon' | 'detail' | 'caption' | 'className'> & {
    item: Item;
  };
  /** What stands in an empty list. */
  empty(): string;
  loading: string;
}

export class ListModel<T extends { id: string }> extends RowsModel {
  constructor(private readonly options: IListOptions<T>) {
    super();
    options.list.changed.connect(() => this.emit());
  }

  get count(): number {
    return this.options.list.total || 1;
  }

  row(index: number): IRow | null {
    const { list, describe, empty, loading } = this.options;
    const row = { level: 1, position: index + 1, siblings: this.count };
    const data = list.get(index);
    if (data) {
      return { ...row, key: data.id, ...describe(data) };
    }
    const label = list.total === 0 ? empty() : loading;
    return { ...row, key: `:${index}`, label, className: 'etlab-mod-message' };
  }

  ensure(first: number, last: number): void {
    this.options.list.ensure(first, last);
  }

  refresh(): Promise<void> {
    return this.options.list.refresh();
  }
}
