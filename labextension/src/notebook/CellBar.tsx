/** The bar above a bound cell that was edited by hand, or that is out of date. */

import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { lazy, Suspense, useId, useState } from 'react';

import '../../style/code.css';
import type { CellState, Choice } from './cells';

const DiffView = lazy(() =>
  import('../code/DiffView').then(found => ({ default: found.DiffView }))
);

export interface ICellBarProps {
  state: CellState;
  source: string;
  stale: boolean;
  trans: TranslationBundle;
  languages: IEditorLanguageRegistry | null;
  choose(choice: Choice): void;
  run(): void;
}

export function isEdited({ status, action }: CellState): boolean {
  return !action && (status === 'edited' || status === 'both' || status === 'removed');
}

export function CellBar(props: ICellBarProps): JSX.Element {
  const { state, source, stale, trans, languages, choose, run } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  const edited = isEdited(state);
  const gone = state.status === 'removed';
  const name = state.label || state.node;
  return (
    <div
      className="etlab-CellBar"
      role="group"
      aria-label={trans.__('The cell of %1 and its node', name)}
    >
      {stale && (
        <div className="etlab-CellBar-line">
          <span className="etlab-CellBar-text etlab-mod-stale">
            {trans.__('Out of date: it, or what it reads, has changed since it ran')}
          </span>
          <button type="button" onClick={run}>
            {trans.__('Run')}
          </button>
        </div>
      )}
      {edited && (
        <div className="etlab-CellBar-line">
          <span className="etlab-CellBar-text">{what()}</span>
          {!gone && (
            <button
              type="button"
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
            >
              {open ? trans.__('Hide Difference') : trans.__('Show Difference')}
            </button>
          )}
          {!gone && (
            <button type="button" onClick={() => choose('keep')}>
              {trans.__('Keep as the Node’s Code')}
            </button>
          )}
          <button type="button" onClick={() => choose('take')}>
            {gone ? trans.__('Delete the Cell') : trans.__('Take the Node’s Code')}
          </button>
          <button type="button" onClick={() => choose('detach')}>
            {trans.__('Detach')}
          </button>
        </div>
      )}
      {open && edited && !gone && (
        <div className="etlab-CellBar-diff" id={id}>
          <Suspense fallback={<p>{trans.__('Loading…')}</p>}>
            <DiffView
              base={{ label: trans.__('This cell'), text: source }}
              other={{ label: trans.__('The node %1', name), text: state.code ?? '' }}
              language="python"
              languages={languages}
              trans={trans}
            />
          </Suspense>
        </div>
      )}
    </div>
  );

  function what(): string {
    switch (state.status) {
      case 'removed':
        return trans.__('Edited by hand; its node has been removed from the page');
      case 'both':
        return trans.__('Edited by hand, and its node “%1” has changed as well', name);
      default:
        return trans.__('Edited by hand: it differs from its node “%1”', name);
    }
  }
}
