/** The settings of a node, as its node type's JSON Schema describes them. */

import type { RJSFSchema } from '@rjsf/utils';
import { useEffect, useMemo, useRef } from 'react';

import { plain } from '../api/numbers';
import { inputPort } from '../canvas/graph';
import { useCheck, usePage, useSession } from '../canvas/hooks';
import type { Column, Config, IPageNode, NodeType } from '../canvas/types';
import { problemsByField, type IFormContext } from './context';
import { SchemaForm } from './SchemaForm';

export function ConfigForm({ node, type }: { node: IPageNode; type: NodeType }): JSX.Element {
  const session = useSession();
  const context = useFormContext(node);
  const schema = useMemo(() => withoutTitle(type.config_schema), [type]);
  const box = useRef<HTMLDivElement>(null);
  useAskedField(box);
  const config = useMemo(() => plain(node.data.config) as Config, [node.data.config]);
  return (
    <div className="etlab-Form" ref={box}>
      <SchemaForm
        key={node.id}
        schema={schema}
        data={config}
        context={context}
        onChange={(next, key) => session.store.setConfig(node.id, next, key)}
      />
      {Object.keys(schema.properties ?? {}).length === 0 && (
        <p className="etlab-Empty">{session.trans.__('There is nothing to set.')}</p>
      )}
    </div>
  );
}

function useFormContext(node: IPageNode): IFormContext {
  const session = useSession();
  const { page } = usePage();
  const { problems, schemas } = useCheck();
  return useMemo(() => {
    const { check, store, host, trans } = session;
    const columns = (port: string | undefined): Column[] => {
      if (port === 'out') {
        return check.columns(node.id) ?? [];
      }
      const wanted = port?.split(',');
      const found = page.edges
        .filter(edge => edge.target === node.id)
        .filter(edge => !wanted || wanted.includes(inputPort(page, store.types, edge)?.name ?? ''))
        .flatMap(edge => check.columns(edge.source, edge.sourceHandle) ?? []);
      const known = new Map(found.map(column => [column.name, column]));
      return [...known.values()];
    };
    return {
      trans,
      columns,
      problems: problemsByField(problems.filter(problem => problem.node === node.id)),
      host,
      listPath: path => session.listPath(path),
      pageId: session.pageId,
      schemaNames: Object.keys((page.metadata?.schemas as Config | undefined) ?? {})
    };
    // `schemas` is what `check.columns` reads.
  }, [session, page, problems, schemas, node.id]);
}

/** Puts the cursor into the field that a click on a problem asked for. */
function useAskedField(box: React.RefObject<HTMLDivElement>): void {
  const { field } = usePage();
  useEffect(() => {
    if (field === null) {
      return;
    }
    const parts = field.path.split('.');
    for (let length = parts.length; length > 0; length--) {
      const path = parts.slice(0, length).join('.');
      const found = box.current?.querySelector(`[data-field="${CSS.escape(path)}"]`);
      if (found) {
        const details = found.closest('details');
        if (details) {
          details.open = true;
        }
        found.scrollIntoView({ block: 'nearest' });
        found.querySelector<HTMLElement>('input, textarea, select, .cm-content')?.focus();
        return;
      }
    }
  }, [field, box]);
}

function withoutTitle(schema: Config): RJSFSchema {
  const { title: _, description: __, ...rest } = schema;
  return rest as RJSFSchema;
}
