/** Values for the parameters of a page that have no default. */

import type { IPageDocument } from '../canvas/types';

export interface IParameter {
  name: string;
  type?: string;
  default?: unknown;
  description?: string;
}

export type Value = string | number | boolean;
export type Values = Record<string, Value>;

export function wanted(page: IPageDocument): IParameter[] {
  const all = page.metadata?.parameters;
  return Array.isArray(all)
    ? (all as IParameter[]).filter(
        ({ name, default: value }) => name && (value === undefined || value === null)
      )
    : [];
}

/** A typed text as the parameter's type has it; what does not fit is left for the server to tell. */
export function valueOf(type: string | undefined, text: string): Value {
  if (type === 'integer' || type === 'double') {
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  return type === 'boolean' && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text;
}
