/** A run: what became of it, its code and its logs; live while it goes on. */

import { CodeEditor, CodeEditorWrapper, IEditorServices } from '@jupyterlab/codeeditor';
import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Message } from '@lumino/messaging';
import { Poll } from '@lumino/polling';
import { BoxLayout, StackedPanel, Widget } from '@lumino/widgets';

import type { ApiClient, Schemas } from '../api/client';
import { statusIcons } from './icons';
import { ReactSlot } from './react-slot';
import { isOver, statusText } from './runs';

type Run = Schemas['Run'];
type View = 'code' | 'logs' | 'nodes';

export interface IRunDetailsOptions {
  client: ApiClient;
  trans: TranslationBundle;
  run: Run;
  editors: IEditorServices;
}

export class RunDetails extends Widget {
  constructor(private readonly options: IRunDetailsOptions) {
    super();
    const { trans, run, editors, client } = options;
    this._run = run;
    this.runId = run.id;
    this.addClass('etlab-RunDetails');
    this._code = readOnly(editors, 'text/x-python', run.code);
    this._logs = readOnly(editors, 'text/plain', run.logs ?? '');
    this._nodes = new ReactSlot();
    this._header = new ReactSlot();
    this._header.addClass('etlab-RunDetails-header');
    this._views = { nodes: this._nodes, code: this._code, logs: this._logs };
    this._stack = new StackedPanel();
    Object.values(this._views).forEach(widget => this._stack.addWidget(widget));
    const layout = new BoxLayout({ direction: 'top-to-bottom', spacing: 0 });
    layout.addWidget(this._header);
    layout.addWidget(this._stack);
    BoxLayout.setStretch(this._header, 0);
    BoxLayout.setStretch(this._stack, 1);
    this.layout = layout;
    this.title.label = run.page_name ?? trans.__('Run');
    this.title.closable = true;
    this._show(run.status === 'failed' && run.logs ? 'logs' : 'code');
    this._poll = new Poll({
      name: 'etlab:run',
      auto: false,
      frequency: { interval: 1500, backoff: true, max: 30_000 },
      standby: () => (this.isVisible ? 'when-hidden' : true),
      factory: async () => this._update(await client.get<Run>(`runs/${run.id}`))
    });
    this._update(run);
    if (!isOver(run)) {
      void this._poll.start();
    }
  }

  readonly runId: string;

  override dispose(): void {
    this._poll.dispose();
    super.dispose();
  }

  protected override onActivateRequest(_message: Message): void {
    this.node.querySelector<HTMLElement>('button[aria-selected="true"]')?.focus();
  }

  private _update(run: Run): void {
    const { trans } = this.options;
    this._run = run;
    this.title.icon = statusIcons[run.status];
    this.title.caption = trans.__(
      'Run of %1: %2',
      run.page_name ?? '',
      statusText(trans, run.status)
    );
    setText(this._code, run.code);
    setText(this._logs, run.logs ?? '');
    BoxLayout.setSizeBasis(this._header, run.error ? 88 : 64);
    this._render();
    if (isOver(run)) {
      void this._poll?.stop();
    }
  }

  private _show(view: View): void {
    this._view = view;
    for (const [name, widget] of Object.entries(this._views)) {
      widget.setHidden(name !== view);
    }
    this._render();
  }

  private _render(): void {
    const { trans } = this.options;
    this._header.content = (
      <Header run={this._run} trans={trans} view={this._view} onView={view => this._show(view)} />
    );
    this._nodes.content = <Nodes run={this._run} trans={trans} />;
  }

  private _run: Run;
  private _view: View = 'code';
  private readonly _poll: Poll;
  private readonly _header: ReactSlot;
  private readonly _nodes: ReactSlot;
  private readonly _code: CodeEditorWrapper;
  private readonly _logs: CodeEditorWrapper;
  private readonly _stack: StackedPanel;
  private readonly _views: Record<View, Widget>;
}

interface IHeaderProps {
  run: Run;
  trans: TranslationBundle;
  view: View;
  onView(view: View): void;
}

function Header({ run, trans, view, onView }: IHeaderProps): JSX.Element {
  const StatusIcon = statusIcons[run.status];
  const seconds = run.result_summary?.seconds;
  const facts = [
    statusText(trans, run.status),
    Time.format(run.created_at),
    ...(seconds != null ? [trans.__('%1 s', seconds.toFixed(1))] : []),
    ...(run.page_version != null ? [trans.__('version %1', run.page_version)] : [])
  ];
  const views: [View, string][] = [
    ['code', trans.__('Code')],
    ['logs', trans.__('Logs')],
    ['nodes', trans.__('Nodes')]
  ];
  return (
    <>
      <div className="etlab-RunDetails-title">
        <StatusIcon.react tag="span" width="16px" elementPosition="center" />
        <strong>{run.page_name ?? trans.__('Page that was not stored')}</strong>
        <span className="etlab-RunDetails-facts" role="status">
          {facts.join(' · ')}
        </span>
      </div>
      {run.error && (
        <div className="etlab-RunDetails-error" title={run.error}>
          {run.error}
        </div>
      )}
      <div className="etlab-Tabs" role="tablist" aria-label={trans.__('Parts of the run')}>
        {views.map(([name, label]) => (
          <button
            key={name}
            role="tab"
            aria-selected={view === name}
            className="etlab-Tab"
            onClick={() => onView(name)}
          >
            {label}
          </button>
        ))}
      </div>
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

function readOnly(editors: IEditorServices, mimeType: string, text: string): CodeEditorWrapper {
  const wrapper = new CodeEditorWrapper({
    factory: editors.factoryService.newDocumentEditor,
    model: new CodeEditor.Model({ mimeType }),
    editorOptions: { config: { readOnly: true, lineNumbers: true, lineWrap: false } }
  });
  wrapper.model.sharedModel.setSource(text);
  return wrapper;
}

function setText(editor: CodeEditorWrapper, text: string): void {
  if (editor.model.sharedModel.getSource() !== text) {
    editor.model.sharedModel.setSource(text);
  }
}
