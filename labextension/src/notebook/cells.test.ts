import { YNotebook } from '@jupyter/ydoc';
import { expect, it } from 'vitest';

import { apply, inserted, pagesOf, plainCells, type IPlainCell } from './cells';

function bound(node: string, source = node): IPlainCell {
  const etlab = { page: 'p', node, hash: source };
  return { id: node, cell_type: 'code', source, metadata: { etlab } };
}

function notebook(...cells: IPlainCell[]): YNotebook {
  const made = new YNotebook();
  made.insertCells(0, cells.map(inserted));
  return made;
}

function own(id: string): IPlainCell {
  return { id, cell_type: 'code', source: id, metadata: {} };
}

const ids = (made: YNotebook): string[] => made.cells.map(cell => cell.getId());

it('changes code, and puts in, takes out and moves cells', () => {
  const made = notebook(own('mine'), bound('a'), bound('gone'), bound('c'), bound('b'));
  const sent = plainCells(made);
  apply(made, sent, [own('mine'), bound('a', 'a = 2'), bound('b'), bound('new'), bound('c')]);
  expect(ids(made)).toEqual(['mine', 'a', 'b', 'new', 'c']);
  expect(made.getCell(1).getSource()).toBe('a = 2');
  expect(made.getCell(1).getMetadata('etlab')).toMatchObject({ hash: 'a = 2' });
  expect(pagesOf(plainCells(made))).toEqual(['p']);
});

it('leaves alone what people do meanwhile', () => {
  const made = notebook(bound('a'), bound('gone'), bound('b'));
  const sent = plainCells(made);
  made.getCell(0).setSource('typed');
  made.getCell(1).setSource('typed too');
  made.insertCell(1, inserted(own('mine')));
  made.deleteCell(3);
  apply(made, sent, [bound('a', 'a = 2'), bound('b', 'b = 2')]);
  expect(ids(made)).toEqual(['a', 'mine', 'gone']);
  expect(made.cells.map(cell => cell.getSource())).toEqual(['typed', 'mine', 'typed too']);
});

it('tells the server nothing of outputs', () => {
  const made = notebook(bound('a'));
  made.getCell(0).setMetadata('other', { large: true });
  expect(plainCells(made)).toEqual([bound('a')]);
});
