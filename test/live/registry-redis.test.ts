import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedisRegistry } from '../../src/store/redis/registry.ts';
import { describeRegistry } from '../contract/registry.ts';
import { startProxy } from '../proxy.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

const DAY = 86_400_000;

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const open = async (prefix: string) => {
    const redis = await connectTo(server);
    return { ...createRedisRegistry(redis, prefix), close: () => redis.close() };
  };
  const newPlace = () => `${randomUUID()}:`;
  describeRegistry('the Redis registry', { open, newPlace });

  test('an object is forgotten after thirty days', async () => {
    const prefix = newPlace();
    const registry = await open(prefix);
    await registry.put('resp_1', { maker: 'one', client: 'ann' });
    await registry.close();
    const left = await server.client.pttl(`${prefix}object:resp_1`);
    expect(left).toBeGreaterThan(29 * DAY);
    expect(left).toBeLessThanOrEqual(30 * DAY);
  });

  test('what one proxy had made for a client the other gives to no other, and to that one', async () => {
    const env = {
      ...{ REDIS_URL: server.url, CACHE_PREFIX: newPlace(), SEMANTIC_MODE: 'off', REDIS_TIMEOUT_MS: '5000' },
      PROXY_API_KEYS: 'ann:a,bob:b',
    };
    await using one = await startProxy({ env });
    await using two = await startProxy({ env, beside: one });
    one.script('Say hi', { body: { id: 'resp_of_ann', object: 'response', status: 'completed', output: [] } });
    const ask = (proxy: typeof one, key: string, more: object) =>
      proxy.request('/v1/responses', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: 'm', input: 'Say hi', ...more }),
      });
    await (await ask(one, 'a', {})).text();
    const next = { previous_response_id: 'resp_of_ann' };
    expect((await ask(two, 'b', next)).status).toBe(404);
    expect((await ask(two, 'a', next)).status).toBe(200);
    await server.client.flushall();
    expect((await ask(one, 'b', next)).status).toBe(404);
  });
});
