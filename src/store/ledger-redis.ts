import type { Ledger } from '../types.ts';
import type { RedisConnection } from './redis.ts';

/** The ledger that several processes share: a Redis set for each, without expiry. */
export function createRedisLedger({ commands }: RedisConnection, prefix: string): Ledger {
  const nameOf = (set: string) => `${prefix}ledger:${set}`;
  return {
    async add(set, note) {
      await commands.sadd(nameOf(set), note);
    },
    read: async (set) => new Set(await commands.smembers(nameOf(set))),
    close: async () => {},
  };
}
