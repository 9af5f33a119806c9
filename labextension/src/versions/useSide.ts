/** One side of a comparison: a stored version, or the page as it is open now. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { useEffect, useState } from 'react';

import type { ApiClient, Schemas } from '../api/client';
import { parsePage } from '../canvas/document';
import type { IPageDocument } from '../canvas/types';
import { pageText } from '../drive/document';
import type { OpenPages } from '../drive/open-pages';

/** A version's number; null is the page as it is open now, saved or not. */
export type Version = number | null;

const DELAY = 300;

export function useSide(
  api: ApiClient,
  pages: OpenPages,
  pageId: string,
  version: Version
): { document: IPageDocument | null; error: string | null } {
  const [document, setDocument] = useState<IPageDocument | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    const show = async (): Promise<void> => {
      try {
        const found = await read(api, pages, pageId, version);
        if (current) {
          setDocument(found);
          setError(null);
        }
      } catch (failure) {
        if (current) {
          setError(failure instanceof Error ? failure.message : String(failure));
        }
      }
    };
    void show();
    const stop = version === null ? follow(pages.of(pageId)[0], () => void show()) : undefined;
    return () => {
      current = false;
      stop?.();
    };
  }, [api, pages, pageId, version]);
  return { document, error };
}

async function read(
  api: ApiClient,
  pages: OpenPages,
  pageId: string,
  version: Version
): Promise<IPageDocument> {
  const open = version === null ? pages.of(pageId)[0] : undefined;
  if (open) {
    await open.ready;
    return parsePage(open.model.toString());
  }
  const path = version === null ? `pages/${pageId}` : `pages/${pageId}/versions/${version}`;
  return parsePage(pageText(await api.get<Schemas['Revision']>(path)));
}

/** Tells when a document has changed and rests. */
function follow(context: DocumentRegistry.Context | undefined, changed: () => void): () => void {
  let timer: number | undefined;
  const later = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(changed, DELAY);
  };
  context?.model.contentChanged.connect(later);
  return () => {
    window.clearTimeout(timer);
    context?.model.contentChanged.disconnect(later);
  };
}
