/** What stands under a workspace, and what a search looks through. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { deleteIcon, folderIcon, LabIcon } from '@jupyterlab/ui-components';

import type { Params, Schemas } from '../api/client';
import { dagIcon, pageIcon, schemaIcon } from './icons';
import type { Group, Item } from './rows';

export type Data = Schemas['WorkspaceRow' | 'PageRow' | 'SchemaRow' | 'DagRow'];

/** A list of the API. */
export interface IPart {
  path: string;
  params: Params;
  icon: LabIcon;
  item(data: Data): Item;
}

export interface IGroup {
  label: string;
  icon: LabIcon;
  empty: string;
  /** One after the other. */
  parts: IPart[];
}

type Listed = 'workspaces' | 'pages' | 'schemas' | 'dags';

const KINDS = {
  workspaces: { kind: 'workspace', icon: folderIcon },
  pages: { kind: 'page', icon: pageIcon },
  schemas: { kind: 'schema', icon: schemaIcon },
  dags: { kind: 'dag', icon: dagIcon }
} as const;

export function groupOf(trans: TranslationBundle, name: Group, workspaceId?: string): IGroup {
  const params: Params = { workspace_id: workspaceId, sort: 'name' };
  if (name === 'trash') {
    const paths: Listed[] = workspaceId ? ['pages', 'schemas', 'dags'] : ['workspaces'];
    return {
      label: trans.__('Trash'),
      icon: deleteIcon,
      empty: trans.__('The trash is empty'),
      parts: paths.map(path => partOf(path, { ...params, deleted: true }))
    };
  }
  const [label, empty] = {
    workspaces: [trans.__('Workspaces'), ''],
    pages: [trans.__('Pages'), trans.__('No pages yet')],
    schemas: [trans.__('Schemas'), trans.__('No schemas yet')],
    dags: [trans.__('DAGs'), trans.__('No DAGs yet')]
  }[name] as [string, string];
  return { label, icon: KINDS[name].icon, empty, parts: [partOf(name, params)] };
}

function partOf(path: Listed, params: Params): IPart {
  const { kind, icon } = KINDS[path];
  const found = params.deleted ? (`trashed-${kind}` as const) : kind;
  return { path, params, icon, item: data => ({ kind: found, data }) as Item };
}
