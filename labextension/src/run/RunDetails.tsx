/** A recorded run: what became of it, its code and its logs; live while it goes on. */

import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import type { ApiClient, Schemas } from '../api/client';
import { Tabs } from '../canvas/Tabs';
import { TextView } from '../code/TextView';
import { statusIcons } from '../panel/icons';
import { statusText } from './status';
import { useRecordedRun } from './useRecordedRun';

type Run = Schemas['Run'];
type View = 'code' | 'logs' | 'nodes';

export interface IRunHost {
  api: ApiClient;
  trans: TranslationBundle;
  languages: IEditorLanguageRegistry | null;
}

interface IRunDetailsProps {
  host: IRunHost;
  id: string;
  /** What can be done with the run. */
  actions?: (run: Run) => ReactNode;
  /** Told whenever more is known of the run. */
  onRun?: (run: Run) => void;
}

export function RunDetails({ host, id, actions, onRun }: IRunDetailsProps): JSX.Element {
  const { trans, languages } = host;
  const box = useRef<HTMLDivElement>(null);
  const { run, error } = useRecordedRun(host.api, id, box);
  const [chosen, setChosen] = useState<View | null>(null);
  useEffect(() => {
    if (run) {
      onRun?.(run);
    }
  }, [run]);
  const view = chosen ?? (run?.status === 'failed' && run.logs ? 'logs' : 'code');
  return (
    <div className="etlab-RunDetails" ref={box}>
      {run === null ? (
        <p className="etlab-Note" role={error === null ? undefined : 'alert'}>
          {error ?? trans.__('Loading…')}
        </p>
      ) : (
        <>
          <Header run={run} trans={trans} />
          <div className="etlab-RunDetails-bar">
            <Tabs
              label={trans.__('Parts of the run')}
              current={view}
              tabs={[
                { id: 'code', label: trans.__('Code') },
                { id: 'logs', label: trans.__('Logs') },
                { id: 'nodes', label: trans.__('Nodes') }
              ]}
              onChoose={setChosen}
            />
            {actions?.(run)}
          </div>
          <div className="etlab-RunDetails-view" role="tabpanel">
            {view === 'code' && (
              <TextView
                text={run.code}
                language="python"
                label={trans.__('Code')}
                languages={languages}
              />
            )}
            {view === 'logs' && (
              <TextView
                text={run.logs ?? ''}
                language="text"
                label={trans.__('Logs')}
                languages={languages}
              />
            )}
            {view === 'nodes' && <Nodes run={run} trans={trans} />}
          </div>
        </>
      )}
    </div>
  );
}

function Header({ run, trans }: { run: Run; trans: TranslationBundle }): JSX.Element {
  const StatusIcon = statusIcons[run.status];
  const seconds = run.result_summary?.seconds;
  const facts = [
    statusText(trans, run.status),
    ...(run.mode === 'submit' ? [trans.__('as a job')] : []),
    ...(run.connection_name ? [trans.__('on %1', run.connection_name)] : []),
    Time.format(run.created_at),
    ...(seconds != null ? [trans.__('%1 s', seconds.toFixed(1))] : []),
    ...(run.page_version != null ? [trans.__('version %1', run.page_version)] : []),
    ...(run.result_summary?.application ? [run.result_summary.application] : [])
  ];
  const told = facts.join(' · ');
  return (
    <>
      <div className="etlab-RunDetails-title">
        <StatusIcon.react tag="span" width="16px" elementPosition="center" />
        <strong>{run.page_name ?? trans.__('Page that was not stored')}</strong>
        <span className="etlab-RunDetails-facts" role="status" title={told}>
          {told}
        </span>
      </div>
      {run.error && (
        <div className="etlab-RunDetails-error" title={run.error}>
          {run.error}
        </div>
      )}
    </>
  );
}

function Nodes({ run, trans }: { run: Run; trans: TranslationBundle }): JSX.Element {
  const nodes = Object.entries(run.result_summary?.nodes ?? {});
  if (nodes.length === 0) {
    return <p className="etlab-Note">{trans.__('Nothing is known of the nodes.')}</p>;
  }
  const status = {
    completed: trans.__('completed'),
    failed: trans.__('failed'),
    cancelled: trans.__('cancelled'),
    skipped: trans.__('skipped')
  };
  return (
    <table className="etlab-Table">
      <thead>
        <tr>
          <th>{trans.__('Node')}</th>
          <th>{trans.__('Status')}</th>
          <th className="etlab-mod-number">{trans.__('Rows')}</th>
          <th className="etlab-mod-number">{trans.__('Seconds')}</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(([id, node]) => (
          <tr key={id}>
            <td>{node.label || id}</td>
            <td>{node.reason ? `${status[node.status]}: ${node.reason}` : status[node.status]}</td>
            <td className="etlab-mod-number">{node.rows?.toLocaleString()}</td>
            <td className="etlab-mod-number">{node.seconds?.toFixed(1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
