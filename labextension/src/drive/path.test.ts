import { describe, expect, it } from 'vitest';

import { fullPath, localPath, parsePath } from './path';

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('paths of pages', () => {
  it.each(['orders', 'a/b', 'C:\\data', '100%', '%2F', '..', 'Größe 🚀', 'x.etlab.json'])(
    'come back with the name %j',
    name => {
      const path = localPath(ID, name);
      expect(path.split('/')).toHaveLength(2);
      expect(path.endsWith('.etlab.json')).toBe(true);
      expect(parsePath(path)).toEqual({ id: ID, name });
      expect(parsePath(fullPath(ID, name))).toEqual({ id: ID, name });
    }
  );

  it('know the folder of a page', () => {
    expect(parsePath(ID)).toEqual({ id: ID, name: null });
    expect(parsePath(`/${ID}/`)).toEqual({ id: ID, name: null });
  });

  it.each(['', '/', 'orders.etlab.json', 'x/y.etlab.json'])('are not %j', path => {
    expect(parsePath(path)).toBeNull();
  });
});
