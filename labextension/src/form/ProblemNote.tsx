/** A problem beside its field: what, and what would be right. */

import type { Note } from './context';

export function ProblemNote({ problem }: { problem: Note }): JSX.Element {
  return (
    <div className={`etlab-ProblemNote etlab-mod-${problem.severity}`} role="alert">
      <div>{problem.message}</div>
      {problem.hint && <div className="etlab-ProblemNote-hint">{problem.hint}</div>}
    </div>
  );
}
