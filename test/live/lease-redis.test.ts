import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { createRedisLease } from '../../src/store/redis/lease.ts';
import type { Lease } from '../../src/types.ts';
import { describeLease, describeSharedLease } from '../contract/lease.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

describeRedis('on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function open(prefix: string): Promise<Lease & { die(): Promise<void> }> {
    const redis = await connectTo(server);
    const lease = createRedisLease(redis, { prefix, ttl: 600, onError: () => {} });
    const close = async () => {
      await lease.close();
      await redis.close();
    };
    return { ...lease, close, die: close };
  }

  describeLease('the Redis lease', { open: () => open(`${randomUUID()}:`) });

  describeSharedLease('the Redis lease', {
    async open() {
      const prefix = `${randomUUID()}:`;
      const [holder, other] = await Promise.all([open(prefix), open(prefix)]);
      return { holder, other, die: holder.die };
    },
  });
});
