/** TTL_MODEL: a cheap model says, behind the reply, how long an answer stays true. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Recorded, Scripted } from '../../demo/upstream.ts';
import { chatBody, SECOND, startProxy, type TestProxy } from '../proxy.ts';

const JUDGE = 'cheap-judge';
const DAY = 86_400 * SECOND;
const env = { TTL_MODEL: JUDGE, CACHE_TTL: '3600', STALE_IF_ERROR: '0' };

/** The judge says the last word of the question. */
const verdict = ({ text }: Recorded): Scripted | undefined => {
  const body: { model: string; messages: { content: string }[] } = JSON.parse(text);
  if (body.model !== JUDGE) return undefined;
  const content = body.messages.at(-1)?.content.split(' ').at(-1);
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
  return { body: { model: JUDGE, choices, usage: { prompt_tokens: 100, completion_tokens: 1 } } };
};

const judged = (proxy: TestProxy, text = '') =>
  proxy.calls(text).filter(({ text: body }) => JSON.parse(body).model === JUDGE);

/** Resolves when the judge's answers were acted upon, as far as the store can tell. */
async function lifetimeOf(proxy: TestProxy, key: string): Promise<number | null> {
  const response = await proxy.request(`/admin/cache/entries/${key}`, { headers: { authorization: 'Bearer admin' } });
  const entry: { stored_at: number; stale_at: number } = JSON.parse(await response.text());
  return response.status === 404 ? null : entry.stale_at - entry.stored_at;
}

describe('the answer of the judge', () => {
  let proxy: TestProxy;
  beforeAll(async () => {
    proxy = await startProxy({ env, upstream: { reply: verdict } });
  });
  afterAll(() => proxy[Symbol.asyncDispose]());

  test.each([
    ['short', 900],
    ['day', 86_400],
    ['Stable.', 30 * 86_400],
    ['volatile', null],
  ])('%s', async (word, seconds) => {
    const client = proxy.client();
    const { headers } = await client.ask(`A plain question about lions and tigers, ${word}`);
    await expect.poll(() => lifetimeOf(proxy, headers['x-cache-key'] ?? '')).toBe(seconds);
    const again = await client.ask(`A plain question about lions and tigers, ${word}`);
    expect(again.headers['x-cache']).toBe(seconds === null ? 'MISS' : 'HIT');
    expect(judged(proxy, `tigers, ${word}`)).toHaveLength(1);
  });

  test('its verdict is remembered for the question, in every scope', async () => {
    const client = proxy.client();
    for (const temperature of [0, 0.5, 1]) {
      const { headers } = await client.ask(chatBody('Something about elephants, day', { temperature }));
      await expect.poll(() => lifetimeOf(proxy, headers['x-cache-key'] ?? '')).toBe(86_400);
    }
    expect(judged(proxy, 'elephants')).toHaveLength(1);
  });

  test('a rewording lives as long, by the vector too', async () => {
    const client = proxy.client();
    const { headers } = await client.ask('How do I bake bread at home? stable');
    await expect.poll(() => lifetimeOf(proxy, headers['x-cache-key'] ?? '')).toBe(30 * 86_400);
    proxy.pass(20 * DAY);
    const { headers: reworded } = await client.ask('How can I bake bread at home? stable');
    expect(reworded).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
  });

  test('nobody is asked about a lifetime that a client gave, nor about what is not stored', async () => {
    const client = proxy.client();
    await client.ask('Something about zebras, stable', { 'x-cache-ttl': '60' });
    await client.ask('Something about zebras, day', { 'cache-control': 'no-store' });
    await client.ask('Something about zebras, short', { 'x-bypass-cache': 'true' });
    const { headers } = await client.ask('Something else about zebras, day');
    await expect.poll(() => lifetimeOf(proxy, headers['x-cache-key'] ?? '')).toBe(86_400);
    expect(judged(proxy, 'zebras')).toHaveLength(1);
  });

  test('what it costs is counted as a helper call', async () => {
    const { tokens } = await proxy.metrics();
    expect(tokens.helper.input).toBe(100 * judged(proxy).length);
  });
});

describe('a judge that fails changes nothing, and is counted', () => {
  const replies: Record<string, Scripted> = {
    'an error': { status: 500, body: { error: { message: 'no' } } },
    'another word': { body: { choices: [{ index: 0, message: { content: 'perhaps' }, finish_reason: 'stop' }] } },
    'no JSON': { body: '<html>' },
  };
  test.each(Object.entries(replies))('%s', async (_, reply) => {
    const judge = ({ text }: Recorded) => (text.includes(JUDGE) ? reply : undefined);
    await using proxy = await startProxy({
      env: { ...env, SEMANTIC_MODE: 'off', UPSTREAM_RETRIES: '0' },
      upstream: { reply: judge },
    });
    const client = proxy.client();
    const { headers } = await client.ask('Something about lions');
    await expect.poll(() => proxy.counter('errors_total{part="ttl-model"}')).toBe(1);
    expect(await lifetimeOf(proxy, headers['x-cache-key'] ?? '')).toBe(3_600);
    expect((await client.ask('Something about lions')).headers['x-cache']).toBe('HIT');
  });
});

test('at most sixty calls a minute', async () => {
  await using proxy = await startProxy({ env: { ...env, SEMANTIC_MODE: 'off' }, upstream: { reply: verdict } });
  const client = proxy.client();
  for (let n = 0; n < 70; n++) await client.ask(`Something about lion ${n}, day`);
  await expect.poll(() => proxy.counter('errors_total{part="ttl-model"}')).toBe(10);
  expect(judged(proxy)).toHaveLength(60);
  proxy.pass(61 * SECOND);
  await client.ask('Something about lion 99, day');
  await expect.poll(() => judged(proxy).length).toBe(61);
});

test('a judge that hangs holds nobody up, at the end neither', async () => {
  const hang = ({ text }: Recorded): Scripted | undefined => (text.includes(JUDGE) ? { finish: 'hang' } : undefined);
  const proxy = await startProxy({ env: { ...env, SEMANTIC_MODE: 'off' }, upstream: { reply: hang } });
  await proxy.client().ask('Something about lions');
  await proxy.upstream.arrived(2);
  await proxy[Symbol.asyncDispose]();
});
