import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createRedisBus } from '../../src/store/redis/bus.ts';
import { describeBus, describeSharedBus } from '../contract/bus.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function open(prefix: string) {
    const redis = await connectTo(server);
    const bus = createRedisBus(redis, { prefix, onError: () => {} });
    return { ...bus, close: () => redis.close() };
  }

  describeBus('the Redis bus', { open: () => open(`${randomUUID()}:`) });

  describeSharedBus('the Redis bus', {
    async open() {
      const prefix = `${randomUUID()}:`;
      const buses = await Promise.all([open(prefix), open(prefix), open(prefix)] as const);
      return {
        buses,
        cut: async () => void (await server.client.client('KILL', 'TYPE', 'PUBSUB')),
        close: async () => void (await Promise.all(buses.map((bus) => bus.close()))),
      };
    },
  });
});
