/** All that differs as a list; the chosen node with its old and new settings. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { drawing, type Mark } from './drawing';
import { markText, SIGNS } from './marks';
import { nodeChanges, pageChanges, type ISettingChange } from './settings';
import type { IComparison } from './useComparison';

interface IChangesProps {
  comparison: IComparison;
  trans: TranslationBundle;
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

export function Changes({ comparison, trans, chosen, onChoose }: IChangesProps): JSX.Element {
  const { base, other, difference } = comparison;
  const page = pageChanges(base, other, difference.page, trans);
  const { nodes, edges } = drawing(base, other, difference);
  const changedNodes = nodes.filter(one => one.mark !== 'same');
  const changedEdges = edges.filter(one => one.mark !== 'same');
  const names = new Map(nodes.map(({ item }) => [item.id, item.data.label || item.id]));
  const nothing = page.length + changedNodes.length + changedEdges.length === 0;
  return (
    <div className="etlab-Changes" role="region" aria-label={trans.__('Differences')} tabIndex={0}>
      {nothing && (
        <p className="etlab-Empty">
          {trans.__('Nothing differs but perhaps where nodes are on the canvas.')}
        </p>
      )}
      {page.length > 0 && (
        <section>
          <h3>{trans.__('Page')}</h3>
          <Settings changes={page} trans={trans} />
        </section>
      )}
      {changedNodes.length > 0 && (
        <section>
          <h3>{trans.__('Nodes')}</h3>
          <ul>
            {changedNodes.map(({ item, mark }) => (
              <li key={item.id}>
                <button
                  className={`etlab-Changes-item etlab-mod-${mark}`}
                  aria-expanded={item.id === chosen}
                  onClick={() => onChoose(item.id === chosen ? null : item.id)}
                >
                  <Sign mark={mark} trans={trans} />
                  <span>{names.get(item.id)}</span>
                </button>
                {item.id === chosen && (
                  <Settings changes={nodeChanges(comparison, item.id, trans)} trans={trans} />
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {changedEdges.length > 0 && (
        <section>
          <h3>{trans.__('Edges')}</h3>
          <ul>
            {changedEdges.map(({ item, mark }) => (
              <li key={item.id} className={`etlab-Changes-item etlab-mod-${mark}`}>
                <Sign mark={mark} trans={trans} />
                <span>
                  {trans.__(
                    '%1 to %2',
                    names.get(item.source) ?? item.source,
                    names.get(item.target) ?? item.target
                  )}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Sign({ mark, trans }: { mark: Mark; trans: TranslationBundle }): JSX.Element {
  return (
    <span className="etlab-Changes-sign" role="img" aria-label={markText(trans, mark)}>
      {SIGNS[mark]}
    </span>
  );
}

interface ISettingsProps {
  changes: readonly ISettingChange[];
  trans: TranslationBundle;
}

function Settings({ changes, trans }: ISettingsProps): JSX.Element {
  return (
    <dl className="etlab-Changes-settings">
      {changes.map(({ title, before, after }) => (
        <div key={title}>
          <dt>{title}</dt>
          {before !== null && (
            <dd className="etlab-mod-removed">
              <span aria-label={trans.__('Before')}>−</span>
              <pre>{before}</pre>
            </dd>
          )}
          {after !== null && (
            <dd className="etlab-mod-added">
              <span aria-label={trans.__('After')}>+</span>
              <pre>{after}</pre>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
