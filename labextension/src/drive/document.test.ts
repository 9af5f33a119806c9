import { describe, expect, it } from 'vitest';

import { pageText, PageTextError, parsePageText } from './document';

const PAGE = {
  name: 'Orders',
  description: null,
  nodes: [{ id: 'a', type: 'source', position: { x: 0, y: 0 }, data: { kind: 'rows' } }],
  edges: [],
  metadata: { parameters: [], mine: { kept: true } }
};

describe('the text of a page', () => {
  it('has the keys of page files in their order', () => {
    const keys = Object.keys(JSON.parse(pageText(PAGE)));
    expect(keys).toEqual(['etlab', 'name', 'description', 'nodes', 'edges', 'metadata']);
    expect(pageText(PAGE).endsWith('}\n')).toBe(true);
  });

  it('is read as it was written', () => {
    expect(parsePageText(pageText(PAGE))).toEqual(PAGE);
  });

  it('may leave parts out', () => {
    expect(parsePageText('{"name": "x"}')).toEqual({
      name: 'x',
      description: null,
      nodes: [],
      edges: [],
      metadata: {}
    });
  });

  it.each([
    ['{', 'not-json'],
    ['[]', 'not-a-page'],
    ['{"nodes": 1}', 'not-a-page'],
    ['{"nodes": [1]}', 'not-a-page'],
    ['{"etlab": 2}', 'newer-version'],
    ['{"nods": []}', 'unknown-key']
  ])('refuses %s', (text, problem) => {
    try {
      parsePageText(text);
      expect.unreachable();
    } catch (error) {
      expect((error as PageTextError).problem).toBe(problem);
    }
  });
});
