import { LosslessNumber } from 'lossless-json';
import { expect, it } from 'vitest';

import { pageKey, PageBus } from './bus';

const page = { document: { name: 'p', nodes: [], edges: [] }, page_id: null, ansi: true };

it('asks an open canvas, numbers as they are written', async () => {
  const [canvas, notebook] = [new PageBus('/a/'), new PageBus('/a/')];
  const metadata = { exact: new LosslessNumber('1000.0') };
  const source = { ...page, document: { ...page.document, metadata } };
  canvas.hear(news => {
    if (news.kind === 'which' && news.page === 'p') {
      canvas.tell({ kind: 'page', page: pageKey(source), source });
    }
  });
  const found = await notebook.ask('p');
  expect(String((found!.document.metadata as { exact: unknown }).exact)).toBe('1000.0');
  expect(await notebook.ask('another')).toBeNull();
  expect(await notebook.keep('p', page.document)).toBe(false);
  canvas.dispose();
  notebook.dispose();
});

it('is one for each server', async () => {
  const [canvas, notebook] = [new PageBus('/a/'), new PageBus('/b/')];
  canvas.hear(() => canvas.tell({ kind: 'page', page: 'p', source: page }));
  expect(await notebook.ask('p')).toBeNull();
  canvas.dispose();
  notebook.dispose();
});
