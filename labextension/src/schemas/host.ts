/** The schemas of a page's workspace, for the forms of its nodes. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { ApiClient, IListing, Schemas } from '../api/client';
import { findFreeName } from '../api/names';
import type { IFormHost, IStoredSchema } from '../form/context';
import { CommandIDs } from '../panel/commands';
import { showError } from '../panel/context';
import { SHOW_SCHEMA } from './actions';

export function schemaHost(
  api: ApiClient,
  commands: CommandRegistry,
  trans: TranslationBundle
): Pick<IFormHost, 'storedSchemas' | 'openSchema' | 'createSchema'> {
  const workspaceOf = async (pageId: string): Promise<string> =>
    (await api.get<Schemas['Page']>(`pages/${pageId}`)).workspace_id;
  const openSchema = (id: string): void => void commands.execute(SHOW_SCHEMA, { id });
  return {
    openSchema,
    storedSchemas: async pageId => {
      const params = {
        workspace_id: await workspaceOf(pageId),
        fields: 'id,name',
        sort: 'name',
        limit: 500
      };
      return (await api.get<IListing<IStoredSchema>>('schemas', params)).items;
    },
    createSchema: async pageId => {
      try {
        const workspace_id = await workspaceOf(pageId);
        const name = await findFreeName(api, 'schemas', workspace_id, trans.__('schema'));
        const body = { workspace_id, name };
        const { id } = await api.call<Schemas['Schema']>('POST', 'schemas', { body });
        void commands.execute(CommandIDs.refresh);
        openSchema(id);
        return name;
      } catch (error) {
        showError(error);
        return null;
      }
    }
  };
}
