/** Answers past their freshness: https://www.rfc-editor.org/rfc/rfc5861 */
import { afterAll, describe, expect, test } from 'vitest';
import type { Scripted } from '../../demo/upstream.ts';
import { type Answered, EXACT_ONLY, hold, SECOND, startProxy } from '../proxy.ts';

const DAY = 86_400 * SECOND;

describe('stale-if-error', () => {
  const down: { now: boolean; how: Scripted } = { now: false, how: {} };
  const setUp = startProxy({ env: EXACT_ONLY, upstream: { reply: () => (down.now ? down.how : undefined) } });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  async function fail(
    how: Scripted,
    { late = DAY + 60 * SECOND, headers = {} }: { late?: number; headers?: Record<string, string> } = {},
  ): Promise<{ old: Answered; answer: Answered }> {
    const proxy = await setUp;
    const { ask } = proxy.client();
    down.now = false;
    const old = await ask('What is rain?');
    proxy.pass(late);
    Object.assign(down, { now: true, how });
    return { old, answer: await ask('What is rain?', headers) };
  }

  test.each([500, 503, 429])('an upstream that answers %i gives way to the stale answer', async (status) => {
    const { old, answer } = await fail({ status, body: { error: { message: 'no' } } });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(old.text);
    expect(answer.headers).toMatchObject({
      'x-cache': 'STALE',
      'cache-status': expect.stringMatching(new RegExp(`^llm-cache; fwd=stale; fwd-status=${status}; ttl=-6\\d$`)),
    });
  });

  test('so does one that cannot be reached', async () => {
    const { answer } = await fail({ finish: 'reset' });
    expect(answer.headers).toMatchObject({
      'x-cache': 'STALE',
      'cache-status': expect.stringContaining('fwd=stale; fwd-status=502; '),
    });
  });

  test("the client's own mistake does not", async () => {
    const { answer } = await fail({ status: 400, body: { error: { message: 'no' } } });
    expect(answer.status).toBe(400);
  });

  test('nor does it after STALE_IF_ERROR, or what the client takes', async () => {
    const error = { status: 500, body: { error: { message: 'no' } } };
    expect((await fail(error, { late: 2 * DAY + SECOND })).answer.status).toBe(500);
    expect((await fail(error, { headers: { 'cache-control': 'stale-if-error=30' } })).answer.status).toBe(500);
    expect((await fail(error, { headers: { 'cache-control': 'stale-if-error=90' } })).answer.status).toBe(200);
  });

  test('a fresh answer that is too old for the client is stale to it', async () => {
    const error = { status: 500, body: { error: { message: 'no' } } };
    const { answer } = await fail(error, { late: 100 * SECOND, headers: { 'cache-control': 'max-age=50' } });
    expect(answer.headers).toMatchObject({ 'x-cache': 'STALE', 'cache-status': expect.stringContaining('fwd=stale;') });
  });

  test('a client cannot make it longer for what it stores', async () => {
    const proxy = await setUp;
    const { ask } = proxy.client();
    down.now = false;
    await ask('What is hail?', { 'cache-control': 'stale-if-error=999999999' });
    Object.assign(down, { now: true, how: { status: 500 } });
    proxy.pass(2 * DAY - SECOND);
    expect((await ask('What is hail?')).status).toBe(200);
    proxy.pass(2 * SECOND);
    expect((await ask('What is hail?', { 'cache-control': 'stale-if-error=999999999' })).status).toBe(500);
  });
});

describe('stale-while-revalidate', () => {
  const setUp = startProxy({ env: { ...EXACT_ONLY, STALE_WHILE_REVALIDATE: '3600', STALE_IF_ERROR: '0' } });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  test('serves the stale answer at once, and fetches one for the next', async () => {
    const proxy = await setUp;
    const { ask } = proxy.client();
    const old = await ask('What is snow?');
    proxy.pass(DAY + 60 * SECOND);
    const stale = await ask('What is snow?');
    expect(stale.text).toBe(old.text);
    expect(stale.headers).toMatchObject({
      'x-cache': 'STALE',
      'cache-status': expect.stringMatching(/^llm-cache; hit; ttl=-6\d; detail=memory$/),
    });
    const fresh = await ask('What is snow?');
    expect(fresh.headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(fresh.text).not.toBe(old.text);
    expect(proxy.calls('What is snow?')).toHaveLength(2);
  });

  test('fetches once for all to whom it is served meanwhile', async () => {
    const proxy = await setUp;
    const { ask, namespace } = proxy.client();
    await ask('What is fog?');
    proxy.pass(DAY + 60 * SECOND);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => proxy.chat('What is fog?', { headers: { 'x-cache-namespace': namespace } })),
    );
    expect(new Set(answers.map(({ headers }) => headers.get('x-cache')))).toEqual(new Set(['STALE']));
    await proxy.settled();
    expect(proxy.calls('What is fog?')).toHaveLength(2);
  });

  test.each(['64', '0'])('does not let the client wait for it, with %s MB of memory', async (CACHE_MEMORY_MB) => {
    await using proxy = await startProxy({ env: { ...EXACT_ONLY, STALE_WHILE_REVALIDATE: '3600', CACHE_MEMORY_MB } });
    const { ask, namespace } = proxy.client();
    const old = await ask('What is sleet?');
    proxy.pass(DAY + 60 * SECOND);
    const { released, release } = hold();
    proxy.script('What is sleet?', async () => {
      await released;
      return undefined;
    });
    for (const _ of [1, 2, 3]) {
      const stale = await proxy.chat('What is sleet?', { headers: { 'x-cache-namespace': namespace } });
      expect(stale.headers.get('x-cache')).toBe('STALE');
      expect(await stale.text()).toBe(old.text);
    }
    release();
    await proxy.settled();
    expect(proxy.calls('What is sleet?')).toHaveLength(2);
    expect((await ask('What is sleet?')).headers['x-cache']).toBe('HIT');
  });

  test('a fetch that fails leaves the stale answer, and is counted', async () => {
    const proxy = await setUp;
    const { ask } = proxy.client();
    const old = await ask('What is dew?');
    proxy.script('What is dew?', { finish: 'reset' });
    proxy.pass(DAY + 60 * SECOND);
    for (const _ of [1, 2]) expect((await ask('What is dew?')).text).toBe(old.text);

    expect(await proxy.counter('errors_total{part="refresh"}')).toBe(2);
  });

  test('not after its window, and not for an answer with a lifetime of its own', async () => {
    const proxy = await setUp;
    const { ask } = proxy.client();
    await ask('What is mist?');
    proxy.pass(DAY + 3601 * SECOND);
    expect((await ask('What is mist?')).headers).toMatchObject({ 'x-cache': 'MISS' });
    await ask('What is frost?', { 'x-cache-ttl': '10' });
    proxy.pass(11 * SECOND);
    expect((await ask('What is frost?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});
