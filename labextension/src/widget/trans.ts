/** English as it is written: a notebook's output is not translated by JupyterLab. */

import type { Translate } from '../canvas/types';

function fill(text: string, values: readonly unknown[]): string {
  return text.replace(/%(\d)/g, (whole, place) => String(values[Number(place) - 1] ?? whole));
}

export const english: Translate = {
  __: (text, ...values) => fill(text, values),
  _n: (one, many, count, ...values) => fill(count === 1 ? one : many, values)
};
