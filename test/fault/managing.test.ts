/** What manages the cache needs its stores: without them it says so, at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startUpstream } from '../../demo/upstream.ts';
import { startProcess } from '../live/process.ts';
import { type QdrantStub, startQdrantStub } from '../live/qdrant-stub.ts';
import { describeRedis, type RedisServer, startRedis } from '../live/redis-server.ts';
import { EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';
import { newKey } from '../stored.ts';
import { becomesWell, expectDocumented, type Faults } from './faults.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

type Ask = (proxy: TestProxy) => Promise<Response>;

const authorization = 'Bearer admin';
const get =
  (path: string, method = 'GET'): Ask =>
  (proxy) =>
    proxy.request(`/admin${path}`, { method, headers: { authorization } });
const post =
  (path: string, body: object): Ask =>
  (proxy) =>
    proxy.admin(path, body);

const list = get('/cache/entries');
const clear = post('/cache/clear', {});
const reads: Readonly<Record<string, Ask>> = {
  list,
  'list by hits': get('/cache/entries?sort=hits'),
  one: get(`/cache/entries/${newKey()}`),
  export: get('/cache/export'),
  'dry run': post('/cache/invalidate', { pattern: '*', dry_run: true }),
};
const writes: Readonly<Record<string, Ask>> = {
  clear,
  'clear of a namespace': post('/cache/clear', { namespace: 'default' }),
};
const removals: Readonly<Record<string, Ask>> = {
  delete: get(`/cache/entries/${newKey()}`, 'DELETE'),
  invalidate: post('/cache/invalidate', { tags: ['a'] }),
  'invalidate by key': post('/cache/invalidate', { keys: [newKey()] }),
  feedback: post('/cache/feedback', { asked_key: newKey(), key: newKey(), verdict: 'bad' }),
  "a client's feedback": (proxy) =>
    proxy.request('/v1/cache/feedback', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ asked_key: newKey(), key: newKey(), verdict: 'bad' }),
    }),
};
const statistics: Readonly<Record<string, Ask>> = {
  '/admin/stats': get('/stats'),
  '/admin/requests': get('/requests'),
  '/metrics': (proxy) => proxy.request('/metrics'),
  '/cache/stats': (proxy) => proxy.request('/cache/stats'),
};

const answer = { choices: [{ message: { role: 'assistant', content: 'x'.repeat(200_000) }, finish_reason: 'stop' }] };

/** 503 in the usual shape, naming the service, and no address. */
async function isRefused(proxy: TestProxy, asked: Readonly<Record<string, Ask>>, message: RegExp): Promise<void> {
  const refusals = Object.entries(asked).map(async ([name, ask]) => {
    const response = await ask(proxy);
    const { error } = JSON.parse(await response.text());
    expect({ name, status: response.status, ...error }).toEqual({
      ...{ name, status: 503, type: 'server_error', param: null, code: 'out_of_service' },
      message: expect.stringMatching(message),
    });
    expect(error.message).not.toMatch(/127\.0\.0\.1|localhost/);
    expect(response.headers.get('retry-after')).toBe('2');
  });
  await Promise.all(refusals);
}

async function isAnswered(proxy: TestProxy, asked: Readonly<Record<string, Ask>>): Promise<void> {
  for (const [name, ask] of Object.entries(asked)) {
    const response = await ask(proxy);
    await response.text();
    expect([name, response.status]).toEqual([name, 200]);
  }
}

async function fill(proxy: TestProxy, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await (await proxy.chat(`What is thing ${randomUUID()}?`)).text();
  await proxy.settled();
}

interface Context {
  readonly redis: RedisServer;
  readonly stub: QdrantStub;
  readonly line: LoopbackProxy;
}

const envOf = (redis: RedisServer) => ({
  ...EXACT_ONLY,
  ...{ REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '200', CACHE_PREFIX: `${randomUUID()}:` },
});

const isAway =
  (strike: (redis: RedisServer) => unknown, mend: (redis: RedisServer) => unknown, message: RegExp) =>
  async ({ redis }: Context): Promise<void> => {
    await using proxy = await startProxy({ env: envOf(redis) });
    await fill(proxy, 3);
    await strike(redis);
    onTestFinished(async () => void (await mend(redis)));
    await isRefused(proxy, { ...reads, ...writes, ...removals }, message);
    await isAnswered(proxy, statistics);
    await mend(redis);
    await becomesWell(proxy, 'redis');
    await isAnswered(proxy, { list, clear });
  };

const isLost =
  (strike: (line: LoopbackProxy) => unknown, message: RegExp) =>
  async ({ stub, line }: Context): Promise<void> => {
    await using proxy = await startProxy({
      env: { QDRANT_URL: `http://127.0.0.1:${line.port}`, VECTOR_TIMEOUT_MS: '500' },
    });
    await fill(proxy, 1);
    await expect.poll(() => stub.requests.some(({ line }) => /^PUT .*points/.test(line))).toBe(true);
    await strike(line);
    onTestFinished(async () => {
      line.line = {};
      await line.accept();
    });
    const similar = post('/cache/invalidate', { similar_to: { text: 'What is a thing?' } });
    await isRefused(proxy, { similar, export: get('/cache/export') }, message);
    await isRefused(proxy, { clear }, message);
    await isAnswered(proxy, { list, ...statistics });
  };

const faults: Faults<Context> = {
  'Redis is paused (SIGSTOP)': isAway(
    (redis) => redis.freeze(),
    (redis) => redis.thaw(),
    /^(Redis does not answer in time|The store cannot tell .+)\.$/,
  ),
  'Redis is killed': isAway(
    (redis) => redis.kill(),
    (redis) => redis.isRunning() || redis.start(),
    /^(Redis (is not connected|cannot be reached \(.+\))|The store cannot tell .+)\.$/,
  ),
  'Redis is a replica, read-only': async ({ redis }) => {
    await using proxy = await startProxy({ env: envOf(redis) });
    await fill(proxy, 3);
    await redis.client.replicaof('127.0.0.1', '1');
    onTestFinished(async () => void (await redis.client.replicaof('NO', 'ONE')));
    // It connects anew at first, in case its name leads to another one by now.
    await isRefused(proxy, writes, /^Redis (fails: .*READONLY|is not connected)/);
    await expect.poll(async () => (await list(proxy)).status).toBe(200);
    await isRefused(proxy, writes, /^Redis fails: .*READONLY/);
    await isAnswered(proxy, { list, export: get('/cache/export') });
  },
  'Redis is full (`maxmemory`, `noeviction`)': async ({ redis }) => {
    await using proxy = await startProxy({ env: envOf(redis) });
    proxy.script('What is', { body: answer });
    await fill(proxy, 20);
    const used = /^used_memory:(\d+)/m.exec(await redis.client.info('memory'))?.[1];
    await redis.client.config('SET', 'maxmemory', String(Number(used) - 500_000));
    onTestFinished(async () => void (await redis.client.config('SET', 'maxmemory', '0')));
    await expect(redis.client.set('another', 'value')).rejects.toThrow('OOM');
    const stored = JSON.parse(await (await list(proxy)).text()).entries;
    const invalidated = await proxy.admin('/cache/invalidate', { keys: [stored[0].key] });
    expect(await invalidated.json()).toMatchObject({ invalidated: 1 });
    expect(await (await clear(proxy)).json()).toMatchObject({ cleared: { entries: 19 } });
    await redis.client.config('SET', 'maxmemory', '1');
    await isRefused(proxy, { clear }, /^Redis fails: .*OOM/);
    await isAnswered(proxy, { list, export: get('/cache/export') });
  },
  'Qdrant refuses connections': isLost((line) => line.refuse(), /^Qdrant cannot be reached/),
  'Qdrant is behind a dead line': isLost((line) => {
    line.line = { dead: true };
  }, /^Qdrant does not answer in time/),
};

describeRedis('what manages the cache', () => {
  let redis: RedisServer;
  let stub: QdrantStub;
  let line: LoopbackProxy;
  beforeAll(async () => {
    redis = await startRedis();
    stub = await startQdrantStub();
    line = await startLoopbackProxy(Number(new URL(stub.url).port));
  });
  afterAll(async () => {
    await line?.[Symbol.asyncDispose]();
    await stub?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  test('these faults are documented', () => expectDocumented('what manages the cache', faults));

  test.for(Object.entries(faults))('%s', ([, strike]) => strike({ redis, stub, line }));

  test('an export that the store breaks off does not look whole, and the log has the cause', async () => {
    const upstream = await startUpstream({ reply: () => ({ body: answer }) });
    onTestFinished(() => upstream.close());
    const proxy = await startProcess(upstream.url, { ...envOf(redis), ADMIN_API_KEY: 'admin' });
    onTestFinished(() => proxy.kill());
    // More than the buffers of a connection hold, so that it is under way when Redis goes.
    for (let n = 0; n < 200; n += 1) await (await proxy.chat(`What is thing ${randomUUID()}?`)).text();
    const response = await fetch(`${proxy.url}/admin/cache/export`, { headers: { authorization } });
    expect(response.status).toBe(200);
    await redis.kill();
    onTestFinished(() => redis.start());
    await expect(response.text()).rejects.toThrow();
    expect(await proxy.stop()).toBe(0);
    expect(proxy.log()).toMatch(/"code":"out_of_service".*"msg":"Redis /);
  });
});
