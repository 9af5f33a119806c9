import { describe, expect, it, vi } from 'vitest';

import { PagedList } from './paged-list';

function listOf(total: () => number) {
  const calls: number[] = [];
  const fetch = async (offset: number, limit: number) => {
    calls.push(offset);
    const count = Math.max(0, Math.min(limit, total() - offset));
    const items = Array.from({ length: count }, (_, i) => ({ id: `${offset + i}` }));
    return { items, total: total(), offset, limit, next_offset: null };
  };
  const onError = vi.fn();
  return { calls, onError, list: new PagedList(fetch, onError) };
}

const settled = () => new Promise(resolve => setTimeout(resolve));

describe('a paged list', () => {
  it('loads only what is looked at', async () => {
    const { calls, list } = listOf(() => 10_000);
    list.ensure(0, 30);
    await settled();
    expect(list.total).toBe(10_000);
    list.ensure(5_050, 5_120);
    await settled();
    expect(calls).toEqual([0, 5_000, 5_100]);
    expect(list.get(5_110)?.id).toBe('5110');
    expect(list.get(200)).toBeUndefined();
  });

  it('asks for nothing twice, and for nothing behind the end', async () => {
    const { calls, list } = listOf(() => 120);
    list.ensure(0, 10);
    list.ensure(0, 10);
    await settled();
    list.ensure(90, 500);
    await settled();
    expect(calls).toEqual([0, 100]);
  });

  it('keeps what it has until a refresh has answered', async () => {
    let total = 3;
    const { calls, list } = listOf(() => total);
    list.ensure(0, 10);
    await settled();
    total = 2;
    const done = list.refresh();
    expect(list.get(2)?.id).toBe('2');
    await done;
    expect(list.total).toBe(2);
    expect(list.get(2)).toBeUndefined();
    expect(calls).toEqual([0, 0]);
  });

  it('tells an error and does not ask again by itself', async () => {
    const onError = vi.fn();
    const fetch = vi.fn().mockRejectedValue(new Error('away'));
    const list = new PagedList<{ id: string }>(fetch, onError);
    list.ensure(0, 10);
    await settled();
    list.ensure(0, 10);
    await settled();
    expect(onError).toHaveBeenCalledOnce();
    expect(list.total).toBe(0);
  });
});
