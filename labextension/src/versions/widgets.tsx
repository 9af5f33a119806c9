/** The views of versions as widgets; loaded when they are first wanted. */

import '@xyflow/react/dist/style.css';
import '../../style/canvas.css';
import '../../style/node.css';
import '../../style/panels.css';
import '../../style/code.css';
import '../../style/compare.css';

import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import { ReactFlowProvider } from '@xyflow/react';

import { ComparePage, type IComparePageHost } from './ComparePage';
import { ComparisonView, type IComparisonHost, type ISide } from './ComparisonView';
import type { Version } from './useSide';

/** The comparison of two versions of a page, in the main area. */
export class CompareWidget extends ReactWidget {
  constructor(
    private readonly host: IComparePageHost,
    readonly pageId: string,
    public base: Version,
    public other: Version
  ) {
    super();
    this.addClass('etlab-CompareWidget');
  }

  /** Says what page it is about. */
  set pageName(name: string) {
    this.title.label = this.host.trans.__('Versions of %1', name);
    this.title.caption = this.title.label;
  }

  /** Other versions were chosen. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  showVersions(base: Version, other: Version): void {
    this.base = base;
    this.other = other;
    this.update();
    this._changed.emit();
  }

  protected override render(): JSX.Element {
    return (
      <ReactFlowProvider>
        <ComparePage
          host={this.host}
          pageId={this.pageId}
          base={this.base}
          other={this.other}
          onName={name => {
            this.pageName = name;
          }}
          onChange={(base, other) => this.showVersions(base, other)}
        />
      </ReactFlowProvider>
    );
  }

  private readonly _changed = new Signal<this, void>(this);
}

/** A comparison of two documents, for a dialog. */
export function comparisonWidget(
  host: IComparisonHost,
  pageId: string | null,
  base: ISide,
  other: ISide
): ReactWidget {
  const widget = ReactWidget.create(
    <ReactFlowProvider>
      <ComparisonView host={host} pageId={pageId} base={base} other={other} />
    </ReactFlowProvider>
  );
  widget.addClass('etlab-CompareWidget');
  return widget;
}
