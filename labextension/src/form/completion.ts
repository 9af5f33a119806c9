/** Completion in expressions: the columns that come in, and the functions of Spark SQL. */

import type { Completion, CompletionSource } from '@codemirror/autocomplete';

import type { Schemas } from '../api/client';
import type { Column } from '../canvas/types';

export type SparkFunction = Schemas['FunctionRow'];

const WORD = /`?[\p{L}_][\p{L}\p{N}_]*$/u;
const KEYWORDS =
  'and as between case cast distinct else end false ilike in interval is like not null or over ' +
  'partition order by rlike then true try_cast when';

export interface ICompletionFacts {
  columns(): readonly Column[];
  functions(): Promise<readonly SparkFunction[]>;
}

/** Columns come first; nothing is offered inside a text, nor where a column is complete. */
export function completionSource({ columns, functions }: ICompletionFacts): CompletionSource {
  return async context => {
    const before = context.state.sliceDoc(0, context.pos);
    const word = WORD.exec(before)?.[0] ?? '';
    const known = columns();
    const complete = known.some(column => quoted(column.name) === word);
    if ((word === '' && !context.explicit) || inText(before) || complete) {
      return null;
    }
    // As long as a column is not complete, what was found is only narrowed down.
    const validFor = (text: string): boolean =>
      /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) && !known.some(column => column.name === text);
    const options = [
      ...known.map(columnOption),
      ...(await functions()).map(functionOption),
      ...KEYWORDS.split(' ').map(label => ({ label, type: 'keyword', boost: -1 }))
    ];
    // A quoted name is looked up without its quote.
    const from = context.pos - word.length;
    return word.startsWith('`')
      ? { from: from + 1, options: options.filter(one => one.type === 'property').map(inQuotes) }
      : { from, options, validFor };
  };
}

function columnOption({ name, type }: Column): Completion {
  return { label: name, detail: type, type: 'property', apply: quoted(name), boost: 99 };
}

function functionOption({ name, role, signature }: SparkFunction): Completion {
  return {
    label: name,
    detail: signature.slice(name.length),
    type: role === 'scalar' ? 'function' : role,
    apply: (view, _, from, to) => {
      const open = view.state.sliceDoc(to, to + 1) === '(';
      view.dispatch({
        changes: { from, to, insert: open ? name : `${name}()` },
        selection: { anchor: from + name.length + 1 },
        userEvent: 'input.complete'
      });
    }
  };
}

function inQuotes(option: Completion): Completion {
  return { ...option, apply: `${option.label.replaceAll('`', '``')}\`` };
}

/** Whether a text ends inside of quotes. */
export function inText(before: string): boolean {
  let open = '';
  for (let at = 0; at < before.length; at++) {
    const character = before[at]!;
    if (open !== '' && character === '\\') {
      at++;
    } else if (open === '' && /['"`]/.test(character)) {
      open = character;
    } else if (character === open) {
      open = '';
    }
  }
  return open === "'" || open === '"';
}

export function quoted(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}
