/** A run in the main area; loaded when the first one is opened. */

import '../../style/panels.css';
import '../../style/code.css';

import { ReactWidget } from '@jupyterlab/ui-components';

import type { Schemas } from '../api/client';
import { statusIcons } from '../panel/icons';
import { RunDetails, type IRunHost } from './RunDetails';
import { statusText } from './status';

type Run = Schemas['Run'];

export class RunWidget extends ReactWidget {
  constructor(
    private readonly host: IRunHost,
    readonly runId: string
  ) {
    super();
    this.title.label = host.trans.__('Run');
    this.title.closable = true;
  }

  protected override render(): JSX.Element {
    return <RunDetails host={this.host} id={this.runId} onRun={run => this.entitle(run)} />;
  }

  private entitle(run: Run): void {
    const { trans } = this.host;
    const name = run.page_name ?? trans.__('Page that was not stored');
    this.title.label = name;
    this.title.icon = statusIcons[run.status];
    this.title.caption = trans.__('Run of %1: %2', name, statusText(trans, run.status));
  }
}
