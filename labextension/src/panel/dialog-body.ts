/** What is inside a dialog and has its own use for Enter. */

import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';

const OWN = 'textarea, .cm-content, button, summary, input.etlab-mod-submits';

/** A dialog takes Enter before its body hears of it; here it ends a line, or presses a button. */
export abstract class DialogBody extends ReactWidget {
  handleEvent(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const plain = !event.ctrlKey && !event.metaKey;
    if (event.key === 'Enter' && plain && this.node.contains(target) && target.matches(OWN)) {
      event.stopPropagation();
    }
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    document.addEventListener('keydown', this, true);
  }

  protected override onBeforeDetach(message: Message): void {
    document.removeEventListener('keydown', this, true);
    super.onBeforeDetach(message);
  }
}
