/** The runs of the page, and the chosen one beside them. */

import { Time } from '@jupyterlab/coreutils';
import { useCallback, useEffect, useState } from 'react';

import type { IListing, Schemas } from '../api/client';
import { useRun, useSession, useTrans } from '../canvas/hooks';
import { useRows } from '../canvas/useRows';
import { statusIcons } from '../panel/icons';
import { RunDetails } from './RunDetails';
import { isOver } from './state';
import { isRunOver, rowsWritten, statusText } from './status';

type Row = Schemas['RunRow'];

const goesOn = (run: Row): boolean => !isRunOver(run);

export function Runs(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { host } = session;
  const current = useRun();
  const { page_id, page_path } = session.address();
  const fetch = useCallback(
    (offset: number, limit: number) =>
      host.api.get<IListing<Row>>('runs', {
        offset,
        limit,
        page_id: page_id ?? undefined,
        page_path: page_path ?? undefined
      }),
    [host, page_id, page_path]
  );
  const { rows, total, error, more, refresh, box } = useRows(fetch, goesOn);
  const [chosen, setChosen] = useState<string | null>(null);
  // The page's own run is told at once, not with the next look at the list.
  useEffect(refresh, [refresh, current.runId, current.status]);
  const shown = chosen ?? rows[0]?.id ?? null;
  const again = async (run: Row): Promise<void> => {
    await session.run.again(run.id);
    setChosen(null);
  };
  if (total === 0 || error !== null) {
    return (
      <div className="etlab-Runs" ref={box}>
        <p className="etlab-Empty" role={error === null ? undefined : 'alert'}>
          {error ?? trans.__('The page has not run yet.')}
        </p>
      </div>
    );
  }
  return (
    <div className="etlab-Runs" ref={box}>
      <div className="etlab-Runs-list" tabIndex={-1}>
        <table className="etlab-List-table">
          <thead>
            <tr>
              <th>{trans.__('Run')}</th>
              <th>{trans.__('Started')}</th>
              <th className="etlab-mod-number">{trans.__('Version')}</th>
              <th className="etlab-mod-number">{trans.__('Seconds')}</th>
              <th className="etlab-mod-number">{trans.__('Rows')}</th>
              <th>{trans.__('On')}</th>
              <th>{trans.__('By')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <RunRow
                key={row.id}
                row={row}
                chosen={row.id === shown}
                onChoose={() => setChosen(row.id)}
              />
            ))}
          </tbody>
        </table>
        {total !== null && total > rows.length && (
          <button className="etlab-TextButton" onClick={more}>
            {trans.__('Show older runs')}
          </button>
        )}
      </div>
      {shown !== null && (
        <RunDetails
          key={shown}
          host={host}
          id={shown}
          actions={run => (
            <span className="etlab-Runs-actions">
              {run.page_id !== null && run.page_version !== null && host.versions !== null && (
                <button
                  className="etlab-TextButton"
                  onClick={() => void host.versions!.compare(run.page_id!, run.page_version!, null)}
                >
                  {trans.__('Compare with now')}
                </button>
              )}
              <button
                className="etlab-TextButton"
                disabled={!isOver(current)}
                title={trans.__('Run the page again as it was then')}
                onClick={() => void again(run)}
              >
                {trans.__('Run again')}
              </button>
            </span>
          )}
        />
      )}
    </div>
  );
}

interface IRunRowProps {
  row: Row;
  chosen: boolean;
  onChoose: () => void;
}

function RunRow({ row, chosen, onChoose }: IRunRowProps): JSX.Element {
  const trans = useTrans();
  const StatusIcon = statusIcons[row.status];
  const { page_version: version, error } = row;
  return (
    <tr aria-selected={chosen} onClick={onChoose}>
      <td>
        <button className="etlab-Runs-choose" aria-pressed={chosen} title={error ?? undefined}>
          <StatusIcon.react tag="span" width="16px" elementPosition="center" />
          {statusText(trans, row.status)}
        </button>
      </td>
      <td title={Time.format(row.created_at)}>{Time.formatHuman(row.created_at)}</td>
      <td className="etlab-mod-number">
        {version ?? (row.page_id === null ? '' : trans.__('not saved'))}
      </td>
      <td className="etlab-mod-number">{row.result_summary?.seconds?.toFixed(1)}</td>
      <td className="etlab-mod-number">{rowsWritten(row)?.toLocaleString()}</td>
      <td>{row.connection_name}</td>
      <td>{row.user_name}</td>
    </tr>
  );
}
