/** A problem beside its field: what, where in the text, and what would be right. */

import type { Problem } from '../canvas/types';

export function ProblemNote({ problem, text }: { problem: Problem; text?: unknown }): JSX.Element {
  const line = typeof text === 'string' ? text.split('\n')[(problem.line ?? 1) - 1] : undefined;
  const at = (problem.column ?? 0) - 1;
  return (
    <div className={`etlab-ProblemNote etlab-mod-${problem.severity}`} role="alert">
      <div>{problem.message}</div>
      {line !== undefined && at >= 0 && problem.line && (
        <code>
          {line.slice(Math.max(0, at - 30), at)}
          <mark>{/^(\w+|.)/.exec(line.slice(at))?.[0] ?? '\u00a0'}</mark>
          {line
            .slice(at)
            .replace(/^(\w+|.)/, '')
            .slice(0, 30)}
        </code>
      )}
      {problem.hint && <div className="etlab-ProblemNote-hint">{problem.hint}</div>}
    </div>
  );
}
