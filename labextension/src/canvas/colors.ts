/** The colours of notes and groups. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { COLORS } from './annotations';

export function colorNames(trans: TranslationBundle): Record<(typeof COLORS)[number], string> {
  return {
    yellow: trans.__('Yellow'),
    blue: trans.__('Blue'),
    green: trans.__('Green'),
    red: trans.__('Red'),
    gray: trans.__('Gray')
  };
}

/** The class that gives an element its colour. */
export function colorClass(color: string): string {
  return `etlab-mod-color-${COLORS.find(known => known === color) ?? COLORS[0]}`;
}
