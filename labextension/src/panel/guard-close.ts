/** Widgets that ask before they are closed with changes in them. */

import type { MainAreaWidget } from '@jupyterlab/apputils';
import { MessageLoop } from '@lumino/messaging';

export interface IGuarded {
  readonly dirty: boolean;
  /** Asks; whether the widget may go. */
  mayClose(): Promise<boolean>;
}

/** A widget of the main area closes itself without asking its content. */
export function guardClose(widget: MainAreaWidget, content: IGuarded): void {
  let asking = false;
  MessageLoop.installMessageHook(widget, (_, message) => {
    if (message.type !== 'close-request' || !content.dirty) {
      return true;
    }
    if (!asking) {
      asking = true;
      void content
        .mayClose()
        .then(may => may && widget.dispose())
        .finally(() => {
          asking = false;
        });
    }
    return false;
  });
}
