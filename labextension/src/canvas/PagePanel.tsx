/** What belongs to the page as a whole: its name, its parameters, settings of Spark. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { RJSFSchema } from '@rjsf/utils';
import { useMemo } from 'react';

import { plain } from '../api/numbers';
import { problemsByField, type IFormContext } from '../form/context';
import { ProblemNote } from '../form/ProblemNote';
import { SchemaForm } from '../form/SchemaForm';
import { useCheck, usePage, useSession, useTrans } from './hooks';
import type { Config } from './types';

const PARAMETER_TYPES = ['string', 'integer', 'double', 'boolean', 'date', 'timestamp'];

export function PagePanel(): JSX.Element {
  const session = useSession();
  const trans = useTrans();
  const { page } = usePage();
  const { problems } = useCheck();
  const schema = useMemo(() => metadataSchema(trans), [trans]);
  const mine = problems.filter(problem => !problem.node && !problem.edge);
  const context: IFormContext = useMemo(
    () => ({
      trans,
      problems: problemsByField([]),
      columns: () => [],
      host: session.host,
      listPath: null,
      pageId: session.pageId,
      schemaNames: []
    }),
    [session, trans]
  );
  const { parameters, spark } = page.metadata ?? {};
  const data = plain({
    ...(parameters === undefined ? {} : { parameters }),
    ...(spark === undefined ? {} : { spark })
  }) as Config;
  return (
    <>
      <div className="etlab-Side-head">
        <div>
          <strong>{trans.__('Page')}</strong>
          <span className="etlab-Side-count">
            {trans._n('%1 node', '%1 nodes', page.nodes.length, page.nodes.length)}
          </span>
        </div>
      </div>
      <div className="etlab-Side-content" tabIndex={-1}>
        {mine.map((problem, index) => (
          <ProblemNote key={index} problem={problem} />
        ))}
        <div className="etlab-Field">
          <label className="etlab-Form-label" htmlFor="etlab-page-name">
            {trans.__('Name')}
          </label>
          <input
            id="etlab-page-name"
            className="etlab-Input"
            value={String(page.name ?? '')}
            onChange={event => session.store.setText('name', event.target.value)}
          />
        </div>
        <div className="etlab-Field">
          <label className="etlab-Form-label" htmlFor="etlab-page-description">
            {trans.__('Description')}
          </label>
          <textarea
            id="etlab-page-description"
            className="etlab-Input"
            rows={4}
            value={String(page.description ?? '')}
            onChange={event => session.store.setText('description', event.target.value)}
          />
        </div>
        <div className="etlab-Form">
          <SchemaForm
            schema={schema}
            data={data}
            context={context}
            onChange={(next, key) => session.store.setMetadata(next, key)}
          />
        </div>
      </div>
    </>
  );
}

function metadataSchema(trans: TranslationBundle): RJSFSchema {
  return {
    type: 'object',
    properties: {
      parameters: {
        type: 'array',
        title: trans.__('Parameters'),
        description: trans.__('Values that differ from run to run; ${name} stands for one.'),
        items: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string', minLength: 1, title: trans.__('Name') },
            type: {
              type: 'string',
              enum: PARAMETER_TYPES,
              default: 'string',
              title: trans.__('Type')
            },
            default: {
              anyOf: [
                { type: 'string' },
                { type: 'number' },
                { type: 'boolean' },
                { type: 'null' }
              ],
              title: trans.__('Default'),
              description: trans.__('Without it, each run is asked for a value.')
            },
            description: { type: 'string', title: trans.__('Description') }
          }
        }
      },
      spark: {
        type: 'object',
        title: trans.__('Spark settings'),
        description: trans.__('Such as spark.sql.shuffle.partitions.'),
        additionalProperties: { type: 'string' }
      }
    }
  };
}
