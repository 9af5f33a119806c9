/** Runs: the list, which is looked at again and again, and what can be done with them. */

import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { Time } from '@jupyterlab/coreutils';
import type { ILayoutRestorer } from '@jupyterlab/application';
import { refreshIcon, stopIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient, Schemas } from '../api/client';
import { isRunOver, statusText } from '../run/status';
import type { RunWidget } from '../run/widget';
import { addCommands } from './commands';
import type { PanelContext } from './context';
import { statusIcons } from './icons';
import { ListModel } from './list-model';
import { PagedList } from './paged-list';
import type { Item } from './rows';

type Run = Schemas['Run'];
type RunRow = Schemas['RunRow'];

export class RunsModel extends ListModel<RunRow> {
  constructor(
    client: ApiClient,
    trans: TranslationBundle,
    search: () => string,
    onError: (error: unknown) => void
  ) {
    const list = new PagedList<RunRow>(
      (offset, limit) => client.get('runs', { offset, limit, search: search() || undefined }),
      onError
    );
    super({
      list,
      loading: trans.__('Loading…'),
      empty: () => (search() ? trans.__('No runs of such pages') : trans.__('No runs yet')),
      describe: run => {
        const name = run.page_name ?? trans.__('Page that was not stored');
        const status = statusText(trans, run.status);
        return {
          item: { kind: 'run', data: run },
          label: name,
          icon: statusIcons[run.status],
          detail: isRunOver(run) ? Time.formatHuman(run.created_at, 'narrow') : status,
          caption: [
            `${name}: ${status}`,
            ...(run.connection_name ? [trans.__('On %1', run.connection_name)] : []),
            Time.format(run.created_at),
            ...(run.error ? [run.error] : [])
          ].join('\n')
        };
      }
    });
    this._list = list;
  }

  /** Whether a run that is loaded goes on. */
  get busy(): boolean {
    return [...this._list.loaded()].some(run => !isRunOver(run));
  }

  private readonly _list: PagedList<RunRow>;
}

export function addRunActions(
  panel: PanelContext,
  runs: RunsModel,
  languages: IEditorLanguageRegistry | null,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const { app, client, trans } = panel;
  const tracker = new WidgetTracker<MainAreaWidget<RunWidget>>({ namespace: 'etlab-run' });
  const current = (): RunRow | null => {
    const item = panel.item;
    return item?.kind === 'run' ? item.data : null;
  };

  panel.actions.set('run', {
    open: item => app.commands.execute('etlab:show-run', { id: idOf(item) }),
    delete: async item => {
      await client.call<void>('DELETE', `runs/${idOf(item)}`);
      await runs.refresh();
    }
  });

  addCommands(panel, palette, [
    {
      id: 'etlab:cancel-run',
      label: trans.__('Cancel Run'),
      caption: trans.__('Stop the run that is selected in the ETLab panel'),
      icon: stopIcon,
      enabled: () => {
        const run = current();
        return run !== null && !isRunOver(run);
      },
      run: async () => {
        await client.call<Run>('POST', `runs/${current()?.id}/cancel`);
        await runs.refresh();
      }
    },
    {
      id: 'etlab:run-again',
      label: trans.__('Run Again'),
      caption: trans.__('Start a run like the one that is selected in the ETLab panel'),
      icon: refreshIcon,
      enabled: () => current() !== null,
      run: async () => {
        const run = await client.call<Run>('POST', `runs/${current()?.id}/again`);
        await runs.refresh();
        runs.select(run.id);
      }
    }
  ]);

  // Not in the palette: it needs to be told which run.
  app.commands.addCommand('etlab:show-run', {
    label: trans.__('Show Run'),
    caption: trans.__('Show the code and the logs of a run'),
    describedBy: {
      args: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
    },
    execute: args =>
      panel.attempt(async () => {
        const id = String(args.id);
        let widget = tracker.find(found => found.content.runId === id);
        if (!widget) {
          const { RunWidget } = await import('../run/widget');
          const content = new RunWidget({ api: client, trans, languages }, id);
          widget = new MainAreaWidget({ content });
          widget.toolbar.hide();
          widget.id = `etlab-run-${id}`;
          await tracker.add(widget);
        }
        if (!widget.isAttached) {
          app.shell.add(widget, 'main');
        }
        app.shell.activateById(widget.id);
      })
  });
  if (restorer) {
    void restorer.restore(tracker, {
      command: 'etlab:show-run',
      args: widget => ({ id: widget.content.runId }),
      name: widget => widget.content.runId
    });
  }
}

function idOf(item: Item): string {
  return (item as { data: RunRow }).data.id;
}
