/** A widget whose React content is set from outside. */

import { ReactWidget } from '@jupyterlab/ui-components';

export class ReactSlot extends ReactWidget {
  set content(content: JSX.Element) {
    this._content = content;
    this.update();
  }

  protected override render(): JSX.Element {
    return this._content;
  }

  private _content = (<></>);
}
