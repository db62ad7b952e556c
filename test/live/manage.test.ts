/** What one proxy removes is gone from the other, that shares its Redis and its vector index, in every tier. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProxy, type TestProxy } from '../proxy.ts';
import { type QdrantStub, startQdrantStub } from './qdrant-stub.ts';
import { describeRedis, type RedisServer, startRedis } from './redis-server.ts';

const only = { 'cache-control': 'only-if-cached' };
const authorization = 'Bearer admin';

describeRedis('two proxies on one Redis and one Qdrant', () => {
  let redis: RedisServer;
  let qdrant: QdrantStub;
  let one: TestProxy;
  let two: TestProxy;

  beforeAll(async () => {
    redis = await startRedis();
    qdrant = await startQdrantStub();
    const env = {
      REDIS_URL: redis.url,
      CACHE_PREFIX: `${randomUUID()}:`,
      REDIS_TIMEOUT_MS: '5000',
      QDRANT_URL: qdrant.url,
    };
    one = await startProxy({ env });
    two = await startProxy({ env, beside: one });
  });
  afterAll(async () => {
    await two?.[Symbol.asyncDispose]();
    await one?.[Symbol.asyncDispose]();
    await qdrant?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  async function ask(proxy: TestProxy, question: string, headers: Record<string, string> = {}) {
    const response = await proxy.chat(question, { headers });
    const text = await response.text();
    await proxy.settled();
    return { status: response.status, text, header: (name: string) => response.headers.get(name) };
  }

  /** A question and its paraphrase, hits in both proxies, in memory too. */
  async function known(headers: Record<string, string>) {
    const thing = `part ${randomUUID().slice(0, 8)}`;
    const plain = `How do I bake bread with ${thing}?`;
    const reworded = `How can I bake bread with ${thing}?`;
    const key = (await ask(one, plain, headers)).header('x-cache-key') ?? '';
    await ask(two, plain, headers);
    expect((await ask(two, plain, headers)).header('x-cache-tier')).toBe('memory');
    await expect.poll(async () => (await ask(one, reworded, { ...headers, ...only })).status).toBe(200);
    expect((await ask(two, reworded, { ...headers, ...only })).header('cache-status')).toContain('detail=promoted');
    const gone = async () => {
      for (const proxy of [one, two]) {
        for (const question of [plain, reworded]) {
          await expect.poll(async () => (await ask(proxy, question, { ...headers, ...only })).status).toBe(504);
        }
      }
    };
    return { key, plain, reworded, gone };
  }

  test.for([
    ['tags', { 'x-cache-tags': 'user:123,category:tech' }, { tags: ['user:123'] }],
    ['a version', { 'x-cache-version': 'v8' }, { version: 'v8' }],
    ['a pattern', {}, { pattern: '*part*' }],
    ['likeness', {}, { similar_to: { text: 'How do I bake bread with a part?', threshold: 0.6 } }],
  ] as const)('by %s: gone from both, paraphrases too', async ([_, headers, filter]) => {
    const namespace = randomUUID();
    const { key, gone } = await known({ ...headers, 'x-cache-namespace': namespace });
    const response = await one.admin('/cache/invalidate', { ...filter, namespace: `default/${namespace}` });
    expect(await response.json()).toMatchObject({ invalidated: 1, keys: [key] });
    await gone();
  });

  test('an entry that is deleted by its key', async () => {
    const { key, gone } = await known({});
    const remove = { method: 'DELETE', headers: { authorization } };
    expect((await one.request(`/admin/cache/entries/${key}`, remove)).status).toBe(200);
    await gone();
    expect((await two.request(`/admin/cache/entries/${key}`, remove)).status).toBe(404);
  });

  test('a clear of the client’s namespace takes the inner ones along', async () => {
    const { gone } = await known({ 'x-cache-namespace': 'inner' });
    const cleared = await one.admin('/cache/clear', { namespace: 'default' });
    expect(JSON.parse(await cleared.text()).cleared).toMatchObject({ entries: 1, vectors: 1 });
    await gone();
  });

  test('hits of both count, those from memory too', async () => {
    const { key } = await known({ 'x-cache-namespace': randomUUID() });
    // Two of the plain question in the second, one of the reworded in each.
    const hits = async () => {
      await one.request('/admin/cache/entries', { headers: { authorization } });
      const response = await two.request(`/admin/cache/entries/${key}`, { headers: { authorization } });
      return JSON.parse(await response.text()).hits;
    };
    await expect.poll(hits).toBeGreaterThanOrEqual(4);
  });

  test('export, clear, import: the other has it then, matched by meaning as before', async () => {
    const inner = { 'x-cache-namespace': randomUUID() };
    const { plain, reworded, gone } = await known(inner);
    const before = await ask(two, plain, inner);
    const exported = await one.request(`/admin/cache/export?namespace=default/${inner['x-cache-namespace']}`, {
      headers: { authorization },
    });
    const text = await exported.text();
    await one.admin('/cache/clear');
    await gone();
    const body = { method: 'POST', headers: { authorization }, body: text };
    expect(await (await one.request('/admin/cache/import', body)).json()).toMatchObject({ imported: 1, failures: 0 });
    expect((await ask(two, plain, { ...inner, ...only })).text).toBe(before.text);
    await expect.poll(async () => (await ask(two, reworded, { ...inner, ...only })).status).toBe(200);
  });
});
