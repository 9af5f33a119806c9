/** Where a page goes that a cell's code was kept in: to whoever has it open, or into the store. */

import type { ApiClient, Schemas } from '../api/client';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IPageDocument } from '../canvas/types';
import type { PageSource } from './bound';
import type { PageBus } from './bus';
import type { KernelLink } from './kernel';

interface IKeepHost {
  api: ApiClient;
  bus: PageBus;
  trans: TranslationBundle;
}

export async function keepIn(
  { api, bus, trans }: IKeepHost,
  link: KernelLink,
  page: string,
  document: unknown,
  heard: PageSource | null
): Promise<void> {
  if (await bus.keep(page, document as IPageDocument)) {
    return;
  }
  if (heard !== null && link.linked) {
    heard.document = document;
    link.keep(page, document);
    return;
  }
  if (!/^[0-9a-f-]{36}$/.test(page)) {
    throw new Error(trans.__('Open the page “%1” first: nobody knows its file here.', page));
  }
  const { version } = await api.get<Schemas['Page']>(`pages/${page}`);
  const { nodes, edges } = document as IPageDocument;
  await api.call('PATCH', `pages/${page}`, { body: { nodes, edges }, version, exact: true });
}
