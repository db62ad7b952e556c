import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hold, SECOND, startProxy, type TestProxy } from '../proxy.ts';
import { startProcess } from './process.ts';
import { type QdrantStub, startQdrantStub } from './qdrant-stub.ts';
import { describeRedis, type RedisServer, startRedis } from './redis-server.ts';

/** A question that no other test asks, and that means the same in other words. */
function newQuestion() {
  const thing = `part ${randomUUID().slice(0, 8)}`;
  return { plain: `How do I bake bread with ${thing}?`, reworded: `How can I bake bread with ${thing}?` };
}

const only = { 'cache-control': 'only-if-cached' };
const tierOf = ({ headers }: Response) => headers.get('x-cache-tier');

describeRedis('two proxies on one Redis', () => {
  let redis: RedisServer;
  let one: TestProxy;
  let two: TestProxy;
  let prefix: string;

  beforeAll(async () => {
    redis = await startRedis();
    prefix = `${randomUUID()}:`;
    const env = { REDIS_URL: redis.url, CACHE_PREFIX: prefix, REDIS_TIMEOUT_MS: '5000' };
    one = await startProxy({ env });
    two = await startProxy({ env, beside: one });
  });
  afterAll(async () => {
    await two?.[Symbol.asyncDispose]();
    await one?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  /** Asks a proxy and waits until the answer is stored. */
  async function ask(proxy: TestProxy, question: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await proxy.chat(question, { headers });
    const body = await response.text();
    await proxy.settled();
    return new Response(body, response);
  }

  async function keyOf(proxy: TestProxy, question: string): Promise<string> {
    return (await ask(proxy, question)).headers.get('x-cache-key') ?? '';
  }

  test('what one stored the other has, byte for byte, and then in its own memory', async () => {
    const { plain } = newQuestion();
    const first = await ask(one, plain);
    const second = await ask(two, plain);
    expect([tierOf(first), tierOf(second)]).toEqual(['upstream', 'exact']);
    expect(await second.text()).toBe(await first.text());
    expect(tierOf(await ask(two, plain))).toBe('memory');
    expect(one.calls(plain)).toHaveLength(1);
  });

  test('a match that one was told is bad is not served by the other either', async () => {
    const { plain, reworded } = newQuestion();
    await ask(one, plain);
    const hit = await ask(one, reworded);
    expect(tierOf(hit)).toBe('semantic');
    expect(hit.headers.get('x-cache-similarity')).not.toBeNull();
    expect((await ask(two, reworded)).headers.get('cache-status')).toContain('detail=promoted');
    const pair = { asked_key: hit.headers.get('x-cache-asked-key'), key: hit.headers.get('x-cache-key') };
    await one.admin('/cache/feedback', { ...pair, verdict: 'bad' });
    await expect.poll(async () => (await ask(two, reworded, only)).status).toBe(504);
    expect(tierOf(await ask(two, plain))).toBe('memory');
  });

  test('40 who ask the same of both, half of them for a stream: one call', async () => {
    const { plain } = newQuestion();
    const { released, release } = hold();
    one.script(plain, async () => {
      await released;
      return { body: completion('Knead it.') };
    });
    const asked = Array.from({ length: 40 }, (_, index) => {
      const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: plain }], stream: index % 4 > 1 };
      return (index % 2 === 0 ? one : two).chat(body);
    });
    await expect.poll(() => one.calls(plain).length).toBe(1);
    // Time enough for the other to call too, if it were going to.
    await delay(300);
    release();
    const answers = await Promise.all(asked.map(async (response) => (await response).text()));
    expect(answers.every((answer) => answer.includes('Knead'))).toBe(true);
    expect(one.calls(plain)).toHaveLength(1);
  });

  test('an answer that cannot be stored is told at once: the others call for themselves', async () => {
    const { plain } = newQuestion();
    const { released, release } = hold();
    one.script(plain, async () => {
      await released;
      return { body: completion('', 'content_filter') };
    });
    const asked = [one.chat(plain), two.chat(plain)];
    await expect.poll(() => one.calls(plain).length).toBe(1);
    release();
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(one.calls(plain)).toHaveLength(2);
  });

  test('an upstream that fails is told at once too', async () => {
    const { plain } = newQuestion();
    const { released, release } = hold();
    one.script(plain, async ({ n }) => {
      await released;
      return n > 0 ? { status: 400, body: { error: { message: 'no' } } } : {};
    });
    const asked = [one.chat(plain), two.chat(plain)];
    await expect.poll(() => one.calls(plain).length).toBe(1);
    release();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([400, 400]);
  });

  test('the time to live is the one that was sent, and what it was by default with the stale window', async () => {
    const [given, by] = [newQuestion().plain, newQuestion().plain];
    const key = (await ask(one, given, { 'x-cache-ttl': '1234' })).headers.get('x-cache-key');
    const ttl = await redis.client.ttl(`${prefix}${key}`);
    expect(ttl).toBeGreaterThan(1_200);
    expect(ttl).toBeLessThanOrEqual(1_234);
    const other = await redis.client.ttl(`${prefix}${await keyOf(one, by)}`);
    expect(other).toBeGreaterThan(2 * 86_400 - 60);
    expect(other).toBeLessThanOrEqual(2 * 86_400);
  });

  test('a clear in one: the other has forgotten within a second', async () => {
    const { plain } = newQuestion();
    await ask(one, plain);
    await ask(two, plain);
    expect(tierOf(await ask(two, plain, only))).toBe('memory');
    const cleared: unknown = await (await one.admin('/cache/clear')).json();
    expect(cleared).toMatchObject({ cleared: { entries: expect.any(Number) } });
    await expect.poll(async () => (await ask(two, plain, only)).status, { timeout: SECOND }).toBe(504);
  });

  test('also when the channel was cut before', async () => {
    const { plain } = newQuestion();
    await ask(one, plain);
    await ask(two, plain);
    expect(tierOf(await ask(two, plain, only))).toBe('memory');
    await redis.client.client('KILL', 'TYPE', 'PUBSUB');
    await one.admin('/cache/clear');
    await expect.poll(async () => (await ask(two, plain, only)).status, { timeout: SECOND }).toBe(504);
  });

  test('beside a shared Redis nothing stays in memory for longer than a minute', async () => {
    const { plain } = newQuestion();
    await ask(two, plain);
    expect(tierOf(await ask(two, plain, only))).toBe('memory');
    two.pass(60 * SECOND);
    expect(tierOf(await ask(two, plain, only))).toBe('exact');
  });

  test('what was asked for before a clear in the other is not stored after it', async () => {
    const { plain } = newQuestion();
    const { released, release } = hold();
    one.script(plain, async () => {
      await released;
      return { body: completion('Late.') };
    });
    const asked = one.chat(plain);
    await expect.poll(() => one.calls(plain).length).toBe(1);
    await two.admin('/cache/clear');
    release();
    await (await asked).text();
    await one.settled();
    for (const proxy of [one, two]) expect((await ask(proxy, plain, only)).status).toBe(504);
  });

  test('a verdict given to one holds in the other within a second', async () => {
    const { plain, reworded } = newQuestion();
    await ask(one, plain);
    const hit = await ask(one, reworded);
    expect(tierOf(hit)).toBe('semantic');
    expect(hit.headers.get('x-cache-similarity')).toMatch(/^0\.9/);
    const promoted = await ask(two, reworded, only);
    expect(promoted.headers.get('cache-status')).toContain('detail=promoted');
    const verdict = {
      asked_key: hit.headers.get('x-cache-asked-key'),
      key: hit.headers.get('x-cache-key'),
      verdict: 'bad',
    };
    expect((await one.admin('/cache/feedback', verdict)).status).toBe(200);
    await expect.poll(async () => (await ask(two, reworded, only)).status, { timeout: SECOND }).toBe(504);
  });

  test('another deployment on the same Redis is untouched by a clear, even one whose prefix begins with ours', async () => {
    const { plain } = newQuestion();
    await using other = await startProxy({
      env: { REDIS_URL: redis.url, CACHE_PREFIX: `${prefix}staging:` },
      beside: one,
    });
    await redis.client.set('somebody:else', 'untouched');
    await ask(other, plain);
    await ask(one, plain);
    expect(one.calls(plain)).toHaveLength(2);
    await one.admin('/cache/clear');
    expect((await ask(other, plain, only)).status).toBe(200);
    expect((await ask(one, plain, only)).status).toBe(504);
    expect(await redis.client.get('somebody:else')).toBe('untouched');
    const left = (await redis.client.keys(`${prefix}*`)).filter((name) => !name.startsWith(`${prefix}staging:`));
    expect(left.map((name) => name.slice(prefix.length)).sort()).toEqual(
      expect.arrayContaining(['epoch', 'namespaces']),
    );
    expect(left.filter((name) => /[0-9a-f]{64}$/.test(name) && !name.includes('lease:'))).toEqual([]);
    expect(left.filter((name) => name.endsWith(':entries'))).toEqual([]);
  });

  test('the holder is killed in mid-call: who waited is answered in bounded time', async () => {
    const { plain } = newQuestion();
    let calls = 0;
    one.script(plain, () => (calls++ === 0 ? { finish: 'hang' } : { body: completion('Second.') }));
    const holder = await startProcess(one.upstream.url, { REDIS_URL: redis.url, CACHE_PREFIX: prefix });
    onTestFinished(() => holder.kill());
    const lost = holder.chat(plain).catch(() => null);
    await expect.poll(() => one.calls(plain).length, { timeout: 10_000 }).toBe(1);
    const asked = two.chat(plain);
    await holder.kill();
    const begun = performance.now();
    expect(await (await asked).text()).toContain('Second.');
    expect(performance.now() - begun).toBeLessThan(10_000);
    await lost;
  });
});

describeRedis('a Redis that fails', () => {
  let redis: RedisServer;
  let one: TestProxy;
  let two: TestProxy;

  beforeAll(async () => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url, CACHE_MEMORY_MB: '0', ENABLE_SEMANTIC_CACHE: 'false', REDIS_TIMEOUT_MS: '200' };
    one = await startProxy({ env });
    two = await startProxy({ env, beside: one });
  });
  afterAll(async () => {
    await two?.[Symbol.asyncDispose]();
    await one?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  async function health(): Promise<unknown> {
    return (await one.request('/health')).json();
  }

  async function tiers(question: string): Promise<(string | null)[]> {
    const seen: (string | null)[] = [];
    for (const proxy of [one, two]) {
      const response = await proxy.chat(question);
      await response.text();
      await proxy.settled();
      seen.push(tierOf(response));
    }
    return seen;
  }

  test('killed and started anew: requests are answered meanwhile, health says so, and it recovers by itself', async () => {
    await redis.kill();
    const { plain } = newQuestion();
    expect(await tiers(plain)).toEqual(['upstream', 'upstream']);
    expect(await health()).toMatchObject({ status: 'degraded', services: { redis: { status: 'unhealthy' } } });
    expect(JSON.stringify(await health())).not.toContain('127.0.0.1');
    expect(await one.counter('errors_total{part="exact"}')).toBeGreaterThan(0);
    await redis.start();
    await expect.poll(health, { timeout: 10_000 }).toMatchObject({ status: 'healthy' });
    await expect.poll(() => tiers(newQuestion().plain), { timeout: 10_000 }).toEqual(['upstream', 'exact']);
  });

  test('away when the program starts: it starts, answers, and uses Redis once it is there', async () => {
    await redis.kill();
    const env = { REDIS_URL: redis.url, ENABLE_SEMANTIC_CACHE: 'false' };
    await using late = await startProxy({ env, beside: one });
    const { plain } = newQuestion();
    await (await late.chat(plain)).text();
    await late.settled();
    expect(tierOf(await late.chat(plain))).toBe('memory');
    await redis.start();
    await expect.poll(async () => (await late.admin('/cache/clear')).status, { timeout: 10_000 }).toBe(200);
    expect((await late.chat(plain, { headers: only })).status).toBe(504);
  });

  test('hanging: a request waits for it once, not at every step, and it recovers by itself', async () => {
    await expect.poll(health, { timeout: 10_000 }).toMatchObject({ status: 'healthy' });
    redis.freeze();
    onTestFinished(() => redis.thaw());
    const { plain } = newQuestion();
    const first = await one.chat(plain);
    expect(tierOf(first)).toBe('upstream');
    // The look-up waited its time, and what came after it (the fence, the lease) was told at once.
    expect(first.headers.get('server-timing')).toMatch(/exact;dur=\d{3,}/);
    expect(await health()).toMatchObject({
      services: { redis: { status: 'unhealthy', error: 'does not answer in time', since: expect.any(Number) } },
    });
    expect((await one.request('/metrics')).status).toBe(200);
    redis.thaw();
    await expect.poll(health, { timeout: 10_000 }).toMatchObject({ status: 'healthy' });
  });

  test('restarted while one waits for the other: both are answered in bounded time', async () => {
    const { plain } = newQuestion();
    const { released, release } = hold();
    let calls = 0;
    one.script(plain, async () => {
      if (calls++ === 0) await released;
      return { body: completion('Here.') };
    });
    const holder = one.chat(plain);
    await expect.poll(() => one.calls(plain).length).toBe(1);
    const waiting = two.chat(plain);
    await delay(100);
    await redis.kill();
    await redis.start();
    expect(await (await waiting).text()).toContain('Here.');
    release();
    expect(await (await holder).text()).toContain('Here.');
  });
});

describeRedis('with Qdrant', () => {
  let redis: RedisServer;
  let stub: QdrantStub;
  const url = () => process.env.QDRANT_URL ?? stub.url;

  beforeAll(async () => {
    redis = await startRedis();
    stub = await startQdrantStub();
  });
  afterAll(async () => {
    await redis?.[Symbol.asyncDispose]();
    await stub?.[Symbol.asyncDispose]();
  });

  const env = (more: Record<string, string> = {}) => ({
    REDIS_URL: redis.url,
    REDIS_TIMEOUT_MS: '5000',
    QDRANT_URL: url(),
    ...(process.env.QDRANT_API_KEY && { QDRANT_API_KEY: process.env.QDRANT_API_KEY }),
    ...more,
  });

  /** Calls of commands since the last time, the connection's own left out. */
  async function countCommands(): Promise<Record<string, number>> {
    const stats = await redis.client.info('commandstats');
    await redis.client.config('RESETSTAT');
    const calls = [...stats.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)].map(([, name = '', n]) => [name, Number(n)]);
    const own = /^(info|config|ping|client|hello|subscribe|publish)\b/;
    return Object.fromEntries(calls.filter(([name]) => !own.test(String(name))));
  }

  test('a hit costs one command, a promoted hit two, and neither embedding nor Qdrant', async () => {
    const shared = env({
      CACHE_PREFIX: `${randomUUID()}:`,
      CACHE_MEMORY_MB: '0',
      QDRANT_COLLECTION: `t-${randomUUID()}`,
    });
    await using one = await startProxy({ env: shared });
    await using two = await startProxy({ env: shared, beside: one });
    const { plain, reworded } = newQuestion();
    const me = one.client();
    const other = { 'x-cache-namespace': me.namespace };
    await me.ask(plain);
    // Visible a moment after it was taken down: asked before, it would be a miss, and stored for itself.
    await expect.poll(async () => (await one.metrics()).cache.vectors, { timeout: 5_000 }).toBe(1);
    expect((await me.ask(reworded)).headers['x-cache-tier']).toBe('semantic');

    for (const [question, detail, gets] of [
      [plain, 'exact', 1],
      [reworded, 'promoted', 2],
    ] as const) {
      await countCommands();
      const from = stub.requests.length;
      const response = await two.chat(question, { headers: other });
      expect(response.headers.get('cache-status')).toContain(`detail=${detail}`);
      expect(response.headers.get('server-timing')).not.toMatch(/embedding|semantic/);
      expect(await countCommands()).toEqual({ get: gets });
      expect(stub.requests.slice(from)).toEqual([]);
    }
  });

  test('a proxy on an empty Redis does not empty Qdrant, nor does a Redis that was emptied', async () => {
    await using empty = await startRedis();
    const shared = env({ CACHE_MEMORY_MB: '0', QDRANT_COLLECTION: `t-${randomUUID()}` });
    await using one = await startProxy({ env: shared });
    await using two = await startProxy({ env: { ...shared, REDIS_URL: empty.url }, beside: one });
    const { plain, reworded } = newQuestion();
    const [mine, theirs] = [one.client(), two.client()];
    const headers = { 'x-cache-namespace': mine.namespace };
    await mine.ask(plain);
    const vectors = async (proxy: TestProxy) => (await proxy.metrics()).cache.vectors;
    await expect.poll(() => vectors(one), { timeout: 5_000 }).toBe(1);

    // From there the same scope is asked, and cleared.
    await two.chat(reworded, { headers: { ...headers, 'x-cache-ttl': '0' } });
    await theirs.ask(plain);
    await two.admin('/cache/clear');
    expect(await vectors(two)).toBe(0);
    expect((await mine.ask(reworded)).headers['x-cache-tier']).toBe('semantic');

    const count = () => [...stub.collections.values()].reduce((sum, { points }) => sum + points.size, 0);
    const before = count();
    await redis.client.flushall();
    expect((await mine.ask(plain, { 'x-cache-ttl': '0' })).headers['x-cache-tier']).toBe('upstream');
    expect((await mine.ask(reworded, { 'x-cache-ttl': '0' })).headers['x-cache-tier']).toBe('upstream');
    expect(count()).toBe(before);
  });

  test('a clear removes the vectors, in both', async () => {
    const shared = env({ CACHE_PREFIX: `${randomUUID()}:`, QDRANT_COLLECTION: `t-${randomUUID()}` });
    await using one = await startProxy({ env: shared });
    await using two = await startProxy({ env: shared, beside: one });
    const { plain, reworded } = newQuestion();
    await one.client().ask(plain);
    await expect.poll(async () => (await two.metrics()).cache.vectors, { timeout: 5_000 }).toBe(1);
    expect(await (await two.admin('/cache/clear')).json()).toEqual({ cleared: { entries: 1, vectors: 1 } });
    expect((await one.client().ask(reworded, only)).status).toBe(504);
  });

  test('Qdrant away: answered from what is left, and health says so', async () => {
    await using one = await startProxy({ env: env({ QDRANT_URL: 'http://127.0.0.1:1' }) });
    const client = one.client();
    const { plain } = newQuestion();
    expect((await client.ask(plain)).headers['x-cache']).toBe('MISS');
    expect((await client.ask(plain)).headers['x-cache']).toBe('HIT');
    const health: unknown = await (await one.request('/health')).json();
    expect(health).toMatchObject({ status: 'degraded', services: { qdrant: { status: 'unhealthy', kind: 'qdrant' } } });
  });
});

function completion(content: string, finish = 'stop'): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finish }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  };
}
