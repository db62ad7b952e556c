import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createRedisLedger } from '../../src/store/redis/ledger.ts';
import { describeLedger } from '../contract/ledger.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeLedger('the Redis ledger', {
    async open(prefix) {
      const redis = await connectTo(server);
      return { ...createRedisLedger(redis, prefix), close: () => redis.close() };
    },
    newPlace: () => `${randomUUID()}:`,
  });
});
