import { randomInt } from 'node:crypto';
import { isWithin, withOuter } from '../../namespace.ts';
import type { Catalogue, Epoch, ExactStore, Key, Ms, Namespace, Stored } from '../../types.ts';
import { decode, deleteAtOf, encode, namespaceOf, withTimes } from '../entry.ts';
import { createRedisCatalogue } from './catalogue.ts';
import type { RedisConnection } from './connection.ts';
import { createLists } from './lists.ts';

interface RedisStoreOptions {
  /** CACHE_PREFIX: begins every key; nothing else is read, changed or removed. */
  readonly prefix: string;
  /** Bound of one body. */
  readonly maxEntryBytes: number;
  readonly now?: () => Ms;
}

/** No request lives as long as the mark of a clear. */
const EPOCH_LIFETIME = 24 * 60 * 60 * 1000;
/** Keys removed at a time. */
const BATCH = 500;

/** The first line of a value, which is all of it but the body. */
const HEAD = `
  local value = redis.call('GET', KEYS[1])
  return value and string.sub(value, 1, string.find(value, '\\n', 1, true))
`;

/** ARGV: the first line that it must have, the one in its place, milliseconds to live. */
const REPLACE_HEAD = `
  local value = redis.call('GET', KEYS[1])
  if not value or string.sub(value, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2] .. string.sub(value, #ARGV[1] + 1), 'PX', ARGV[3])
  return 1
`;

/**
 * The exact store that several processes share: one value under `{prefix}{key}`, which expires by itself, and beside it
 * lists of what there is. A `get` of one key is one command.
 *
 * Each command has one key, or keys of one slot.
 */
export function createRedisStore(connection: RedisConnection, options: RedisStoreOptions): ExactStore & Catalogue {
  const { prefix, maxEntryBytes, now = Date.now } = options;
  const redis = connection.commands;
  const lists = createLists(redis, prefix, now);
  const nameOf = (key: Key) => `${prefix}${key}`;
  const epochName = (namespace?: Namespace) =>
    namespace === undefined ? `${prefix}epoch` : `${prefix}{${namespace}}:epoch`;

  /**
   * The marks of the latest clears, of all, of the namespace and of those that it is inside of, as one number. Marks are random, so that no epoch comes
   * back, not even when Redis lost its memory in between.
   */
  async function epochOf(namespace: Namespace): Promise<Epoch> {
    const names = [epochName(), ...withOuter(namespace).map(epochName)];
    const marks = await Promise.all(names.map((name) => redis.get(name)));
    return marks.reduce((sum, mark) => sum + Number(mark ?? 0), 0);
  }

  async function read(key: Key): Promise<Stored | null> {
    const bytes = await redis.getBuffer(nameOf(key));
    return bytes && live(decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  function live(stored: Stored | null): Stored | null {
    return stored && deleteAtOf(stored) > now() ? stored : null;
  }

  async function readHead(key: Key): Promise<{ line: string; stored: Stored } | null> {
    const line = await redis.eval(HEAD, 1, nameOf(key));
    const stored = typeof line === 'string' ? live(decode(Buffer.from(line))) : null;
    return stored && { line: String(line), stored };
  }

  /** Removes values, and returns what they were, without bodies. */
  async function remove(keys: readonly Key[]): Promise<Stored[]> {
    const removed: Stored[] = [];
    for (let from = 0; from < keys.length; from += BATCH)
      removed.push(...(await removeBatch(keys.slice(from, from + BATCH))));
    return removed;
  }

  async function removeBatch(keys: readonly Key[]): Promise<Stored[]> {
    const heads = await Promise.all(keys.map(readHead));
    const stored = heads.flatMap((head, index) => (head ? [{ key: keys[index] ?? '', value: head.stored }] : []));
    const byNamespace = Map.groupBy(stored, ({ value }) => namespaceOf(value));
    // Off the lists first: a `set` that runs meanwhile finds itself not listed, or is removed below.
    await Promise.all(
      byNamespace.entries().map(([namespace, group]) => {
        const tags = new Set(group.flatMap(({ value }) => (value.kind === 'entry' ? value.meta.tags : [])));
        return lists.forget(
          namespace,
          group.map(({ key }) => key),
          tags,
        );
      }),
    );
    const counts = await Promise.all(keys.map((key) => redis.unlink(nameOf(key))));
    const gone = new Set(keys.filter((_, index) => counts[index] === 1));
    return stored.flatMap(({ key, value }) => (gone.has(key) ? [value] : []));
  }

  /** Removes what is listed of a namespace; the number of entries. */
  async function empty(namespace: Namespace): Promise<number> {
    let removed = 0;
    for (;;) {
      const { entries, aliases } = await lists.take(namespace);
      if (entries.length + aliases.length === 0) break;
      const unlink = (keys: readonly Key[]) => Promise.all(keys.map((key) => redis.unlink(nameOf(key))));
      const [counts] = await Promise.all([unlink(entries), unlink(aliases)]);
      removed += counts.reduce((sum, count) => sum + count, 0);
    }
    await lists.tidyTags(namespace);
    return removed;
  }

  /** Removes what no list names, because the server evicted the list; the number of entries. */
  async function sweep(): Promise<number> {
    // As many hexadecimal digits as a key has: a deployment whose prefix begins with ours has others.
    const match = `${prefix.replaceAll(/[\\*?[\]^]/g, '\\$&')}${'[0-9a-f]'.repeat(64)}`;
    let removed = 0;
    for await (const names of redis.scanStream({ match, count: BATCH })) {
      const keys = names.map((name: string) => name.slice(prefix.length));
      removed += (await remove(keys)).filter(({ kind }) => kind === 'entry').length;
    }
    return removed;
  }

  async function mark(namespace?: Namespace): Promise<void> {
    await redis.set(epochName(namespace), randomInt(2 ** 47), 'PX', EPOCH_LIFETIME);
  }

  async function clear(namespace?: Namespace): Promise<number> {
    try {
      await mark(namespace);
      return await emptyAll(namespace);
    } catch (error) {
      if (!isFull(error)) throw error;
      // There is room for the mark once this is done; what was stored meanwhile goes after it.
      const removed = await emptyAll(namespace);
      await mark(namespace);
      return removed + (await emptyAll(namespace));
    }
  }

  /** A namespace and those inside it, or all. */
  async function emptyAll(namespace?: Namespace): Promise<number> {
    const known = await lists.namespaces();
    // Itself even if it is not known: its lists may be there though the list of namespaces was lost.
    const inner = namespace && [namespace, ...known.filter((one) => one !== namespace && isWithin(one, namespace))];
    const namespaces = inner ?? known;
    let removed = 0;
    for (const each of namespaces) removed += await empty(each);
    return namespace === undefined ? removed + (await sweep()) : removed;
  }

  return {
    ...createRedisCatalogue(connection, lists, { nameOf, now }),
    tier: 'exact',

    get: (keys) => connection.urgent(() => Promise.all(keys.map(read))),
    epoch: (namespace) => connection.urgent(() => epochOf(namespace)),

    async set(key, value, epoch) {
      const namespace = namespaceOf(value);
      const lifetime = Math.ceil(deleteAtOf(value) - now());
      const isTooLarge = value.kind === 'entry' && value.body.byteLength > maxEntryBytes;
      if (isTooLarge || lifetime <= 0) {
        await remove([key]);
        return false;
      }
      // Before, so that what is refused was never there to be read; and after, because a clear may run meanwhile: it
      // marks the epoch before it looks what there is, so either it finds this value or this finds the mark.
      if ((await epochOf(namespace)) !== epoch) return false;
      const data = encode(value);
      const [, , after, isListed] = await connection.write(() =>
        Promise.all([
          lists.note(key, value, Buffer.byteLength(key) + data.byteLength),
          redis.set(nameOf(key), Buffer.from(data.buffer), 'PX', lifetime),
          epochOf(namespace),
          lists.lists(key, value),
        ]),
      );
      await lists.tidyIdle();
      if (after === epoch && isListed) return true;
      await remove([key]);
      return false;
    },

    async expire(key, staleAt, deleteAt) {
      const head = await readHead(key);
      if (head?.stored.kind !== 'entry') return false;
      const lifetime = Math.ceil(deleteAt - now());
      if (lifetime <= 0) return (await remove([key])).length === 1;
      const moved = Buffer.from(encode(withTimes(head.stored, staleAt, deleteAt)));
      if ((await redis.eval(REPLACE_HEAD, 1, nameOf(key), head.line, moved, lifetime)) !== 1) return false;
      await lists.move(key, head.stored, deleteAt);
      return true;
    },

    delete: async (keys) => (await connection.patient(() => remove(keys))).length,

    clear: (namespace) => connection.patient(() => clear(namespace)),

    /** `evictions` is the server's count: of all that use it, since its start. */
    async size() {
      const stats = await connection.urgent(() => redis.info('stats'));
      await lists.tidyIdle();
      const sizes = await Promise.all((await lists.namespaces()).map(lists.size));
      const sum = (what: 'entries' | 'aliases' | 'bytes') => sizes.reduce((total, size) => total + size[what], 0);
      const evictions = Number(/^evicted_keys:(\d+)/m.exec(stats)?.[1] ?? 0);
      return { entries: sum('entries'), aliases: sum('aliases'), bytes: sum('bytes'), evictions };
    },

    // What was set is in Redis; how durable that is, Redis was told by its operator.
    async flush() {},
    async close() {},
  };
}

function isFull(error: unknown): boolean {
  return error instanceof Error && /(?:^|-)OOM\b/.test(error.message);
}
