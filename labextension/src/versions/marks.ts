/** What the marks of a comparison are called, and signs that need no colour. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Mark } from './drawing';

export const SIGNS: Record<Mark, string> = { same: '', added: '+', removed: '−', changed: '≠' };

export function markText(trans: TranslationBundle, mark: Mark): string {
  return {
    same: trans.__('Unchanged'),
    added: trans.__('Added'),
    removed: trans.__('Removed'),
    changed: trans.__('Changed')
  }[mark];
}
