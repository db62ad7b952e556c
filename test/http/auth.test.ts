import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';
import { newFolder } from '../stored.ts';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('PROXY_API_KEYS', () => {
  const setUp = startProxy({ env: { PROXY_API_KEYS: 'ann:key-of-ann, bob:key:with:colons' } });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  test.each([{}, bearer('wrong'), bearer(''), { authorization: 'Basic a2V5LW9mLWFubg==' }, bearer('key-of-ann x')])(
    '%j is refused',
    async (headers) => {
      const response = await (await setUp).chat('May I?', { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({
        error: { type: 'invalid_request_error', param: null, code: 'invalid_api_key' },
      });
      expect((await setUp).upstream.requests).toHaveLength(0);
    },
  );

  test('each client has a cache of its own, in every tier', async () => {
    const proxy = await setUp;
    const ask = async (key: string, question: string) => {
      const response = await proxy.chat(question, { headers: bearer(key) });
      await response.text();
      await proxy.settled();
      return response.headers.get('x-cache');
    };
    expect(await ask('key-of-ann', 'How do vaccines work?')).toBe('MISS');
    expect(await ask('key-of-ann', 'How do vaccines work?')).toBe('HIT');
    expect(await ask('key-of-ann', 'Can you explain how vaccines work?')).toBe('HIT');
    expect(await ask('key:with:colons', 'How do vaccines work?')).toBe('MISS');
    expect(await ask('key:with:colons', 'Can you explain how vaccines work?')).toBe('HIT');
    await proxy.restart();
    expect(await ask('key-of-ann', 'How do vaccines work?')).toBe('HIT');
    expect(proxy.upstream.requests).toHaveLength(2);
  });

  test('a namespace of a client lies inside its own', async () => {
    const proxy = await setUp;
    const ask = async (key: string) => {
      const headers = { ...bearer(key), 'x-cache-namespace': 'shared' };
      const response = await proxy.chat('Whose namespace?', { headers });
      await response.text();
      await proxy.settled();
      return response.headers.get('x-cache');
    };
    expect([await ask('key-of-ann'), await ask('key:with:colons'), await ask('key-of-ann')]).toEqual([
      'MISS',
      'MISS',
      'HIT',
    ]);
  });

  test('does not stand before health and metrics', async () => {
    const proxy = await setUp;
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) {
      expect((await proxy.request(path)).status).toBe(200);
    }
  });

  test('a client key is no admin key', async () => {
    const proxy = await setUp;
    const response = await proxy.request('/admin/stats', { headers: bearer('key-of-ann') });
    expect(response.status).toBe(401);
  });

  test('may come from a file, beside those named in the environment', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'keys'), '# clients\nann:a\n\ncyd:c:c\n');
    await using filed = await startProxy({
      env: { ...EXACT_ONLY, PROXY_API_KEYS_FILE: join(folder, 'keys'), PROXY_API_KEYS: 'bob:b' },
    });
    for (const [key, status] of [
      ['a', 200],
      ['b', 200],
      ['c:c', 200],
      ['clients', 401],
    ] as const) {
      expect([key, (await filed.chat('May I?', { headers: bearer(key) })).status]).toEqual([key, status]);
    }
  });

  test('CACHE_SHARED=true shares one cache, and still asks for a key', async () => {
    await using shared = await startProxy({
      env: { ...EXACT_ONLY, PROXY_API_KEYS: 'ann:a,bob:b', CACHE_SHARED: 'true' },
    });
    expect((await shared.chat('Shared?')).status).toBe(401);
    await (await shared.chat('Shared?', { headers: bearer('a') })).text();
    await shared.settled();
    expect((await shared.chat('Shared?', { headers: bearer('b') })).headers.get('x-cache')).toBe('HIT');
  });
});

describe('the admin key', () => {
  const setUp = startProxy({ env: EXACT_ONLY });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  test.each([{}, bearer('wrong'), bearer('adminx'), { authorization: 'admin' }])('%j is refused', async (headers) => {
    const proxy = await setUp;
    for (const [method, path] of [
      ['POST', '/admin/cache/clear'],
      ['GET', '/admin/stats'],
    ] as const) {
      const response = await proxy.request(path, { method, headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
    }
  });

  test('the right one is let in, in any case of the scheme', async () => {
    const proxy = await setUp;
    for (const scheme of ['Bearer', 'bearer']) {
      expect((await proxy.request('/admin/stats', { headers: { authorization: `${scheme} admin` } })).status).toBe(200);
    }
  });
});

describe('without an admin key', () => {
  const setUp = startProxy({ env: { ...EXACT_ONLY, ADMIN_API_KEY: '' } });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  /** Over a socket, with headers that fetch would not send. */
  async function status(
    proxy: TestProxy,
    headers: Record<string, string>,
    method = 'GET',
  ): Promise<number | undefined> {
    const path = method === 'GET' ? '/admin/stats' : '/admin/cache/clear';
    const sent = request(`${await proxy.url()}${path}`, { headers, method }).end();
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const body = await text(response);
      if (response.statusCode === 403) expect(body).toContain('"code":"forbidden"');
      resolve(response.statusCode);
    });
    return promise;
  }

  test('this machine is let in', async () => {
    const proxy = await setUp;
    const { port } = new URL(await proxy.url());
    expect(await status(proxy, {})).toBe(200);
    expect(await status(proxy, {}, 'POST')).toBe(200);
    expect(await status(proxy, { host: `localhost:${port}` })).toBe(200);
    expect(await status(proxy, { host: `[::1]:${port}` })).toBe(200);
    const own = { host: `localhost:${port}`, origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' };
    expect(await status(proxy, own, 'POST')).toBe(200);
  });

  const foreign: Record<string, Record<string, string>> = {
    'a foreign host (DNS rebinding)': { host: 'evil.example' },
    'a host that only begins so': { host: 'localhost.evil.example' },
    'a host that only looks like it': { host: '127.0.0.1.evil.example' },
    'a forwarded request': { forwarded: 'for=192.0.2.1' },
    'x-forwarded-for': { 'x-forwarded-for': '127.0.0.1' },
    'x-forwarded-port': { 'x-forwarded-port': '443' },
    'a request that came via a proxy': { via: '1.1 proxy' },
    "another site's page": { 'sec-fetch-site': 'cross-site' },
    'a page of the same site': { 'sec-fetch-site': 'same-site' },
    'another origin': { origin: 'http://evil.example' },
    'the null origin': { origin: 'null' },
    'another port of this machine': { origin: 'http://127.0.0.1:1' },
  };
  test.each(Object.entries(foreign))('%s is not', async (_, headers) => {
    const proxy = await setUp;
    expect(await status(proxy, headers)).toBe(403);
    expect(await status(proxy, headers, 'POST')).toBe(403);
  });

  test('nor is one of whom nothing is known', async () => {
    expect((await (await setUp).request('/admin/stats')).status).toBe(403);
  });
});

describe('CORS_ORIGINS', () => {
  test('lets the named origins in, and no other', async () => {
    await using proxy = await startProxy({ env: { ...EXACT_ONLY, CORS_ORIGINS: 'https://app.example' } });
    const preflight = async (origin: string) => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      };
      const response = await proxy.request('/v1/chat/completions', { method: 'OPTIONS', headers });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await preflight('https://app.example')).toBe('https://app.example');
    expect(await preflight('https://evil.example')).toBeNull();
    const response = await proxy.chat('From a browser?', { headers: { origin: 'https://app.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  test('by default nobody may call from a browser', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const response = await proxy.chat('From a browser?', { headers: { origin: 'https://app.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});
