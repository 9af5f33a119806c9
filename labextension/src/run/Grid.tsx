/** Rows in a grid that draws only what is seen. */

import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';

import { useTrans } from '../canvas/hooks';
import type { IPreviewRows } from './state';
import {
  cellText,
  columnStats,
  compare,
  fieldsOf,
  isNumeric,
  type IField,
  type IStats
} from './stats';

const ROW = 24;

interface ISort {
  column: number;
  descending: boolean;
}

export function Grid({ preview }: { preview: IPreviewRows }): JSX.Element {
  const trans = useTrans();
  const box = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<ISort | null>(null);
  const fields = useMemo(() => fieldsOf(preview.spark_schema), [preview]);
  const stats = useMemo(
    () => fields.map(({ type }, column) => columnStats(valuesOf(preview, column), type)),
    [fields, preview]
  );
  const widths = useMemo(
    () => fields.map((field, column) => width(field, valuesOf(preview, column))),
    [fields, preview]
  );
  const rows = useMemo(() => {
    if (sort === null) {
      return preview.rows;
    }
    const { column, descending } = sort;
    const numeric = isNumeric(fields[column]?.type ?? '');
    return [...preview.rows].sort((a, b) => compare(a[column], b[column], numeric, descending));
  }, [preview, fields, sort]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12
  });
  const template = { gridTemplateColumns: `44px ${widths.map(size => `${size}px`).join(' ')}` };
  const next = (column: number): void =>
    setSort(
      sort?.column !== column
        ? { column, descending: false }
        : sort.descending
          ? null
          : { column, descending: true }
    );
  return (
    <div className="etlab-Grid" ref={box} tabIndex={0} role="table" aria-rowcount={rows.length + 1}>
      <div className="etlab-Grid-head" role="row" style={template}>
        <span role="columnheader" aria-label={trans.__('Row')} />
        {fields.map((field, column) => (
          <div
            key={column}
            role="columnheader"
            aria-sort={
              sort?.column === column ? (sort.descending ? 'descending' : 'ascending') : 'none'
            }
          >
            <button title={trans.__('Sort by %1', field.name)} onClick={() => next(column)}>
              <span className="etlab-Grid-name">{field.name}</span>
              <span aria-hidden="true">
                {sort?.column === column ? (sort.descending ? '▼' : '▲') : ''}
              </span>
            </button>
            <div className="etlab-Grid-type" title={field.type}>
              {field.type}
            </div>
            <Statistics stats={stats[column]!} />
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            className="etlab-Grid-row"
            style={{ ...template, transform: `translateY(${start}px)` }}
          >
            <span role="rowheader">{index + 1}</span>
            {fields.map((field, column) => (
              <Cell key={column} value={rows[index]![column]} type={field.type} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell({ value, type }: { value: unknown; type: string }): JSX.Element {
  if (value === null || value === undefined) {
    return (
      <span role="cell" className="etlab-mod-null">
        null
      </span>
    );
  }
  const text = cellText(value);
  return (
    <span role="cell" className={isNumeric(type) ? 'etlab-mod-number' : undefined} title={text}>
      {text}
    </span>
  );
}

/** Of the rows that are shown, not of all there are. */
function Statistics({ stats }: { stats: IStats }): JSX.Element {
  const trans = useTrans();
  const most = Math.max(1, ...stats.bars.map(bar => bar.count));
  const lines = [
    trans.__('Of the rows shown here:'),
    trans.__('%1 values, %2 nulls', stats.count, stats.nulls),
    trans.__('%1 distinct', stats.distinct),
    ...(stats.min === null ? [] : [trans.__('from %1 to %2', stats.min, stats.max)])
  ];
  return (
    <div className="etlab-Stats" title={lines.join('\n')}>
      <div className="etlab-Stats-bars" aria-hidden="true">
        {stats.bars.map((bar, index) => (
          <i
            key={index}
            title={`${bar.label}: ${bar.count}`}
            style={{ height: `${Math.max(8, (bar.count / most) * 100)}%` }}
          />
        ))}
      </div>
      <div className="etlab-Stats-line">
        {stats.nulls > 0
          ? trans.__('%1 distinct, %2 null', stats.distinct, stats.nulls)
          : trans.__('%1 distinct', stats.distinct)}
      </div>
      <div className="etlab-Stats-line">
        {stats.min === null ? '–' : `${stats.min} … ${stats.max}`}
      </div>
    </div>
  );
}

function valuesOf(preview: IPreviewRows, column: number): unknown[] {
  return preview.rows.map(row => row[column]);
}

function width(field: IField, values: readonly unknown[]): number {
  const texts = values.slice(0, 100).map(value => cellText(value).length);
  const longest = Math.max(field.name.length + 3, Math.min(field.type.length, 16), ...texts);
  return Math.round(Math.max(110, Math.min(320, longest * 7.2 + 22)));
}
