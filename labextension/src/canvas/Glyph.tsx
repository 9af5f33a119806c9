/** Small pictures for categories of node types; a letter for those that have none. */

const PATHS: Record<string, string> = {
  Files: 'M4 1.5h5l3 3v10H4zM9 1.5v3h3',
  Databases: 'M3 4c0-3 10-3 10 0v8c0 3-10 3-10 0zM3 4c0 3 10 3 10 0M3 8c0 3 10 3 10 0',
  Tables: 'M2 3h12v10H2zM2 6.3h12M2 9.6h12M6 3v10',
  Inline: 'M2 4h12M2 8h12M2 12h8',
  Rows: 'M2 3h12l-4.5 5.5V13l-3 1.5v-6z',
  Columns: 'M2.5 2.5h11v11h-11zM6.2 2.5v11M9.8 2.5v11',
  Aggregation: 'M12.5 4V2.5h-9L8 8l-4.5 5.5h9V12',
  Combine: 'M2 3.5c5 0 3 4.5 7 4.5h5M2 12.5c5 0 3-4.5 7-4.5M11.5 5.5L14 8l-2.5 2.5',
  Code: 'M5.5 4L1.8 8l3.7 4M10.5 4l3.7 4-3.7 4M9 2.5l-2 11',
  Quality: 'M8 1.5l5.5 2v4.5c0 3.5-3 5.5-5.5 6.5-2.5-1-5.5-3-5.5-6.5V3.5zM5.5 8l2 2 3-4',
  'Nested data': 'M6 2C3 2 5 7 2.5 8 5 9 3 14 6 14M10 2c3 0 1 5 3.5 6-2.5 1-.5 6-3.5 6',
  Performance: 'M9 1.5L3 9h4l-1 5.5L13 7H8.5z',
  Sinks: 'M8 1.5v8M4.8 6.5L8 9.7l3.2-3.2M2 11v3h12v-3'
};

export function Glyph({ category, title }: { category: string; title: string }): JSX.Element {
  const path = PATHS[category];
  return (
    <span className="etlab-Glyph" aria-hidden="true">
      {path ? (
        <svg viewBox="0 0 16 16" width="16" height="16">
          <path
            d={path}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.3"
            strokeLinejoin="round"
          />
        </svg>
      ) : (
        title.slice(0, 1)
      )}
    </span>
  );
}
