/** Two versions of a stored page, chosen among all of them. */

import { Time } from '@jupyterlab/coreutils';
import { useEffect, useMemo, useState } from 'react';

import type { IListing, Schemas } from '../api/client';
import { ComparisonView, type IComparisonHost } from './ComparisonView';
import type { OpenPages } from '../drive/open-pages';
import { useSide, type Version } from './useSide';

type Row = Schemas['RevisionRow'];

export interface IComparePageHost extends IComparisonHost {
  pages: OpenPages;
  /** Saves an old version as the newest. */
  restore(pageId: string, version: number): Promise<boolean>;
}

interface IComparePageProps {
  host: IComparePageHost;
  pageId: string;
  base: Version;
  other: Version;
  onName: (name: string) => void;
  onChange: (base: Version, other: Version) => void;
}

export function ComparePage({
  host,
  pageId,
  base,
  other,
  onName,
  onChange
}: IComparePageProps): JSX.Element {
  const { api, trans, pages } = host;
  const [saved, setSaved] = useState(0);
  const rows = useVersions(host, pageId, saved);
  const before = useSide(api, pages, pageId, base);
  const after = useSide(api, pages, pageId, other);
  const label = (version: Version): string =>
    version === null ? trans.__('As it is open now') : trans.__('Version %1', version);
  const sides = useMemo(
    () =>
      before.document && after.document
        ? {
            base: { label: label(base), document: before.document },
            other: { label: label(other), document: after.document }
          }
        : null,
    [before.document, after.document]
  );
  const name = after.document?.name;
  useEffect(() => {
    if (typeof name === 'string') {
      onName(name);
    }
  }, [name]);
  const error = before.error ?? after.error;
  const restore = async (version: number): Promise<void> => {
    if (await host.restore(pageId, version)) {
      setSaved(saved + 1);
      onChange(version, null);
    }
  };
  return (
    <div className="etlab-ComparePage">
      <div className="etlab-ComparePage-bar">
        <VersionSelect
          label={trans.__('Before')}
          value={base}
          rows={rows}
          text={label}
          onChoose={version => onChange(version, other)}
        />
        <button
          className="etlab-IconButton"
          title={trans.__('Exchange the sides')}
          onClick={() => onChange(other, base)}
        >
          ⇄
        </button>
        <VersionSelect
          label={trans.__('After')}
          value={other}
          rows={rows}
          text={label}
          onChoose={version => onChange(base, version)}
        />
        {base !== null && base !== rows[0]?.version && (
          <button className="etlab-TextButton" onClick={() => void restore(base)}>
            {trans.__('Restore Version %1', base)}
          </button>
        )}
      </div>
      {error !== null ? (
        <p className="etlab-Empty" role="alert">
          {error}
        </p>
      ) : sides === null ? (
        <p className="etlab-Empty">{trans.__('Loading…')}</p>
      ) : (
        <ComparisonView host={host} pageId={pageId} {...sides} />
      )}
    </div>
  );
}

interface IVersionSelectProps {
  label: string;
  value: Version;
  rows: readonly Row[];
  text: (version: Version) => string;
  onChoose: (version: Version) => void;
}

function VersionSelect({ label, value, rows, text, onChoose }: IVersionSelectProps): JSX.Element {
  const known = value === null || rows.some(row => row.version === value);
  return (
    <label className="etlab-ComparePage-side">
      <span>{label}</span>
      <select
        className="etlab-Input"
        value={value ?? ''}
        onChange={event => onChoose(event.target.value === '' ? null : Number(event.target.value))}
      >
        <option value="">{text(null)}</option>
        {!known && <option value={value}>{text(value)}</option>}
        {rows.map(row => (
          <option key={row.version} value={row.version}>
            {[text(row.version), Time.format(row.created_at), row.user_name]
              .filter(Boolean)
              .join(' · ')}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The newest versions; older ones are chosen in the page's history. */
function useVersions({ api, pages }: IComparePageHost, pageId: string, saved: number): Row[] {
  const [rows, setRows] = useState<Row[]>([]);
  useEffect(() => {
    const request = new AbortController();
    const load = (): void => {
      const params = { limit: 500 };
      api
        .get<IListing<Row>>(`pages/${pageId}/versions`, params, request.signal)
        .then(found => setRows(found.items))
        .catch(() => undefined); // the sides tell what is wrong
    };
    load();
    const open = pages.of(pageId);
    open.forEach(context => context.fileChanged.connect(load));
    return () => {
      request.abort();
      open.forEach(context => context.fileChanged.disconnect(load));
    };
  }, [api, pages, pageId, saved]);
  return rows;
}
