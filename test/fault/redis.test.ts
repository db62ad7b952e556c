/** Redis in trouble: every request is answered, health says what is the matter, and Redis is used again when it is well. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startUpstream } from '../../demo/upstream.ts';
import { connectRedis } from '../../src/store/redis/connection.ts';
import { createRedisLease } from '../../src/store/redis/lease.ts';
import { startProcess } from '../live/process.ts';
import { describeRedis, type RedisServer, startRedis } from '../live/redis-server.ts';
import { EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';
import { newKey } from '../stored.ts';
import { becomesUnwell, becomesWell, expectDocumented, type Faults, healthOf } from './faults.ts';
import { type LoopbackProxy, startLoopbackProxy } from './loopback-proxy.ts';

interface Context {
  readonly redis: RedisServer;
  readonly line: LoopbackProxy;
  readonly proxy: TestProxy;
  readonly prefix: string;
}

const newQuestion = () => `What is thing ${randomUUID()}?`;

async function ask(proxy: TestProxy, question: string) {
  const response = await proxy.chat(question);
  const text = await response.text();
  await proxy.settled();
  return { status: response.status, tier: response.headers.get('x-cache-tier'), text };
}

const isInRedis = async ({ redis, prefix }: Context, key: string | null) =>
  (await redis.client.exists(`${prefix}${key}`)) === 1;

/** Asked twice, a new question is a miss and then a hit from memory: Redis is not needed for that. */
async function isAnswered({ proxy }: Context): Promise<void> {
  const twice = async () => {
    const question = newQuestion();
    const [first, second] = [await ask(proxy, question), await ask(proxy, question)];
    expect([first.status, second.status]).toEqual([200, 200]);
    return [first.tier, second.tier, first.text === second.text];
  };
  // When the connection is lost, memory is emptied once: it may not have heard what others removed.
  await expect.poll(twice).toEqual(['upstream', 'memory', true]);
}

/** Redis holds what is asked now. */
async function isUsed(context: Context): Promise<void> {
  const isKept = async () => {
    const response = await context.proxy.chat(newQuestion());
    await response.text();
    await context.proxy.settled();
    return isInRedis(context, response.headers.get('x-cache-key'));
  };
  await expect.poll(isKept, { timeout: 5_000 }).toBe(true);
}

/** Strikes, and when it is over, Redis is used again. */
function goesOut(strike: (context: Context) => unknown, mend: (context: Context) => unknown, error: RegExp) {
  return async (context: Context): Promise<void> => {
    await isUsed(context);
    const struckAt = Date.now();
    await strike(context);
    onTestFinished(async () => void (await mend(context)));
    await isAnswered(context);
    await becomesUnwell(context.proxy, 'redis', struckAt, error);
    await isAnswered(context);
    await mend(context);
    await becomesWell(context.proxy, 'redis');
    await isUsed(context);
  };
}

/** Takes no writes: what is there is served on. */
function takesNoWrites(strike: (redis: RedisServer) => unknown, mend: (redis: RedisServer) => unknown, error: RegExp) {
  return async (context: Context): Promise<void> => {
    const { redis, proxy, line, prefix } = context;
    await using reader = await startProxy({ env: envOf(line, prefix), beside: proxy });
    const known = newQuestion();
    await ask(proxy, known);
    const struckAt = Date.now();
    await strike(redis);
    onTestFinished(async () => void (await mend(redis)));
    await isAnswered(context);
    await becomesUnwell(proxy, 'redis', struckAt, error);
    expect((await ask(reader, known)).tier).toBe('exact');
    await mend(redis);
    await becomesWell(proxy, 'redis');
    await isUsed(context);
  };
}

const faults: Faults<Context> = {
  'is paused (SIGSTOP)': goesOut(
    ({ redis }) => redis.freeze(),
    ({ redis }) => redis.thaw(),
    /^does not answer in time$|^cannot be reached/,
  ),
  'is killed': goesOut(
    ({ redis }) => redis.kill(),
    ({ redis }) => redis.isRunning() || redis.start(),
    /^is not connected|^cannot be reached/,
  ),
  'is restarted, empty': async (context) => {
    const question = newQuestion();
    await ask(context.proxy, question);
    await context.redis.kill();
    await context.redis.start();
    await becomesWell(context.proxy, 'redis');
    // Memory forgot it too: it may have been removed meanwhile.
    await expect.poll(async () => (await ask(context.proxy, newQuestion())).tier).toBe('upstream');
    expect((await ask(context.proxy, question)).tier).toBe('upstream');
    await isUsed(context);
  },
  'is a replica, read-only': takesNoWrites(
    ({ client }) => client.replicaof('127.0.0.1', '1'),
    ({ client }) => client.replicaof('NO', 'ONE'),
    /READONLY/,
  ),
  'is full (`maxmemory`, `noeviction`)': takesNoWrites(
    ({ client }) => client.config('SET', 'maxmemory', '1'),
    ({ client }) => client.config('SET', 'maxmemory', '0'),
    /OOM/,
  ),
  'lets us no longer in (ACL)': goesOut(
    async ({ redis }) => {
      await redis.client.acl('SETUSER', 'default', 'resetkeys', '~elsewhere:*');
    },
    async ({ redis }) => {
      await redis.client.acl('SETUSER', 'default', '~*');
    },
    /NOPERM/,
  ),
  'answers, but late': goesOut(
    ({ line }) => {
      line.line = { delay: 400 };
    },
    ({ line }) => {
      line.line = {};
    },
    /^does not answer in time$/,
  ),
  'answers byte by byte': goesOut(
    ({ line }) => {
      line.line = { drip: 1 };
    },
    ({ line }) => {
      line.line = {};
    },
    /^does not answer in time$/,
  ),
  'is behind a dead line': goesOut(
    ({ line }) => {
      line.line = { dead: true };
    },
    ({ line }) => {
      line.line = {};
    },
    /^does not answer in time$/,
  ),
  'refuses connections': goesOut(
    ({ line }) => line.refuse(),
    ({ line }) => line.accept(),
    /^is not connected|^cannot be reached/,
  ),
  'cuts its connections again and again': async (context) => {
    for (let round = 0; round < 5; round += 1) {
      context.line.cut();
      expect((await ask(context.proxy, newQuestion())).status).toBe(200);
    }
    await becomesWell(context.proxy, 'redis');
    await isUsed(context);
  },
};

function envOf({ port }: LoopbackProxy, prefix: string): Record<string, string> {
  // Not the default of 50 ms, which a machine that is busy with tests may need for an answer.
  return { ...EXACT_ONLY, REDIS_URL: `redis://127.0.0.1:${port}`, REDIS_TIMEOUT_MS: '200', CACHE_PREFIX: prefix };
}

describeRedis('Redis', () => {
  let redis: RedisServer;
  let line: LoopbackProxy;
  beforeAll(async () => {
    redis = await startRedis();
    line = await startLoopbackProxy(redis.port);
  });
  afterAll(async () => {
    await line?.[Symbol.asyncDispose]();
    await redis?.[Symbol.asyncDispose]();
  });

  test('these faults are documented', () => expectDocumented('Redis', faults));

  test.for(Object.entries(faults))('%s', async ([, strike]) => {
    const prefix = `${randomUUID()}:`;
    await using proxy = await startProxy({ env: envOf(line, prefix) });
    await strike({ redis, line, proxy, prefix });
  });

  test('a lease that is granted too late to be of use is given back, and one that is held when Redis goes out too', async () => {
    const connection = connectRedis({ server: redis.url, timeout: 100, onError: () => {} });
    onTestFinished(() => connection.close());
    await connection.opened();
    // One that nobody gives back outlives the test.
    const lease = createRedisLease(connection, { prefix: `${randomUUID()}:`, ttl: 600_000, onError: () => {} });
    onTestFinished(() => lease.close());
    const [late, kept] = [newKey(), newKey()];
    const held = await lease.acquire(kept);
    redis.freeze();
    onTestFinished(() => redis.thaw());
    await expect(lease.acquire(late)).rejects.toThrow('did not answer');
    await held?.release('none');
    redis.thaw();
    for (const key of [late, kept])
      await expect.poll(() => lease.acquire(key).catch(() => null), { timeout: 5_000 }).not.toBeNull();
  });

  test('200 requests a second while it is paused: each is answered, nothing is left unhandled, little is said', async () => {
    const upstream = await startUpstream({ keep: 0 });
    onTestFinished(() => upstream.close());
    const proxy = await startProcess(upstream.url, { ...EXACT_ONLY, REDIS_URL: redis.url, CACHE_MEMORY_MB: '0' });
    onTestFinished(() => proxy.kill());
    onTestFinished(() => redis.thaw());
    const statuses: Promise<number>[] = [];
    const statusOf = async (asked: Promise<Response>) => {
      const response = await asked;
      await response.text();
      return response.status;
    };
    /** Half of them ask what was asked before. */
    async function load(seconds: number): Promise<void> {
      for (let tick = 0; tick < seconds * 20; tick += 1) {
        for (let n = 0; n < 10; n += 1) {
          const question = n % 2 === 0 ? `What is number ${n}?` : newQuestion();
          statuses.push(statusOf(proxy.chat(question)));
        }
        await delay(50);
      }
    }
    const requests = { request: (path: string) => fetch(`${proxy.url}${path}`) };
    await load(1);
    const pausedAt = Date.now();
    redis.freeze();
    await load(2);
    await becomesUnwell(requests, 'redis', pausedAt, /^does not answer in time$/);
    redis.thaw();
    const well = becomesWell(requests, 'redis');
    await load(1);
    await well;
    const answered = await Promise.all(statuses);
    expect(answered.length).toBe(800);
    expect(new Set(answered)).toEqual(new Set([200]));
    expect((await healthOf(requests)).services.redis?.since).toBeUndefined();
    expect(await proxy.stop()).toBe(0);
    expect(proxy.log()).not.toMatch(/unhandled|uncaught/i);
    const lines = proxy.log().trim().split('\n');
    expect(lines.filter((text) => text.includes('Redis does not answer in time'))).not.toHaveLength(0);
    expect(lines.length).toBeLessThan(20);
  });
});
