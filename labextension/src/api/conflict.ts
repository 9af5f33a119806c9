/** What to do when somebody else saved a newer version. */

import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { ApiError } from './client';

export type Choice = 'overwrite' | 'keep' | 'theirs' | 'cancel';

export interface IConflict {
  name: string;
  /** The version that one's own changes are based on. */
  mine: number;
  /** The newest version. */
  theirs: number;
}

/** The newest version's number, if an error says that a change was based on an older one. */
export function newestVersion(error: unknown): number | null {
  if (error instanceof ApiError && error.status === 412) {
    const { version } = error.problem as { version?: unknown };
    return typeof version === 'number' ? version : null;
  }
  return null;
}

/**
 * Does what goes with any version, such as another name: if a newer one is there by now, again
 * with that one.
 */
export async function withNewest<T>(
  version: number,
  work: (version: number) => Promise<T>
): Promise<T> {
  try {
    return await work(version);
  } catch (error) {
    const newest = newestVersion(error);
    if (newest === null) {
      throw error;
    }
    return work(newest);
  }
}

/** Asks; closing the dialog cancels, and then nothing is stored and nothing lost. */
export async function askConflict(
  trans: TranslationBundle,
  conflict: IConflict,
  keepLabel: string
): Promise<Choice> {
  const { name, mine, theirs } = conflict;
  const dialog = new Dialog({
    title: trans.__('“%1” was changed meanwhile', name),
    body: trans.__(
      'You changed version %1, and by now somebody has saved version %2. Nothing is stored yet.',
      mine,
      theirs
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({
        label: trans.__('Load version %1', theirs),
        caption: trans.__('Give up your changes and show what is stored'),
        accept: false,
        actions: ['theirs']
      }),
      Dialog.okButton({ label: keepLabel, actions: ['keep'] }),
      Dialog.warnButton({
        label: trans.__('Overwrite version %1', theirs),
        caption: trans.__('Save yours as the newest version; the other stays among the versions'),
        actions: ['overwrite']
      })
    ],
    defaultButton: 2
  });
  dialog.addClass('etlab-ConflictDialog');
  const result = await dialog.launch();
  return (result.button.actions[0] as Choice | undefined) ?? 'cancel';
}
