/** The choice on the toolbar of where the page runs. */

import { HTMLSelect, ReactWidget } from '@jupyterlab/ui-components';
import { useSyncExternalStore } from 'react';

import type { PageSession } from '../canvas/session';

const NEW = 'new';

export function targetSelect(session: PageSession): ReactWidget {
  const widget = ReactWidget.create(<TargetSelect session={session} />);
  widget.addClass('etlab-TargetSelect');
  return widget;
}

function TargetSelect({ session }: { session: PageSession }): JSX.Element {
  const { target, trans } = session;
  const { groups, chosen } = useSyncExternalStore(target.subscribe, () => target.state);
  const choose = (key: string): void => {
    if (key === NEW) {
      void session.startKernel();
      return;
    }
    const choices = [target.own, ...groups.flatMap(group => group.choices)];
    const choice = choices.find(one => one.key === key);
    if (choice) {
      void target.choose(choice);
    }
  };
  return (
    <HTMLSelect
      value={chosen.key}
      aria-label={trans.__('Where the page runs')}
      title={trans.__('Where the page runs')}
      onFocus={() => void target.lookForConnections().catch(() => undefined)}
      onChange={event => choose(event.target.value)}
    >
      <option value={target.own.key}>{target.own.label}</option>
      {!target.there && <option value={chosen.key}>{trans.__('%1 (gone)', chosen.label)}</option>}
      {groups
        .filter(({ choices }) => choices.length > 0)
        .map(({ label, choices }) => (
          <optgroup key={label} label={label}>
            {choices.map(({ key, label: text }) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </optgroup>
        ))}
      <option value={NEW}>{trans.__('New kernel…')}</option>
    </HTMLSelect>
  );
}
