/** From where the columns of a schema can be taken, and how they are asked of the server. */

import type { RJSFSchema } from '@rjsf/utils';

import type { ApiClient, Schemas } from '../api/client';
import type { Config, NodeType } from '../canvas/types';
import type { IColumn } from './columns';

/** What the server reads; `columns` are columns already, as ETLab itself writes them. */
export type Given = { ddl: string } | { spark: Config } | { json_schema: Config };

/** What a text is: JSON of one kind or the other, or else DDL. */
export function given(text: string): Given | { columns: IColumn[] } {
  if (!/^\s*[[{]/.test(text)) {
    return { ddl: text };
  }
  const data = JSON.parse(text) as Config | IColumn[];
  const columns = Array.isArray(data) ? data : data.columns;
  if (Array.isArray(columns)) {
    return { columns: columns as IColumn[] };
  }
  const object = data as Config;
  return object.type === 'struct' && Array.isArray(object.fields)
    ? { spark: object }
    : { json_schema: object };
}

export async function readText(client: ApiClient, text: string): Promise<IColumn[]> {
  const found = given(text);
  return 'columns' in found ? found.columns : read(client, found);
}

/** The columns of a source as its node finds them: without Spark where that is possible. */
export async function readSource(
  client: ApiClient,
  { kind, title }: NodeType,
  config: Config,
  signal: AbortSignal
): Promise<IColumn[]> {
  const data = { label: title, kind, config };
  const nodes = [{ id: 'source', type: 'source', position: { x: 0, y: 0 }, data }];
  const body = { document: { name: 'import', nodes, edges: [] }, node: 'source' };
  const { schemas, problems } = await client.call<Schemas['Schemas']>('POST', 'columns', {
    body,
    signal
  });
  const wrong = problems.find(problem => problem.severity === 'error');
  if (wrong) {
    throw new Error(wrong.message);
  }
  const seen = schemas[0]?.columns;
  if (seen) {
    return read(client, { ddl: seen.map(ddlOf).join(', ') }, signal);
  }
  const { previews } = await client.call<Schemas['PreviewResult']>('POST', 'preview', {
    body: { ...body, rows: 1 },
    signal
  });
  return read(client, { spark: previews[0]!.spark_schema }, signal);
}

async function read(client: ApiClient, body: Given, signal?: AbortSignal): Promise<IColumn[]> {
  const found = await client.call<Schemas['Columns']>('POST', 'read-columns', { body, signal });
  return found.columns as unknown as IColumn[];
}

function ddlOf({ name, type, nullable }: Schemas['ColumnRow']): string {
  return `\`${name.replaceAll('`', '``')}\` ${type}${nullable ? '' : ' NOT NULL'}`;
}

/** The source types that find columns by themselves, and their settings without declared ones. */
export function sourcesOf(types: readonly NodeType[]): NodeType[] {
  return types
    .filter(({ type, config_schema }) => {
      const { columns } = (config_schema.properties ?? {}) as Config;
      return (
        type === 'source' && !(config_schema.required as string[])?.includes('columns') && columns
      );
    })
    .map(type => ({ ...type, config_schema: withoutColumns(type.config_schema) }));
}

function withoutColumns(schema: RJSFSchema): Config {
  const { columns: _, schema_name: __, ...properties } = schema.properties ?? {};
  const { title: ___, description: ____, ...rest } = schema;
  return { ...rest, properties } as Config;
}
