/** What stands under a workspace, and what a search looks through. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { deleteIcon, folderIcon, LabIcon } from '@jupyterlab/ui-components';

import type { Params, Schemas } from '../api/client';
import { dagIcon, pageIcon, schemaIcon } from './icons';
import type { Group, Item } from './rows';

export type Data = Schemas['WorkspaceRow' | 'PageRow' | 'SchemaRow' | 'DagRow'];
type Workspace = Schemas['WorkspaceRow'];

export interface IGroup {
  label: string;
  icon: LabIcon;
  empty: string;
  path: string;
  params: Params;
  item(data: Data): Item;
}

export function groupOf(trans: TranslationBundle, name: Group, workspaceId?: string): IGroup {
  const params: Params = { workspace_id: workspaceId, sort: 'name' };
  switch (name) {
    case 'workspaces':
      return {
        label: trans.__('Workspaces'),
        icon: folderIcon,
        empty: '',
        path: 'workspaces',
        params: { sort: 'name' },
        item: data => ({ kind: 'workspace', data: data as Workspace })
      };
    case 'pages':
      return {
        label: trans.__('Pages'),
        icon: pageIcon,
        empty: trans.__('No pages yet'),
        path: 'pages',
        params,
        item: data => ({ kind: 'page', data: data as Schemas['PageRow'] })
      };
    case 'schemas':
      return {
        label: trans.__('Schemas'),
        icon: schemaIcon,
        empty: trans.__('No schemas yet'),
        path: 'schemas',
        params,
        item: data => ({ kind: 'schema', data: data as Schemas['SchemaRow'] })
      };
    case 'dags':
      return {
        label: trans.__('DAGs'),
        icon: dagIcon,
        empty: trans.__('No DAGs yet'),
        path: 'dags',
        params,
        item: data => ({ kind: 'dag', data: data as Schemas['DagRow'] })
      };
    case 'trash':
      return {
        label: trans.__('Trash'),
        icon: deleteIcon,
        empty: trans.__('The trash is empty'),
        path: workspaceId ? 'pages' : 'workspaces',
        params: { ...params, deleted: true },
        item: data =>
          workspaceId
            ? { kind: 'trashed-page', data: data as Schemas['PageRow'] }
            : { kind: 'trashed-workspace', data: data as Workspace }
      };
  }
}
