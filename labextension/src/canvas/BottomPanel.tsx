/** Below the canvas: problems, rows, the log of the run, and the code of the page. */

import { useState } from 'react';

import { Log } from '../run/Log';
import { Preview } from '../run/Preview';
import { Runs } from '../run/Runs';
import { RunStatus } from '../run/RunStatus';
import { History } from '../versions/History';
import { CodeView } from './CodeView';
import { useCheck, useSession, useTrans, useView } from './hooks';
import { Problems } from './Problems';
import { Splitter } from './Splitter';
import { Tabs } from './Tabs';

export function BottomPanel(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { bottom } = useView();
  const { problems } = useCheck();
  const [height, setHeight] = useState(250);
  const errors = problems.some(problem => problem.severity === 'error');
  return (
    <div className="etlab-Bottom">
      {bottom !== null && (
        <Splitter
          vertical={false}
          label={trans.__('Height of the panel')}
          size={height}
          min={100}
          max={600}
          onChange={setHeight}
        />
      )}
      <div className="etlab-Bottom-bar">
        <Tabs
          label={trans.__('Panels')}
          current={bottom}
          tabs={[
            {
              id: 'problems',
              label: trans.__('Problems'),
              badge: problems.length > 0 ? String(problems.length) : undefined,
              className: errors ? 'etlab-mod-error' : 'etlab-mod-warning'
            },
            { id: 'preview', label: trans.__('Preview') },
            { id: 'log', label: trans.__('Log') },
            { id: 'code', label: trans.__('Page Code') },
            { id: 'runs', label: trans.__('Runs') },
            { id: 'history', label: trans.__('History') }
          ]}
          onChoose={id => session.view.change({ bottom: id === bottom ? null : id })}
        />
        <RunStatus />
      </div>
      {bottom !== null && (
        <div className="etlab-Bottom-content" role="tabpanel" style={{ height }}>
          {bottom === 'problems' && <Problems />}
          {bottom === 'preview' && <Preview />}
          {bottom === 'log' && <Log />}
          {bottom === 'code' && <CodeView />}
          {bottom === 'runs' && <Runs />}
          {bottom === 'history' && <History />}
        </div>
      )}
    </div>
  );
}
