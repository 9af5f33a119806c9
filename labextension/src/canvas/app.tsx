/** The views of a page; loaded when the first page is opened. */

import '@xyflow/react/dist/style.css';
import '../../style/canvas.css';
import '../../style/node.css';
import '../../style/annotations.css';
import '../../style/panels.css';
import '../../style/lists.css';
import '../../style/form.css';
import '../../style/grid.css';

import { ReactWidget } from '@jupyterlab/ui-components';
import { ReactFlowProvider } from '@xyflow/react';
import type { ClipboardEvent } from 'react';

import { BottomPanel } from './BottomPanel';
import { fragmentText, parseFragment } from './clipboard';
import { pasteInto } from './commands';
import { Flow } from './Flow';
import { SessionContext, usePage, useSession, useTrans, useView } from './hooks';
import { Palette } from './Palette';
import type { PageSession } from './session';
import { SidePanel } from './SidePanel';

export function createApp(session: PageSession): ReactWidget {
  const widget = ReactWidget.create(
    <SessionContext.Provider value={session}>
      <ReactFlowProvider>
        <PageView />
      </ReactFlowProvider>
    </SessionContext.Provider>
  );
  widget.addClass('etlab-Page-app');
  return widget;
}

function PageView(): JSX.Element {
  const session = useSession();
  const { error } = usePage();
  const { failed } = useView();
  if (failed !== null) {
    return <Broken message={failed} />;
  }
  if (error !== null) {
    return <Broken message={error} path={session.context.path} />;
  }
  return (
    <div className="etlab-Page-body" {...clipboard(session)}>
      <Palette />
      <div className="etlab-Page-main">
        <Flow />
        <BottomPanel />
      </div>
      <SidePanel />
    </div>
  );
}

function Broken({ message, path }: { message: string; path?: string }): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  return (
    <div className="etlab-Broken" role="alert">
      <h2>
        {path === undefined
          ? trans.__('ETLab does not answer')
          : trans.__('This file is not a page that can be drawn')}
      </h2>
      <p className="etlab-Broken-message">{message}</p>
      {path !== undefined && (
        <>
          <p>{trans.__('It appears here again as soon as its text is mended.')}</p>
          <button
            className="jp-mod-styled jp-mod-accept"
            onClick={() => session.host.openAsText(path)}
          >
            {trans.__('Open as Text')}
          </button>
        </>
      )}
    </div>
  );
}

/** The clipboard's own events: they need no permission, and work over plain HTTP. */
function clipboard(session: PageSession) {
  const { store } = session;
  const isText = (event: ClipboardEvent): boolean =>
    (event.target as HTMLElement).matches('input, textarea, select') ||
    (event.target as HTMLElement).closest('.etlab-Side, .etlab-Bottom') !== null;
  const onCopy = (event: ClipboardEvent): void => {
    const { nodes, notes, groups } = store.state;
    if (!isText(event) && nodes.size + notes.size + groups.size > 0) {
      event.clipboardData.setData('text/plain', fragmentText(store.copied()));
      event.preventDefault();
      if (event.type === 'cut') {
        store.removeSelected();
      }
    }
  };
  const onPaste = (event: ClipboardEvent): void => {
    const fragment = isText(event) ? null : parseFragment(event.clipboardData.getData('text'));
    if (fragment) {
      event.preventDefault();
      pasteInto(session, fragment);
    }
  };
  return { onCopy, onCut: onCopy, onPaste };
}
