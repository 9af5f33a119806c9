/** What other parts may ask about versions. */

import { Token } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';

import type { ISide } from './ComparisonView';
import type { Version } from './useSide';

export interface IVersions {
  /** Shows in a tab how two versions of a stored page differ. */
  compare(pageId: string, base: Version, other: Version): Promise<void>;

  /** Saves an old version as the newest; false where the person would rather not. */
  restore(pageId: string, version: number): Promise<boolean>;

  /** How two documents differ, to be put anywhere. */
  comparison(pageId: string | null, base: ISide, other: ISide): Promise<Widget>;
}

export const IVersions = new Token<IVersions>(
  'etlab-jupyter:IVersions',
  'Compares and restores versions of pages.'
);
