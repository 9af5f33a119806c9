/** All that is wrong with the page; a click leads to it. */

import { useCheck, useSession, useTrans } from './hooks';
import type { Problem } from './types';

export function Problems(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { problems, current } = useCheck();
  const go = (problem: Problem): void => {
    if (problem.node) {
      session.view.change({ side: 'config' });
      session.store.select([problem.node], [], problem.field?.replace(/^config\./, '') ?? null);
      session.canvas?.reveal(problem.node);
    } else if (problem.edge) {
      session.store.select([], [problem.edge]);
    }
  };
  if (problems.length === 0) {
    return (
      <p className="etlab-Empty">
        {current ? trans.__('Nothing is wrong.') : trans.__('Checking…')}
      </p>
    );
  }
  return (
    <ul className="etlab-Problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <button className={`etlab-mod-${problem.severity}`} onClick={() => go(problem)}>
            <span className="etlab-Problems-sign" aria-label={severity(problem)}>
              {problem.severity === 'error' ? '✕' : '!'}
            </span>
            <span className="etlab-Problems-message">
              {problem.message}
              {problem.hint && <em>{problem.hint}</em>}
            </span>
            <span className="etlab-Problems-place">
              {[problem.label ?? problem.node, problem.field].filter(Boolean).join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );

  function severity(problem: Problem): string {
    return problem.severity === 'error' ? trans.__('Error') : trans.__('Warning');
  }
}
