import { randomUUID } from 'node:crypto';
import type { HeldLease, Key, Lease, Ms } from '../../types.ts';
import type { RedisConnection } from './connection.ts';

interface RedisLeaseOptions {
  readonly prefix: string;
  /** How long a lease outlives a holder that is gone; default 5 s. */
  readonly ttl?: Ms;
  /** Told when a lease could not be renewed or released; it ends by itself then. */
  readonly onError: (error: Error) => void;
}

type Result = 'stored' | 'none' | 'lost';

/** How long a result is told to those who ask late: who looked the answer up before it was there asks within this. */
const RESULT_TTL = 2_000;
/** Those who wait look for themselves too, in case they were not told: a holder that dies says nothing. */
const LOOK = 1_000;
/** A renewal may fail twice before the lease ends. */
const RENEWALS = 3;

/** What a lease's key holds: `held:` and the holder's token, or the result of the one before. */
const HELD = 'held:';

/** ARGV: the token's value, milliseconds. An answer that is stored has to be looked up before there is another lease. */
const ACQUIRE = `
  local value = redis.call('GET', KEYS[1])
  if value and value ~= 'none' then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1
`;

/** ARGV: the token's value, milliseconds. */
const RENEW = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

/** ARGV: the token's value, the result, milliseconds, the channel, the message. Who lost the lease has no say. */
const RELEASE = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return redis.call('PUBLISH', ARGV[4], ARGV[5])
`;

/**
 * Leases in Redis: a key with the holder's token, which expires unless the holder renews it. The result is left in the
 * same key for a moment and published, so that those who wait learn it at once, and those who come late still do.
 */
export function createRedisLease(connection: RedisConnection, options: RedisLeaseOptions): Lease {
  const { prefix, ttl = 5_000, onError } = options;
  const redis = connection.commands;
  const nameOf = (key: Key) => `${prefix}lease:${key}`;
  const channel = `${prefix}leases`;
  const waiting = new Map<Key, Set<() => void>>();
  const renewing = new Set<NodeJS.Timeout>();
  let closed = false;

  function wake(key: Key): void {
    for (const look of waiting.get(key) ?? []) look();
  }

  connection.listen(channel, {
    message: wake,
    gap() {
      for (const key of waiting.keys()) wake(key);
    },
  });

  async function giveBack(key: Key, held: string, result: 'stored' | 'none'): Promise<void> {
    await redis.eval(RELEASE, 1, nameOf(key), held, result, RESULT_TTL, channel, key);
  }

  function hold(key: Key, held: string): HeldLease {
    const timer = setInterval(() => {
      redis.eval(RENEW, 1, nameOf(key), held, ttl).catch(onError);
    }, ttl / RENEWALS).unref();
    renewing.add(timer);
    return {
      async release(result) {
        clearInterval(timer);
        renewing.delete(timer);
        // Sent whatever the state of Redis, lest the next asker wait for a lease that nobody holds; but the error of a call
        // that failed waits for this, and may not wait for long.
        const released = giveBack(key, held, result).catch(onError);
        await connection.urgent(() => released).catch(onError);
      },
    };
  }

  /** How it stands with a lease that another holds: its result, or `null` while it is held. */
  async function look(key: Key): Promise<Result | null> {
    const value = await redis.get(nameOf(key)).catch((error: unknown) => {
      if (closed) return null;
      throw error;
    });
    if (value === 'stored' || value === 'none') return value;
    return value === null ? 'lost' : null;
  }

  /** Resolves when there may be news of the key. */
  async function news(key: Key, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const group = waiting.get(key) ?? new Set();
    waiting.set(key, group.add(resolve));
    const onAbort = () => resolve();
    const timer = setTimeout(resolve, LOOK);
    signal.addEventListener('abort', onAbort);
    await promise;
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
    group.delete(resolve);
    if (group.size === 0) waiting.delete(key);
  }

  return {
    async acquire(key) {
      const held = `${HELD}${randomUUID()}`;
      let asked: Promise<unknown> = Promise.resolve(null);
      const ask = () => {
        asked = redis.eval(ACQUIRE, 1, nameOf(key), held, ttl);
        return asked;
      };
      try {
        return (await connection.urgent(() => connection.write(ask))) === 1 ? hold(key, held) : null;
      } catch (error) {
        // Granted after all, but too late to be of use: given back, lest the next asker wait for nobody.
        asked.then((granted) => (granted === 1 ? giveBack(key, held, 'none') : undefined)).catch(onError);
        throw error;
      }
    },

    async wait(key, signal) {
      while (!closed && !signal.aborted) {
        // Listened for before it is looked at, so that what is said in between is not missed.
        const heard = news(key, signal);
        const result = await look(key);
        if (result) {
          wake(key);
          return result;
        }
        await heard;
      }
      return 'lost';
    },

    async close() {
      closed = true;
      for (const timer of renewing) clearInterval(timer);
      renewing.clear();
      for (const key of waiting.keys()) wake(key);
    },
  };
}
