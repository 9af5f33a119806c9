/** What is asked before something is deleted, and said after. */

import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';

import type { PanelContext } from './context';

/** Whether something may be deleted that does not come back. */
export async function mayDelete(
  { trans }: PanelContext,
  title: string,
  body: string,
  button = trans.__('Delete')
): Promise<boolean> {
  const answer = await showDialog({
    title,
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: button })
    ],
    defaultButton: 0
  });
  return answer.button.accept;
}

/** Says that something is in the trash, and offers to take it out again. */
export function tellTrashed(panel: PanelContext, name: string, restore: () => Promise<void>): void {
  const { trans } = panel;
  Notification.emit(trans.__('“%1” is in the trash.', name), 'default', {
    autoClose: 10_000,
    actions: [
      {
        label: trans.__('Undo'),
        caption: trans.__('Take “%1” out of the trash', name),
        callback: () => void panel.attempt(restore)
      }
    ]
  });
}
