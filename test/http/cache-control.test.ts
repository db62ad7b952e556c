/** https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1 as the contract has it. */
import { afterAll, describe, expect, test } from 'vitest';
import { type Answered, hold, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

const directive = (value: string) => ({ 'cache-control': value });
const cache = ({ headers }: Answered) => headers['x-cache'];
const cacheStatus = ({ headers }: Answered) => headers['cache-status'];

describe('no-cache', () => {
  test('does not read, and does write', async () => {
    const { ask } = proxy.client();
    const old = await ask('What is tea?');
    const renewed = await ask('What is tea?', directive('no-cache'));
    expect(renewed.headers).toMatchObject({
      'x-cache': 'MISS',
      'x-cache-reason': 'no-cache',
      'cache-status': 'llm-cache; fwd=request; stored; detail=no-cache',
    });
    expect(renewed.text).not.toBe(old.text);
    const hit = await ask('What is tea?');
    expect(cache(hit)).toBe('HIT');
    expect(hit.text).toBe(renewed.text);
  });

  test('is found among others, in any case, unknown ones being ignored', async () => {
    const { ask } = proxy.client();
    await ask('What is coffee?');
    expect(cache(await ask('What is coffee?', directive('foo=",no-cache", MAX-AGE=10')))).toBe('HIT');
    expect(cache(await ask('What is coffee?', directive('foo="bar",  No-Cache , x=1')))).toBe('MISS');
  });
});

describe('no-store', () => {
  test('may read, and does not write', async () => {
    const { ask } = proxy.client();
    const miss = await ask('What is milk?', directive('no-store'));
    expect(miss.headers).toMatchObject({ 'x-cache': 'MISS', 'cache-status': 'llm-cache; fwd=miss' });
    const stored = await ask('What is milk?');
    expect(cache(stored)).toBe('MISS');
    expect((await ask('What is milk?', directive('no-store'))).text).toBe(stored.text);
  });

  test('leaves no alias behind', async () => {
    const { ask } = proxy.client();
    await ask('How do vaccines work?');
    for (const _ of [1, 2]) {
      const { headers } = await ask('Can you explain how vaccines work?', directive('no-store'));
      expect(headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
    }
  });
});

describe('only-if-cached', () => {
  test('a miss is a 504 that is not worth a retry, and asks nobody', async () => {
    const { ask } = proxy.client();
    const { status, headers, text } = await ask('What is wine?', directive('only-if-cached'));
    expect(status).toBe(504);
    expect(headers).toMatchObject({ 'x-should-retry': 'false', 'content-type': 'application/json' });
    expect(JSON.parse(text).error).toMatchObject({ type: 'server_error', param: null, code: 'only_if_cached' });
    expect(proxy.calls('What is wine?')).toHaveLength(0);
  });

  test('a hit is a hit, by meaning too', async () => {
    const { ask } = proxy.client();
    await ask('How do vaccines work?');
    expect(cache(await ask('How do vaccines work?', directive('only-if-cached')))).toBe('HIT');
    const { headers } = await ask('Can you explain how vaccines work?', directive('only-if-cached'));
    expect(headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
  });

  test('does not wait for a call that is under way', async () => {
    const held = hold();
    proxy.script('What is beer?', async () => {
      await held.released;
      return { status: 500 };
    });
    const { ask, namespace } = proxy.client();
    const seen = proxy.upstream.requests.length;
    const leader = ask('What is beer?');
    await proxy.upstream.arrived(seen + 1);
    const headers = { 'x-cache-namespace': namespace, ...directive('only-if-cached') };
    expect((await proxy.chat('What is beer?', { headers })).status).toBe(504);
    held.release();
    await leader;
  });
});

describe('max-age', () => {
  test('takes nothing older, and says that the request wanted it so', async () => {
    const { ask } = proxy.client();
    const old = await ask('What is water?');
    proxy.pass(100 * SECOND);
    expect((await ask('What is water?', directive('max-age=110'))).text).toBe(old.text);
    const renewed = await ask('What is water?', directive('max-age=90'));
    expect(cache(renewed)).toBe('MISS');
    expect(cacheStatus(renewed)).toBe('llm-cache; fwd=request; stored');
    expect((await ask('What is water?')).text).toBe(renewed.text);
  });

  test('is asked of a match by meaning too, and what it refuses is not displaced', async () => {
    const { ask } = proxy.client();
    const own = await ask('How do vaccines work?');
    proxy.pass(100 * SECOND);
    const other = await ask('Can you explain how vaccines work?', { 'x-cache-threshold': '1' });
    const near = await ask('How do vaccines work?', directive('max-age=50'));
    expect(near.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
    expect(near.text).toBe(other.text);
    const hit = await ask('How do vaccines work?');
    expect(hit.headers).not.toHaveProperty('x-cache-similarity');
    expect(hit.text).toBe(own.text);
  });
});

describe('max-stale', () => {
  test('takes a stale answer, that old or of any age', async () => {
    const { ask } = proxy.client();
    const old = await ask('What is juice?');
    proxy.pass((86_400 + 50) * SECOND);
    const stale = await ask('What is juice?', directive('max-stale=60'));
    expect(stale.text).toBe(old.text);
    expect(stale.headers).toMatchObject({
      'x-cache': 'STALE',
      'x-cache-tier': 'memory',
      'cache-status': expect.stringMatching(/^llm-cache; hit; ttl=-(49|50|51); detail=memory$/),
      age: expect.stringMatching(/^864[45]\d$/),
    });
    expect(cache(await ask('What is juice?', directive('max-stale')))).toBe('STALE');
    expect(cache(await ask('What is juice?', directive('max-stale=40')))).toBe('MISS');
  });

  test('does not excuse max-age', async () => {
    const { ask } = proxy.client();
    await ask('What is soup?');
    proxy.pass(86_450 * SECOND);
    expect(cache(await ask('What is soup?', directive('max-stale, max-age=60')))).toBe('MISS');
  });
});

test.each(['max-age=abc', 'max-age', 'max-stale=-1', 'stale-if-error=1.5', 'max-age="x"'])(
  '%s is refused',
  async (value) => {
    const { status, text } = await proxy.client().ask('What is bread?', directive(value));
    expect(status).toBe(400);
    expect(JSON.parse(text).error).toMatchObject({ param: 'cache-control', code: 'invalid_request' });
  },
);

test('a number beyond all numbers is a very long time', async () => {
  const { ask } = proxy.client();
  await ask('What is salt?');
  expect(cache(await ask('What is salt?', directive(`max-age=${'9'.repeat(400)}`)))).toBe('HIT');
});
