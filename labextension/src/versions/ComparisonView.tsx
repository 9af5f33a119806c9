/** How two versions of a page differ: drawn, as text, and as the code that they give. */

import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState } from 'react';

import type { ApiClient } from '../api/client';
import { dumpPage } from '../canvas/document';
import { Tabs } from '../canvas/Tabs';
import type { IPageDocument } from '../canvas/types';
import { DiffView } from '../code/DiffView';
import { Changes } from './Changes';
import { CodeDiff } from './CodeDiff';
import { DrawnDiff } from './DrawnDiff';
import { useComparison } from './useComparison';

export interface IComparisonHost {
  api: ApiClient;
  trans: TranslationBundle;
  languages: IEditorLanguageRegistry | null;
}

export interface ISide {
  /** Such as “Version 3”. */
  label: string;
  document: IPageDocument;
}

interface IComparisonViewProps {
  host: IComparisonHost;
  /** Of a stored page: its workspace's schemas are needed for code. */
  pageId: string | null;
  base: ISide;
  other: ISide;
}

type View = 'drawing' | 'text' | 'code';

export function ComparisonView({ host, pageId, base, other }: IComparisonViewProps): JSX.Element {
  const { trans } = host;
  const { comparison, error } = useComparison(host.api, base.document, other.document);
  const [view, setView] = useState<View>('drawing');
  const [chosen, setChosen] = useState<string | null>(null);
  const texts = [base, other].map(({ label, document }) => ({ label, text: dumpPage(document) }));
  return (
    <div className="etlab-Compare">
      <div className="etlab-Compare-bar">
        <Tabs
          label={trans.__('Ways to see the differences')}
          current={view}
          tabs={[
            { id: 'drawing', label: trans.__('Drawing') },
            { id: 'text', label: trans.__('Text') },
            { id: 'code', label: trans.__('Code') }
          ]}
          onChoose={setView}
        />
        <span>
          {base.label} → {other.label}
        </span>
      </div>
      {error !== null && (
        <p className="etlab-Empty" role="alert">
          {error}
        </p>
      )}
      <div className="etlab-Compare-view" role="tabpanel">
        {view === 'text' && (
          <DiffView
            base={texts[0]!}
            other={texts[1]!}
            language="json"
            languages={host.languages}
            trans={trans}
          />
        )}
        {view === 'code' && <CodeDiff host={host} pageId={pageId} base={base} other={other} />}
        {view === 'drawing' && comparison && (
          <>
            <DrawnDiff comparison={comparison} trans={trans} chosen={chosen} onChoose={setChosen} />
            <Changes comparison={comparison} trans={trans} chosen={chosen} onChoose={setChosen} />
          </>
        )}
      </div>
    </div>
  );
}
