/** Two caches of the library that share a Redis, as two programs would. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCache } from '../../src/index.ts';
import { describeRedis, type RedisServer, startRedis } from './redis-server.ts';

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const open = () => createCache({ store: { redis: server.url }, semantic: false, prefix: 'shared:' });

  test('what one stores the other finds, and what one removes is gone for both', async () => {
    await using one = open();
    await using other = open();
    await one.set({ prompt: 'user_1 asks', response: 'yes', tags: ['user:1'] });
    expect(await other.get({ prompt: 'user_1 asks' })).toMatchObject({ response: 'yes', tier: 'exact' });
    expect(await other.get({ prompt: 'user_1 asks' })).toMatchObject({ response: 'yes', tier: 'memory' });
    expect(await one.invalidate({ tags: ['user:1'] })).toBe(1);
    await expect.poll(() => other.get({ prompt: 'user_1 asks' })).toBeNull();
    expect(await server.client.keys('*')).toSatisfy((keys: string[]) => keys.every((key) => key.startsWith('shared:')));
  });

  test('many askers in two programs: one call', async () => {
    await using one = open();
    await using other = open();
    let calls = 0;
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const create = async () => {
      calls += 1;
      start();
      await released;
      return 'made once';
    };
    const first = one.getOrCreate({ prompt: 'q' }, create);
    await started;
    const others = Array.from({ length: 20 }, () => other.getOrCreate({ prompt: 'q' }, create));
    await other.healthCheck();
    release();
    for (const { response } of await Promise.all([first, ...others])) expect(response).toBe('made once');
    expect(calls).toBe(1);
  });
});
