/** The saved versions of the page: looked at, compared, restored. */

import { Time } from '@jupyterlab/coreutils';
import { useCallback, useEffect, useReducer, useState } from 'react';

import type { IListing, Schemas } from '../api/client';
import { useSession, useTrans } from '../canvas/hooks';
import { useRows } from '../canvas/useRows';
import type { IVersions } from './token';

type Row = Schemas['RevisionRow'];

const never = (): boolean => false;

export function History(): JSX.Element {
  const trans = useTrans();
  const { pageId, host } = useSession();
  if (pageId === null || host.versions === null) {
    return (
      <p className="etlab-Empty">
        {trans.__(
          'This page is a file; its versions are those of the file. Pages of a workspace keep every version that was saved.'
        )}
      </p>
    );
  }
  return <Versions pageId={pageId} versions={host.versions} />;
}

function Versions({ pageId, versions }: { pageId: string; versions: IVersions }): JSX.Element {
  const { context, host } = useSession();
  const trans = useTrans();
  const fetch = useCallback(
    (offset: number, limit: number) =>
      host.api.get<IListing<Row>>(`pages/${pageId}/versions`, { offset, limit }),
    [host, pageId]
  );
  const { rows, total, error, more, refresh, box } = useRows(fetch, never);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const dirty = useDirty();
  useEffect(() => {
    context.fileChanged.connect(refresh);
    return () => {
      context.fileChanged.disconnect(refresh);
    };
  }, [context, refresh]);
  const choose = (version: number): void =>
    setChosen(
      chosen.includes(version)
        ? chosen.filter(one => one !== version)
        : [...chosen, version].slice(-2)
    );
  const [older, newer] = [...chosen].sort((a, b) => a - b);
  const newest = rows[0]?.version;
  return (
    <div className="etlab-List" ref={box}>
      <div className="etlab-List-bar">
        <button
          className="etlab-TextButton"
          disabled={older === undefined || newer === undefined}
          onClick={() => void versions.compare(pageId, older!, newer!)}
        >
          {newer === undefined
            ? trans.__('Compare two versions')
            : trans.__('Compare %1 and %2', older, newer)}
        </button>
        <button
          className="etlab-TextButton"
          disabled={!dirty || newest === undefined}
          onClick={() => void versions.compare(pageId, newest!, null)}
        >
          {trans.__('Show what is not saved')}
        </button>
        {total !== null && (
          <span className="etlab-List-count">
            {trans._n('%1 version', '%1 versions', total, total)}
          </span>
        )}
      </div>
      {error !== null && (
        <p className="etlab-Empty" role="alert">
          {error}
        </p>
      )}
      <table className="etlab-List-table">
        <thead>
          <tr>
            <th aria-label={trans.__('Chosen to be compared')} />
            <th>{trans.__('Version')}</th>
            <th>{trans.__('Saved')}</th>
            <th>{trans.__('By')}</th>
            <th>{trans.__('Name')}</th>
            <th aria-label={trans.__('What can be done')} />
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.version} aria-selected={chosen.includes(row.version)}>
              <td>
                <input
                  type="checkbox"
                  aria-label={trans.__('Compare version %1', row.version)}
                  checked={chosen.includes(row.version)}
                  onChange={() => choose(row.version)}
                />
              </td>
              <td>{row.version === newest ? trans.__('%1 (newest)', row.version) : row.version}</td>
              <td title={Time.format(row.created_at)}>{Time.formatHuman(row.created_at)}</td>
              <td>{row.user_name ?? trans.__('Somebody who is gone')}</td>
              <td>{row.name}</td>
              <td>
                <button
                  className="etlab-TextButton"
                  onClick={() => void versions.compare(pageId, row.version, null)}
                >
                  {trans.__('Compare with now')}
                </button>
                {row.version !== newest && context.contentsModel?.writable !== false && (
                  <button
                    className="etlab-TextButton"
                    onClick={() => void versions.restore(pageId, row.version).then(refresh)}
                  >
                    {trans.__('Restore')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total !== null && total > rows.length && (
        <button className="etlab-TextButton" onClick={more}>
          {trans.__('Show older versions')}
        </button>
      )}
    </div>
  );
}

/** Whether the page has changes that are not saved. */
function useDirty(): boolean {
  const { model } = useSession().context;
  const [, update] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    model.stateChanged.connect(update);
    return () => {
      model.stateChanged.disconnect(update);
    };
  }, [model]);
  return model.dirty;
}
