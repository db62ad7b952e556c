/** The request headers of the contract, one by one; `cache-control` has a file of its own. */
import { afterAll, describe, expect, test } from 'vitest';
import { chatBody, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

/** The status and the error of a request that is refused for a header. */
async function refusal(headers: Record<string, string>) {
  const response = await proxy.chat('Is this header good?', { headers });
  return { status: response.status, ...JSON.parse(await response.text()).error };
}

describe('x-bypass-cache', () => {
  test('neither reads nor writes', async () => {
    const { ask } = proxy.client();
    const stored = await ask('Why do owls hoot?');
    const bypass = await ask('Why do owls hoot?', { 'x-bypass-cache': 'true' });
    expect(bypass.headers).toMatchObject({
      'x-cache': 'BYPASS',
      'x-cache-tier': 'upstream',
      'x-cache-reason': 'header',
      'x-upstream': 'scripted',
      'cache-status': 'llm-cache; fwd=bypass; detail=header',
    });
    expect(bypass.text).not.toBe(stored.text);
    expect((await ask('Why do owls hoot?')).text).toBe(stored.text);

    await ask('Why do wolves howl?', { 'x-bypass-cache': '1' });
    expect((await ask('Why do wolves howl?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('false is no bypass', async () => {
    const { headers } = await proxy.client().ask('Why do hens cluck?', { 'x-bypass-cache': 'false' });
    expect(headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('other words are refused', async () => {
    expect(await refusal({ 'x-bypass-cache': 'maybe' })).toMatchObject({ status: 400, param: 'x-bypass-cache' });
  });
});

describe('x-cache-ttl', () => {
  test('is how long the answer lives, in memory and on disk, with no stale window after it', async () => {
    const { ask } = proxy.client();
    await ask('Why do frogs croak?', { 'x-cache-ttl': '60' });
    proxy.pass(59 * SECOND);
    expect((await ask('Why do frogs croak?')).headers['cache-status']).toMatch(/ hit; ttl=1; /);
    proxy.pass(2 * SECOND);
    proxy.script('Why do frogs croak?', { status: 500, body: { error: { message: 'down' } } });
    expect((await ask('Why do frogs croak?')).status).toBe(500);
    await proxy.restart();
    expect((await ask('Why do frogs croak?', { 'cache-control': 'max-stale' })).status).toBe(500);
  });

  test('0 reads and does not store', async () => {
    const { ask } = proxy.client();
    const ttl = { 'x-cache-ttl': '0' };
    const miss = await ask('Why do crows caw?', ttl);
    expect(miss.headers).toMatchObject({ 'x-cache': 'MISS', 'cache-status': 'llm-cache; fwd=miss' });
    const stored = await ask('Why do crows caw?');
    expect(stored.headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await ask('Why do crows caw?', ttl)).text).toBe(stored.text);
  });

  test('never touches an entry that is there', async () => {
    const { ask } = proxy.client();
    await ask('Why do geese honk?');
    await ask('Why do geese honk?', { 'x-cache-ttl': '1' });
    proxy.pass(2 * SECOND);
    expect((await ask('Why do geese honk?')).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test.each(['99999999', '9'.repeat(30)])('%s is capped at CACHE_MAX_TTL', async (ttl) => {
    const { ask } = proxy.client();
    await ask('Why do ducks quack?', { 'x-cache-ttl': ttl });
    proxy.pass(2_592_000 * SECOND - SECOND);
    expect((await ask('Why do ducks quack?')).headers).toMatchObject({ 'x-cache': 'HIT' });
    proxy.pass(2 * SECOND);
    expect((await ask('Why do ducks quack?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test.each(['-1', '1.5', 'abc', '1e3', '', '0x10'])('%j is refused', async (ttl) => {
    expect(await refusal({ 'x-cache-ttl': ttl })).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param: 'x-cache-ttl',
      code: 'invalid_request',
      message: expect.stringContaining('x-cache-ttl'),
    });
  });
});

describe('x-cache-threshold', () => {
  test.each(['-0.1', '1.1', 'near', '', 'NaN', '0,9'])('%j is refused', async (threshold) => {
    expect(await refusal({ 'x-cache-threshold': threshold })).toMatchObject({
      status: 400,
      param: 'x-cache-threshold',
    });
  });

  test.each(['0', '0.95', '1', '1.0', '.9'])('%j is taken', async (threshold) => {
    const { status } = await proxy.client().ask('Is it near enough?', { 'x-cache-threshold': threshold });
    expect(status).toBe(200);
  });
});

describe('x-cache-namespace', () => {
  test('parts the cache', async () => {
    const ask = async (name: string) => {
      const { headers } = await proxy.client().ask('Why do bats hang?', { 'x-cache-namespace': name });
      return headers['x-cache'];
    };
    expect(await ask('team-1')).toBe('MISS');
    expect(await ask('team-2')).toBe('MISS');
    expect(await ask('team-1')).toBe('HIT');
  });

  test.each(['', 'a b', 'a/b', 'ä', 'a'.repeat(65)])('%j is refused', async (name) => {
    expect(await refusal({ 'x-cache-namespace': name })).toMatchObject({ status: 400, param: 'x-cache-namespace' });
  });

  test('takes all that it says it takes', async () => {
    const { status } = await proxy.client().ask('Why?', { 'x-cache-namespace': `a.B_9:-${'c'.repeat(57)}` });
    expect(status).toBe(200);
  });
});

describe('x-cache-tags and x-cache-version', () => {
  test('are not in the key', async () => {
    const { ask } = proxy.client();
    await ask('Why do fish swim?', { 'x-cache-tags': 'a, b', 'x-cache-version': 'v2' });
    expect((await ask('Why do fish swim?')).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  const tags = (count: number) => Array.from({ length: count }, (_, at) => `tag-${at}`).join(',');
  test('16 tags of 64 characters are taken, more are refused', async () => {
    const { ask } = proxy.client();
    expect((await ask('How many tags?', { 'x-cache-tags': tags(16) })).status).toBe(200);
    expect((await ask('How many tags?', { 'x-cache-tags': 'x'.repeat(64) })).status).toBe(200);
    expect(await refusal({ 'x-cache-tags': tags(17) })).toMatchObject({ status: 400, param: 'x-cache-tags' });
    expect(await refusal({ 'x-cache-tags': 'x'.repeat(65) })).toMatchObject({ status: 400, param: 'x-cache-tags' });
  });

  test.each(['', 'two words', 'x'.repeat(65)])('the version %j is refused', async (version) => {
    expect(await refusal({ 'x-cache-version': version })).toMatchObject({ status: 400, param: 'x-cache-version' });
  });
});

describe('x-upstream', () => {
  test('names the upstream, and is in the key', async () => {
    const { ask } = proxy.client();
    const { headers } = await ask('Why do ants march?', { 'x-upstream': 'scripted' });
    expect(headers).toMatchObject({ 'x-upstream': 'scripted', 'x-cache': 'MISS' });
    expect((await ask('Why do ants march?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('one that is not there is refused', async () => {
    expect(await refusal({ 'x-upstream': 'nowhere' })).toMatchObject({ status: 400, param: 'x-upstream' });
  });
});

describe('x-request-id', () => {
  test("the client's own comes back, on every kind of answer", async () => {
    const headers = { 'x-request-id': 'trace-123_=' };
    const { ask } = proxy.client(headers);
    for (const body of ['Whose id is it?', 'Whose id is it?', chatBody('Whose id is it?', { stream: true })]) {
      expect((await ask(body)).headers).toMatchObject(headers);
    }
    for (const [method, path] of [
      ['GET', '/health'],
      ['GET', '/nowhere'],
      ['PUT', '/v1/chat/completions'],
      ['POST', '/v1/chat/completions'],
      ['POST', '/admin/cache/clear'],
    ]) {
      const response = await proxy.request(path as string, { method: method as string, headers });
      expect([path, response.headers.get('x-request-id')]).toEqual([path, 'trace-123_=']);
    }
  });

  test.each(['a b', 'x'.repeat(256), '<script>', 'a;b'])('%j is replaced', async (id) => {
    const { headers } = await proxy.client().ask('Whose id is it?', { 'x-request-id': id });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("the upstream's limits and request id are passed on, on a miss alone", async () => {
  proxy.script('passed on?', {
    headers: {
      'x-ratelimit-remaining-tokens': '7',
      'x-request-id': 'req_upstream',
      'openai-processing-ms': '12',
      'set-cookie': 'a=b',
      server: 'secret',
      'x-cache': 'HIT',
    },
    body: { model: 'gpt-4o-mini', choices: [{ index: 0, message: { content: 'Yes' }, finish_reason: 'stop' }] },
  });
  const { ask } = proxy.client();
  const miss = await ask('What is passed on?');
  expect(miss.headers).toMatchObject({
    'x-ratelimit-remaining-tokens': '7',
    'x-upstream-request-id': 'req_upstream',
    'openai-processing-ms': '12',
    'x-cache': 'MISS',
  });
  for (const name of ['set-cookie', 'server']) expect(miss.headers).not.toHaveProperty(name);
  const hit = await ask('What is passed on?');
  expect(hit.headers).toMatchObject({ 'x-cache': 'HIT' });
  for (const name of ['x-ratelimit-remaining-tokens', 'x-upstream-request-id']) {
    expect(hit.headers).not.toHaveProperty(name);
  }
});
