import type { Ledger } from '../../types.ts';
import type { RedisConnection } from './connection.ts';

/** The ledger that several processes share: a Redis set for each set, without expiry; a string for each document. */
export function createRedisLedger({ commands, patient }: RedisConnection, prefix: string): Ledger {
  const nameOf = (set: string) => `${prefix}ledger:${set}`;
  const documentOf = (name: string) => `${prefix}document:${name}`;
  return {
    async add(set, note) {
      await patient(() => commands.sadd(nameOf(set), note));
    },
    read: async (set) => new Set(await commands.smembers(nameOf(set))),
    async put(name, document, keep) {
      // What a process that is no more has left behind goes by itself.
      await commands.set(documentOf(name), document, 'PX', keep);
    },
    get: (name) => commands.get(documentOf(name)),
    close: async () => {},
  };
}
