/** What stands in Redis: how long, how much, and what becomes of it. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../../src/store/redis/connection.ts';
import { createRedisStore } from '../../src/store/redis/exact.ts';
import type { Entry, ExactStore } from '../../src/types.ts';
import { newAlias, newEntry, newKey } from '../stored.ts';
import { connectTo, describeRedis, type RedisServer, startRedis } from './redis-server.ts';

const HOUR = 3_600_000;

describeRedis('what stands in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A store under a prefix of its own, on a clock that can be moved. */
  async function opened() {
    const prefix = `${randomUUID()}:*[a]?\\`;
    const redis = await connectTo(server);
    onTestFinished(() => redis.close());
    const start = Date.now();
    const clock = { time: start };
    const store = createRedisStore(redis, { prefix, maxEntryBytes: 1_000, now: () => clock.time });
    const names = async () => {
      const all = await server.client.keys('*');
      return all.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])).sort();
    };
    return { store, prefix, clock, names, redis };
  }

  async function put(store: ExactStore, entry: Entry, key = newKey()): Promise<string> {
    expect(await store.set(key, entry, await store.epoch(entry.meta.namespace))).toBe(true);
    return key;
  }

  test('a value expires by itself when it is to be deleted, and so does an alias', async () => {
    const { store, prefix, clock } = await opened();
    const key = await put(store, newEntry(clock.time, { deleteAt: clock.time + HOUR }));
    const alias = newKey();
    await store.set(alias, newAlias(clock.time, { deleteAt: clock.time + HOUR }), await store.epoch('default'));
    for (const name of [key, alias]) {
      const left = await server.client.pttl(`${prefix}${name}`);
      expect(left).toBeGreaterThan(HOUR - 60_000);
      expect(left).toBeLessThanOrEqual(HOUR);
    }
    await store.expire(key, clock.time, clock.time + 2 * HOUR);
    expect(await server.client.pttl(`${prefix}${key}`)).toBeGreaterThan(HOUR);
  });

  test('the lists forget what has expired, with the writes that follow, in their namespace and in others', async () => {
    const { store, prefix, clock, names } = await opened();
    for (let n = 0; n < 300; n++) {
      const namespace = n % 3 === 0 ? 'mine' : 'theirs';
      await put(store, newEntry(clock.time, { namespace, tags: [`tag-${n}`], deleteAt: clock.time + 1_000 }));
    }
    expect(await server.client.zcard(`${prefix}{mine}:entries`)).toBe(100);
    expect(await server.client.zcard(`${prefix}{theirs}:tags`)).toBe(200);
    clock.time += 1_000;
    // Each removes up to 16 tags; `theirs` is written to no more.
    for (let n = 0; n < 10; n++) await put(store, newEntry(clock.time, { namespace: 'mine', tags: ['kept'] }));
    const left = (await names()).filter((name) => !/^[0-9a-f]{64}$/.test(name));
    expect(left).toEqual([
      'namespaces',
      '{mine}:entries',
      '{mine}:hits',
      '{mine}:recent',
      '{mine}:sizes',
      '{mine}:tag:kept',
      '{mine}:tags',
    ]);
    expect(await server.client.zcard(`${prefix}{mine}:entries`)).toBe(10);
    expect(await server.client.zcard(`${prefix}namespaces`)).toBe(1);
    expect(await store.size()).toMatchObject({ entries: 10, aliases: 0 });
  });

  test('what is stored anew stays on the lists for as long as it lives', async () => {
    const { store, prefix, clock } = await opened();
    const key = await put(store, newEntry(clock.time, { tags: ['t'], deleteAt: clock.time + 1_000 }));
    await put(store, newEntry(clock.time, { tags: ['t'], deleteAt: clock.time + HOUR }), key);
    clock.time += 1_000;
    await put(store, newEntry(clock.time));
    expect(await server.client.zscore(`${prefix}{default}:tag:t`, key)).toBe(String(clock.time - 1_000 + HOUR));
    expect(await store.size()).toMatchObject({ entries: 2 });
  });

  test('a clear of one namespace leaves nothing of it, however much there was', async () => {
    const { store, prefix, clock, names } = await opened();
    for (let n = 0; n < 1_200; n++) await put(store, newEntry(clock.time, { namespace: 'a', tags: ['x'] }));
    await put(store, newEntry(clock.time, { namespace: 'b' }));
    await server.client.zadd(`${prefix}{a}:hits`, 5, newKey());
    expect(await store.clear('a')).toBe(1_200);
    expect((await names()).filter((name) => name.startsWith('{a}') && name !== '{a}:hits')).toEqual(['{a}:epoch']);
    expect(await store.size()).toMatchObject({ entries: 1 });
  });

  test('a clear of all finds what no list names, and nothing but ours', async () => {
    const { store, prefix, clock, names } = await opened();
    for (let n = 0; n < 10; n++) await put(store, newEntry(clock.time));
    // As a server does that evicts what has no expiry too.
    await server.client.del(`${prefix}{default}:entries`, `${prefix}{default}:sizes`, `${prefix}namespaces`);
    await server.client.set(`${prefix}another:${newKey()}`, 'untouched');
    expect(await store.clear()).toBe(10);
    expect((await names()).filter((name) => /[0-9a-f]{64}$/.test(name))).toEqual([expect.stringMatching(/^another:/)]);
  });

  test('what was evicted is a miss, and is not counted as removed', async () => {
    const { store, prefix, clock } = await opened();
    const keys = [await put(store, newEntry(clock.time)), await put(store, newEntry(clock.time))];
    await server.client.del(`${prefix}${keys[0]}`);
    expect((await store.get(keys)).map((value) => value !== null)).toEqual([false, true]);
    expect(await store.clear()).toBe(1);
  });

  test('no epoch comes back, not even when Redis was emptied', async () => {
    const { store, clock } = await opened();
    await store.clear('default');
    const before = await store.epoch('default');
    await server.client.flushall();
    await store.clear('default');
    expect(await store.set(newKey(), newEntry(clock.time), before)).toBe(false);
  });

  test('a value that is not ours to read is a miss', async () => {
    const { store, prefix } = await opened();
    const key = newKey();
    await server.client.set(`${prefix}${key}`, Buffer.from([9, 9, 9]));
    expect(await store.get([key])).toEqual([null]);
  });

  test('a full Redis refuses to store, and answers what it has', async () => {
    await using full = await startRedis('--maxmemory-policy', 'noeviction');
    const redis = await connectTo(full);
    const store = createRedisStore(redis, { prefix: 'p:', maxEntryBytes: 1_000 });
    const key = await put(store, newEntry(Date.now()));
    await full.client.config('SET', 'maxmemory', '1');
    await expect(put(store, newEntry(Date.now()))).rejects.toThrow('OOM');
    expect(await store.get([key])).not.toEqual([null]);
    await redis.close();
  });

  test('a policy that evicts the lists is said', async () => {
    await using small = await startRedis('--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru');
    const notices: string[] = [];
    const redis = connectRedis({
      server: small.url,
      timeout: 5_000,
      onNotice: (notice) => notices.push(notice),
      onError: (error) => {
        throw error;
      },
    });
    await expect.poll(() => notices).toEqual([expect.stringContaining('allkeys-lru')]);
    await redis.close();
  });

  test('a password and the number of a database, in a URL and in parts', async () => {
    await using locked = await startRedis('--requirepass', 's3cret:@');
    for (const connectedTo of [
      `redis://:${encodeURIComponent('s3cret:@')}@127.0.0.1:${locked.port}/3`,
      { host: '127.0.0.1', port: locked.port, password: 's3cret:@', db: 3 },
    ]) {
      const errors: Error[] = [];
      const redis = connectRedis({ server: connectedTo, timeout: 5_000, onError: (error) => errors.push(error) });
      await redis.opened();
      const store = createRedisStore(redis, { prefix: `${randomUUID()}:`, maxEntryBytes: 1_000 });
      await put(store, newEntry(Date.now()));
      expect(await redis.commands.dbsize()).toBeGreaterThan(0);
      await redis.commands.select(0);
      expect(await redis.commands.dbsize()).toBe(0);
      expect(errors).toEqual([]);
      await redis.close();
    }
  });

  test('a wrong password rejects, and is told once', async () => {
    await using locked = await startRedis('--requirepass', 'right');
    const errors: Error[] = [];
    const url = `redis://:wrong@127.0.0.1:${locked.port}`;
    const redis = connectRedis({ server: url, timeout: 1_000, onError: (error) => errors.push(error) });
    await redis.opened();
    const store = createRedisStore(redis, { prefix: 'p:', maxEntryBytes: 1_000 });
    await expect(store.get([newKey()])).rejects.toThrow(/WRONGPASS|not connected/);
    expect(errors.map(({ message }) => message).join()).toMatch(/WRONGPASS/);
    expect(errors.length).toBeLessThanOrEqual(2);
    await redis.close();
  });
});
