import { describe, expect, it } from 'vitest';

import { ApiClient } from './client';

const settings = {
  baseUrl: 'http://host/user/name/',
  wsUrl: 'ws://host/user/name/',
  token: 'a+b'
} as ConstructorParameters<typeof ApiClient>[0];

describe('addresses', () => {
  const client = new ApiClient(settings);

  it('stay under the base URL and leave out what is not said', () => {
    expect(client.url('pages', { limit: 5, search: 'a&b', sort: undefined })).toBe(
      'http://host/user/name/etlab/api/pages?limit=5&search=a%26b'
    );
  });

  it('of events carry the token, as browsers send no header for WebSockets', () => {
    expect(client.eventsUrl('r', 7)).toBe(
      'ws://host/user/name/etlab/api/runs/r/events?from=7&token=a%2Bb'
    );
  });
});
