/**
 * What is stored, by namespace, in Redis: sorted sets of keys beside the entries, so that a clear, a listing or an
 * invalidation by tag costs in proportion to what it finds, and never looks at other keys of the server.
 *
 *     {prefix}namespaces              namespace -> the latest expiry in it
 *     {prefix}{<namespace>}:entries   key -> deleteAt
 *     {prefix}{<namespace>}:aliases   key -> deleteAt
 *     {prefix}{<namespace>}:recent    key -> storedAt       (entries only, as the next two)
 *     {prefix}{<namespace>}:hits      key -> hits
 *     {prefix}{<namespace>}:tag:<tag> key -> deleteAt
 *     {prefix}{<namespace>}:tags      tag -> the latest expiry among its keys
 *     {prefix}{<namespace>}:sizes     key -> bytes, and their sum under `total`
 *
 * The braces are Redis Cluster's: all sets of a namespace are in one slot, so a script may use them together. What the
 * sets name may be gone (evicted), or have other tags by now: the entry itself is what counts. The sets bear no expiry,
 * so a server that evicts only what has one (`volatile-*`) never evicts them; they are trimmed by score instead, with
 * each write, and vanish when they are empty.
 */
import type { Redis } from 'ioredis';
import type { Key, Ms, Namespace, Stored } from '../../types.ts';
import { deleteAtOf, namespaceOf } from '../entry.ts';

/** A member of a sorted set, its score as Redis writes it. */
export interface Scored {
  readonly key: Key;
  readonly score: string;
}

export type ListName = 'recent' | 'hits' | `tag:${string}`;

export interface Lists {
  /** Lists a value; sent at once, so that what is sent after it finds it listed. */
  note(key: Key, value: Stored, bytes: number): Promise<void>;
  /** Whether the key is listed: something that removes it may have come in between. */
  lists(key: Key, value: Stored): Promise<boolean>;
  /** Moves the expiry of an entry, unless it was stored anew since `before` was read. */
  move(key: Key, before: Stored, deleteAt: Ms): Promise<void>;
  /** Takes keys of one namespace off every list. */
  forget(namespace: Namespace, keys: readonly Key[], tags: Iterable<string>): Promise<void>;
  /** Takes some keys of a namespace off its lists, and returns them; none are left when there are none. */
  take(namespace: Namespace): Promise<{ readonly entries: readonly Key[]; readonly aliases: readonly Key[] }>;
  /** Takes what is no longer listed as an entry off the lists by tag. */
  tidyTags(namespace: Namespace): Promise<void>;
  /** Adds to the hits of what is listed. */
  addHits(namespace: Namespace, hits: ReadonlyMap<Key, number>): Promise<void>;
  /** So many of a list by score and key, those before (`descending`) or behind a place that need not be there any more. */
  range(namespace: Namespace, list: ListName, options: RangeOptions): Promise<readonly Scored[]>;
  /** Which of the keys are on one of the lists by tag, as far as these know. */
  tagged(namespace: Namespace, keys: readonly Key[], tags: readonly string[]): Promise<ReadonlySet<Key>>;
  /** Hits and bytes. */
  counts(namespace: Namespace, keys: readonly Key[]): Promise<readonly { hits: number; bytes: number }[]>;
  namespaces(): Promise<readonly Namespace[]>;
  size(namespace: Namespace): Promise<{ entries: number; aliases: number; bytes: number }>;
  /** Takes what has expired off the lists of some namespaces in which nothing is written any more. */
  tidyIdle(): Promise<void>;
}

interface RangeOptions {
  readonly descending: boolean;
  readonly limit: number;
  readonly after: Scored | null;
}

/** Keys taken at a time, and trimmed with a write: a millisecond of the server's, which does one thing at a time. */
const TAKEN = 500;
const TRIMMED = 100;
/** Expired tags removed with a write, which brings at most so many. */
const TAGS_TRIMMED = 16;

const PRELUDE = `
  local entries, aliases, recent, hits, sizes, tags = unpack(KEYS)
  local function forget(key)
    local bytes = redis.call('HGET', sizes, key)
    if bytes then
      redis.call('HDEL', sizes, key)
      if redis.call('HINCRBY', sizes, 'total', -bytes) <= 0 then redis.call('DEL', sizes) end
    end
    for _, set in ipairs({ entries, aliases, recent, hits }) do redis.call('ZREM', set, key) end
  end
  local function trim(now)
    for _, set in ipairs({ entries, aliases }) do
      for _, key in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, ${TRIMMED})) do forget(key) end
    end
  end
`;

/**
 * KEYS after the prelude's: the sets of the tags. ARGV: key, kind, storedAt, deleteAt, bytes, now, the tags. Returns
 * tags of which all keys have expired.
 */
const NOTE = `${PRELUDE}
  local key, kind, storedAt, deleteAt, bytes, now = unpack(ARGV)
  local counted = redis.call('ZSCORE', hits, key)
  forget(key)
  trim(now)
  redis.call('HSET', sizes, key, bytes)
  redis.call('HINCRBY', sizes, 'total', bytes)
  if kind == 'alias' then
    redis.call('ZADD', aliases, deleteAt, key)
  else
    redis.call('ZADD', entries, deleteAt, key)
    redis.call('ZADD', recent, storedAt, key)
    redis.call('ZADD', hits, counted or 0, key)
  end
  for i = 7, #KEYS do
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
    redis.call('ZADD', KEYS[i], deleteAt, key)
    redis.call('ZADD', tags, 'GT', deleteAt, ARGV[i])
  end
  return redis.call('ZRANGEBYSCORE', tags, '-inf', now, 'LIMIT', 0, ${TAGS_TRIMMED})
`;

/** ARGV: hits and key, by turns. */
const ADD_HITS = `${PRELUDE}
  for i = 1, #ARGV, 2 do redis.call('ZADD', hits, 'XX', 'INCR', ARGV[i], ARGV[i + 1]) end
`;

/**
 * KEYS: a sorted set. ARGV: score, key, limit, whether descending. Finds the place by halves among those of the same
 * score, who may be all: to leave them out one by one would take as long as there are pages before this one.
 */
const RANGE = `
  local set, score, key, limit, descending = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
  local low = redis.call('ZCOUNT', set, '-inf', '(' .. score)
  local high = low + redis.call('ZCOUNT', set, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local member = redis.call('ZRANGE', set, middle, middle)[1]
    if member < key or (member == key and not descending) then low = middle + 1 else high = middle end
  end
  if not descending then return redis.call('ZRANGE', set, low, low + limit - 1, 'WITHSCORES') end
  local from = redis.call('ZCARD', set) - low
  return redis.call('ZREVRANGE', set, from, from + limit - 1, 'WITHSCORES')
`;

/** KEYS after the prelude's: the sets of the tags. ARGV: key, the deleteAt that it must have, the new one, the tags. */
const MOVE = `${PRELUDE}
  local key, before, deleteAt = unpack(ARGV)
  if tonumber(redis.call('ZSCORE', entries, key)) ~= tonumber(before) then return end
  redis.call('ZADD', entries, deleteAt, key)
  for i = 7, #KEYS do
    redis.call('ZADD', KEYS[i], 'XX', deleteAt, key)
    redis.call('ZADD', tags, 'GT', deleteAt, ARGV[i - 3])
  end
`;

/** KEYS after the prelude's: the sets of the tags. ARGV: the keys. */
const FORGET = `${PRELUDE}
  for _, key in ipairs(ARGV) do
    forget(key)
    for i = 7, #KEYS do redis.call('ZREM', KEYS[i], key) end
  end
`;

const TAKE = `${PRELUDE}
  local taken = { redis.call('ZRANGE', entries, 0, ${TAKEN - 1}), redis.call('ZRANGE', aliases, 0, ${TAKEN - 1}) }
  for _, keys in ipairs(taken) do
    for _, key in ipairs(keys) do forget(key) end
  end
  return taken
`;

/** KEYS after the prelude's: the sets of the tags. ARGV: now, the tags. */
const TIDY_TAGS = `${PRELUDE}
  for i = 7, #KEYS do
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', ARGV[1])
    for _, key in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do
      if not redis.call('ZSCORE', entries, key) then redis.call('ZREM', KEYS[i], key) end
    end
    if redis.call('EXISTS', KEYS[i]) == 0 then redis.call('ZREM', tags, ARGV[i - 5]) end
  end
`;

/** ARGV: now. */
const SIZE = `${PRELUDE}
  trim(ARGV[1])
  local live = '(' .. ARGV[1]
  return {
    redis.call('ZCOUNT', entries, live, '+inf'),
    redis.call('ZCOUNT', aliases, live, '+inf'),
    tonumber(redis.call('HGET', sizes, 'total') or 0),
    redis.call('ZCOUNT', entries, '-inf', ARGV[1]) + redis.call('ZCOUNT', aliases, '-inf', ARGV[1]),
  }
`;

/** ARGV: namespace, now. */
const DROP_IF_EXPIRED = `
  local latest = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]))
  if latest and latest <= tonumber(ARGV[2]) then redis.call('ZREM', KEYS[1], ARGV[1]) end
`;

export function createLists(redis: Redis, prefix: string, now: () => Ms): Lists {
  const registry = `${prefix}namespaces`;
  const setOf = (namespace: Namespace, name: string) => `${prefix}{${namespace}}:${name}`;

  /** Runs a script on the sets of a namespace, and of some tags in it. */
  function run(script: string, namespace: Namespace, tags: readonly string[], ...args: (string | number)[]) {
    const sets = ['entries', 'aliases', 'recent', 'hits', 'sizes', 'tags', ...tags.map((tag) => `tag:${tag}`)];
    return redis.eval(script, sets.length, ...sets.map((name) => setOf(namespace, name)), ...args);
  }

  async function measure(namespace: Namespace) {
    const [entries = 0, aliases = 0, bytes = 0, expired = 0] = list(await run(SIZE, namespace, [], now())).map(Number);
    return { entries, aliases, bytes, expired };
  }

  async function tidyTags(namespace: Namespace, tags: readonly string[]): Promise<void> {
    if (tags.length > 0) await run(TIDY_TAGS, namespace, tags, now(), ...tags);
  }

  return {
    async note(key, value, bytes) {
      const namespace = namespaceOf(value);
      const deleteAt = deleteAtOf(value);
      const tags = tagsOf(value);
      const storedAt = value.kind === 'entry' ? value.meta.storedAt : 0;
      const [, expired] = await Promise.all([
        redis.zadd(registry, 'GT', deleteAt, namespace),
        run(NOTE, namespace, tags, key, value.kind, storedAt, deleteAt, bytes, now(), ...tags),
      ]);
      await tidyTags(namespace, list(expired).map(String));
    },

    async lists(key, value) {
      const set = setOf(namespaceOf(value), value.kind === 'entry' ? 'entries' : 'aliases');
      return (await redis.zscore(set, key)) !== null;
    },

    async move(key, before, deleteAt) {
      const namespace = namespaceOf(before);
      const tags = tagsOf(before);
      await Promise.all([
        redis.zadd(registry, 'GT', deleteAt, namespace),
        run(MOVE, namespace, tags, key, deleteAtOf(before), deleteAt, ...tags),
      ]);
    },

    async forget(namespace, keys, tags) {
      await run(FORGET, namespace, [...tags], ...keys);
    },

    async take(namespace) {
      const [entries, aliases] = list(await run(TAKE, namespace, []));
      return { entries: list(entries).map(String), aliases: list(aliases).map(String) };
    },

    tidyTags: async (namespace) => tidyTags(namespace, await redis.zrange(setOf(namespace, 'tags'), 0, '-1')),

    async addHits(namespace, hits) {
      const flat = Array.from(hits, ([key, count]) => [count, key]).flat();
      for (let from = 0; from < flat.length; from += 2 * TAKEN) {
        await run(ADD_HITS, namespace, [], ...flat.slice(from, from + 2 * TAKEN));
      }
    },

    async range(namespace, name, { descending, limit, after }) {
      const from = after ?? { score: descending ? '+inf' : '-inf', key: '' };
      const set = setOf(namespace, name);
      const reply = list(await redis.eval(RANGE, 1, set, from.score, from.key, limit, descending ? 1 : 0)).map(String);
      return Array.from({ length: reply.length / 2 }, (_, index) => ({
        key: reply[2 * index] ?? '',
        score: reply[2 * index + 1] ?? '',
      }));
    },

    async tagged(namespace, keys, tags) {
      if (keys.length === 0) return new Set();
      const scores = await Promise.all(tags.map((tag) => redis.zmscore(setOf(namespace, `tag:${tag}`), ...keys)));
      return new Set(keys.filter((_, index) => scores.some((ofTag) => ofTag[index] !== null)));
    },

    async counts(namespace, keys) {
      if (keys.length === 0) return [];
      const [hits, bytes] = await Promise.all([
        redis.zmscore(setOf(namespace, 'hits'), ...keys),
        redis.hmget(setOf(namespace, 'sizes'), ...keys),
      ]);
      return keys.map((_, index) => ({ hits: Number(hits[index] ?? 0), bytes: Number(bytes[index] ?? 0) }));
    },

    namespaces: () => redis.zrange(registry, 0, '-1'),

    size: (namespace) => measure(namespace),

    async tidyIdle() {
      for (const namespace of await redis.zrangebyscore(registry, '-inf', now(), 'LIMIT', 0, 2)) {
        while ((await measure(namespace)).expired > 0);
        await tidyTags(namespace, await redis.zrange(setOf(namespace, 'tags'), 0, '-1'));
        await redis.eval(DROP_IF_EXPIRED, 1, registry, namespace, now());
      }
    },
  };
}

function tagsOf(value: Stored): readonly string[] {
  return value.kind === 'entry' ? value.meta.tags : [];
}

function list(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : [];
}
