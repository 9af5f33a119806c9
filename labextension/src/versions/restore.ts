/** An old version becomes the newest. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient, Schemas } from '../api/client';
import type { OpenPages } from '../drive/open-pages';
import { fullPath } from '../drive/path';

export interface IRestoreHost {
  api: ApiClient;
  trans: TranslationBundle;
  pages: OpenPages;
  contents: Contents.IManager;
}

/** Asks where there is unsaved work; false where the person would rather not. */
export async function restore(
  { api, trans, pages, contents }: IRestoreHost,
  pageId: string,
  version: number
): Promise<boolean> {
  const dirty = pages.of(pageId).filter(context => context.model.dirty);
  const answer = dirty.length > 0 ? await askUnsaved(trans, version) : 'discard';
  if (answer === 'cancel') {
    return false;
  }
  if (answer === 'save') {
    await Promise.all(dirty.map(context => context.save()));
  }
  const page = await api.get<Schemas['Page']>(`pages/${pageId}`);
  await contents.restoreCheckpoint(fullPath(pageId, page.name), String(version));
  await pages.revert(pageId);
  return true;
}

async function askUnsaved(
  trans: TranslationBundle,
  version: number
): Promise<'cancel' | 'discard' | 'save'> {
  const answer = await showDialog({
    title: trans.__('Restore version %1?', version),
    body: trans.__('The page has changes that are not saved. Saved first, they stay a version.'),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Restore without Saving'), actions: ['discard'] }),
      Dialog.okButton({ label: trans.__('Save and Restore'), actions: ['save'] })
    ]
  });
  return (answer.button.actions[0] as 'discard' | 'save' | undefined) ?? 'cancel';
}
