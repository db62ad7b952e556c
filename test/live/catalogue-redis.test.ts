import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createRedisStore } from '../../src/store/redis/exact.ts';
import { describeCatalogue } from '../contract/catalogue.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeCatalogue('the Redis store', {
    async open(now) {
      const redis = await connectTo(server);
      const store = createRedisStore(redis, { prefix: `${randomUUID()}:`, maxEntryBytes: 2 ** 20, now });
      return { ...store, close: () => redis.close() };
    },
  });
});
