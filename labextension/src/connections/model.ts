/** One's own Spark connections, as rows. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApiClient, Schemas } from '../api/client';
import { connectionIcon } from '../panel/icons';
import { ListModel } from '../panel/list-model';
import { PagedList } from '../panel/paged-list';

export type ConnectionType = Schemas['ConnectionType'];

export const TYPES: readonly ConnectionType[] = [
  'local',
  'standalone',
  'yarn',
  'kubernetes',
  'databricks',
  'livy'
];

export function typeName(trans: TranslationBundle, type: ConnectionType): string {
  return {
    local: trans.__('Local'),
    standalone: trans.__('Standalone'),
    yarn: trans.__('YARN'),
    kubernetes: trans.__('Kubernetes'),
    databricks: trans.__('Databricks'),
    livy: trans.__('Livy')
  }[type];
}

export function connectionsModel(
  client: ApiClient,
  trans: TranslationBundle,
  search: () => string,
  onError: (error: unknown) => void
): ListModel<Schemas['ConnectionRow']> {
  return new ListModel({
    list: new PagedList(
      (offset, limit) =>
        client.get('connections', { offset, limit, sort: 'name', search: search() || undefined }),
      onError
    ),
    loading: trans.__('Loading…'),
    empty: () =>
      search() ? trans.__('No such connections') : trans.__('No connections of your own yet'),
    describe: data => {
      const type = typeName(trans, data.connection_type);
      return {
        item: { kind: 'connection', data },
        label: data.name,
        icon: connectionIcon,
        detail: data.is_default ? trans.__('%1, default', type) : type,
        caption: data.name
      };
    }
  });
}
