import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createRedisStore } from '../../src/store/redis/exact.ts';
import { describeExactStore } from '../contract/exact-store.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

const MB = 2 ** 20;

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeExactStore('the Redis store', {
    async open(now) {
      const redis = await connectTo(server);
      const store = createRedisStore(redis, { prefix: `${randomUUID()}:`, maxEntryBytes: MB, now });
      return { ...store, close: () => redis.close() };
    },
    tooLarge: MB + 1,
  });
});
