/** Problems of the server as mistakes that an editor underlines. */

import type { Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';

import type { Problem } from '../canvas/types';

/** A problem at its place in the text, up to the end of its word. */
export function diagnosticOf(doc: Text, problem: Problem): Diagnostic | null {
  const { line, column, severity, message } = problem;
  if (!line || !column || line > doc.lines) {
    return null;
  }
  const { from, text } = doc.line(line);
  // The server counts characters, JavaScript counts UTF-16.
  const at = [...text].slice(0, column - 1).join('').length;
  const word = /^(?:[\p{L}\p{N}_]+|.)/u.exec(text.slice(at))?.[0] ?? '';
  return { from: from + at, to: from + at + word.length, severity, message };
}
