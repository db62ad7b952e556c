import type { StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Key, Ms, Namespace, Stored, StoreSize } from '../../types.ts';
import { decode, deleteAtOf, encode, namespaceOf, withTimes } from '../entry.ts';
import { CATALOGUE_INDEXES, createDiskCatalogue } from './catalogue.ts';
import { CLEARING_TABLE, type Clear, Clears } from './clears.ts';
import { Database, each, one } from './database.ts';

/** Which entry goes first when there are too many: `fifo` the first in, `ttl` the soonest to expire. */
export type Eviction = 'lru' | 'lfu' | 'fifo' | 'ttl';

export interface DiskTableOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** Bound of the entries, and of the aliases, each. */
  readonly maxEntries: number;
  /** Bound of keys, metadata and bodies; the file is somewhat larger. */
  readonly maxBytes: number;
  /** Bound of one body. */
  readonly maxEntryBytes: number;
  readonly eviction: Eviction;
}

/** The functions of the disk store's thread. */
export type DiskTable = ReturnType<typeof openDiskTable>;

/** "llmc" */
const APPLICATION_ID = 0x6c6c6d63;
const VERSION = 1;

/**
 * The value stands apart from its item, so that a change of recency does not rewrite the body. An alias has its target
 * where an entry has its scope, model and question. `checksum` is the value's CRC-32: SQLite's pages have none.
 */
const SCHEMA = `
  CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    scope TEXT,
    model TEXT,
    question TEXT,
    version TEXT,
    target TEXT,
    stored_at REAL,
    stale_at REAL,
    delete_at REAL NOT NULL,
    last_used REAL NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX item_namespace ON item (namespace);
  CREATE INDEX item_expiry ON item (delete_at, kind, bytes);
  CREATE TABLE value (
    id INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    data BLOB NOT NULL
  ) STRICT;
  CREATE TABLE tag (
    tag TEXT NOT NULL,
    id INTEGER NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tag_id ON tag (id)`;

const SUMS = 'SELECT kind, count(*) AS count, sum(bytes) AS bytes FROM item';
const SUM_ALL = `${SUMS} GROUP BY kind`;
const LATEST_USE = 'SELECT max(last_used) AS latest FROM item';

const ORDER: Record<Eviction, string> = {
  lru: 'last_used',
  lfu: 'hits, last_used',
  fifo: 'id',
  ttl: 'delete_at, id',
};

/** Expired rows removed at a time: some milliseconds' work. */
const SWEEP = 500;
/** Rows that a clear removes at a time: 5 ms' work, and larger steps are no faster in all. */
const STEP = 100;

type Kind = Stored['kind'];
interface Removed {
  readonly id: number;
  readonly namespace: Namespace;
  readonly kind: Kind;
  readonly bytes: number;
  readonly hits: number;
  readonly deleteAt: Ms;
}
interface ValueRow extends Pick<Removed, 'id' | 'namespace' | 'deleteAt'> {
  readonly checksum: number;
  readonly data: Uint8Array;
}
interface Sum {
  readonly kind: Kind;
  readonly count: number;
  readonly bytes: number;
}

/** The disk store's table: synchronous, for a thread of its own. The caller says what time it is. */
export function openDiskTable({ file, maxEntries, maxBytes, maxEntryBytes, eviction }: DiskTableOptions) {
  const start = `${orderIndex(eviction)}; ${CATALOGUE_INDEXES}; ${CLEARING_TABLE}; ${SUM_ALL}; ${LATEST_USE}`;
  const db = new Database(file, { applicationId: APPLICATION_ID, version: VERSION, schema: SCHEMA, start });

  const find = db.prepare(
    'SELECT id, namespace, delete_at AS deleteAt, checksum, data FROM item JOIN value USING (id) WHERE key = ?',
  );
  const findExpired = db.prepare('SELECT id FROM item WHERE delete_at <= ? LIMIT 1');
  const insertItem = db.prepare(`
    INSERT INTO item (key, kind, namespace, scope, model, question, version, target, stored_at, stale_at, delete_at,
      last_used, hits, bytes, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertValue = db.prepare('INSERT INTO value (id, data) VALUES (?, ?)');
  const insertTag = db.prepare('INSERT OR IGNORE INTO tag (tag, id) VALUES (?, ?)');
  const updateUse = db.prepare('UPDATE item SET hits = hits + ?, last_used = ? WHERE key = ?');
  const updateTimes = db.prepare(
    'UPDATE item SET stale_at = ?, delete_at = ?, bytes = bytes + ?, checksum = ? WHERE key = ? RETURNING id',
  );
  const updateValue = db.prepare('UPDATE value SET data = ? WHERE id = ?');
  const removed = 'RETURNING id, namespace, kind, bytes, hits, delete_at AS deleteAt';
  const removeKey = db.prepare(`DELETE FROM item WHERE key = ? ${removed}`);
  const removeNext = db.prepare(
    `DELETE FROM item WHERE id = (SELECT id FROM item WHERE kind = ? ORDER BY ${ORDER[eviction]} LIMIT 1) ${removed}`,
  );
  const removeExpired = db.prepare(
    `DELETE FROM item WHERE id IN (SELECT id FROM item WHERE delete_at <= ? LIMIT ${SWEEP}) ${removed}`,
  );
  const findLast = db.prepare('SELECT coalesce(max(id), 0) AS id FROM item');
  const removeUntil = (condition: string) =>
    db.prepare(`DELETE FROM item WHERE id IN (
      SELECT id FROM item WHERE id <= ?1 AND ${condition} LIMIT ${STEP}) ${removed}`);
  const removeAny = removeUntil('true');
  // `0` is the character after `/`: all that begins with `<namespace>/`.
  const removeNamespace = removeUntil("(namespace = ?2 OR (namespace > ?2 || '/' AND namespace < ?2 || '0'))");
  const sumAll = db.prepare(SUM_ALL);
  const sumExpired = db.prepare(`${SUMS} WHERE delete_at <= ? GROUP BY kind`);

  const held = { entry: 0, alias: 0, bytes: 0 };
  let evictions = 0;
  let lastUsed = one<{ latest: number | null }>(db.prepare(LATEST_USE))?.latest ?? 0;
  const clears = new Clears(db);
  const isCleared = (row: Pick<Removed, 'id' | 'namespace'>) => clears.has(row);
  const catalogue = createDiskCatalogue(db, isCleared);

  db.afterLoss(recount);
  recount();

  function recount(): void {
    Object.assign(held, { entry: 0, alias: 0, bytes: 0 });
    for (const sum of each<Sum>(sumAll)) {
      held[sum.kind] = sum.count;
      held.bytes += sum.bytes;
    }
  }

  /** Strictly later than every use before it, so that the order of use is total under any clock. */
  function nextUse(now: Ms): number {
    lastUsed = Math.max(now, lastUsed + 2 ** -10);
    return lastUsed;
  }

  function forget(row: Removed): Removed {
    held[row.kind] -= 1;
    held.bytes -= row.bytes;
    return row;
  }

  function remove(statement: StatementSync, ...values: (string | number)[]): Removed[] {
    return Array.from(each<Removed>(statement, ...values), forget);
  }

  function sizeAt(now: Ms): StoreSize {
    const live = { ...held };
    for (const sum of each<Sum>(sumExpired, now)) {
      live[sum.kind] -= sum.count;
      live.bytes -= sum.bytes;
    }
    return { entries: live.entry, aliases: live.alias, bytes: live.bytes, evictions };
  }

  /** Removes some of what a clear means. */
  function removeCleared({ namespace, lastId }: Clear): Removed[] {
    return namespace === null ? remove(removeAny, lastId) : remove(removeNamespace, lastId, namespace);
  }

  /** Evicts until there is room for one more of the kind; what has expired goes first. */
  function makeRoom(kind: Kind, bytes: number, now: Ms): void {
    const isFull = () => held[kind] >= maxEntries || held.bytes + bytes > maxBytes;
    if (!isFull()) return;
    while (isFull() && remove(removeExpired, now).length > 0);
    if (!isFull()) return;
    while (isFull()) {
      const victim = held[kind] >= maxEntries || held.entry === 0 ? kind : 'entry';
      if (remove(removeNext, victim).length === 0) return;
      evictions += 1;
    }
  }

  /** Puts a value in the place of the one before it, whose hits it keeps; false when it is too large to keep. */
  function put(key: Key, stored: Stored, now: Ms): boolean {
    const [before] = remove(removeKey, key);
    const data = encode(stored);
    const bytes = Buffer.byteLength(key) + data.byteLength;
    if (bytes > maxBytes || (stored.kind === 'entry' && stored.body.byteLength > maxEntryBytes)) return false;
    makeRoom(stored.kind, bytes, now);
    const meta = stored.kind === 'entry' ? stored.meta : null;
    const { lastInsertRowid: id } = insertItem.run(
      key,
      stored.kind,
      namespaceOf(stored),
      meta?.scope ?? null,
      meta?.model ?? null,
      meta?.question ?? null,
      meta?.version ?? null,
      stored.kind === 'alias' ? stored.target : null,
      meta?.storedAt ?? null,
      meta?.staleAt ?? null,
      deleteAtOf(stored),
      nextUse(now),
      before && !isCleared(before) ? before.hits : 0,
      bytes,
      crc32(data),
    );
    insertValue.run(id, data);
    for (const tag of meta?.tags ?? []) insertTag.run(tag, id);
    held[stored.kind] += 1;
    held.bytes += bytes;
    return true;
  }

  function load(key: Key, now: Ms): Uint8Array | null {
    const row = one<ValueRow>(find, key);
    if (row === undefined || row.deleteAt <= now || isCleared(row)) return null;
    if (crc32(row.data) === row.checksum) return row.data;
    db.write(() => remove(removeKey, key));
    return null;
  }

  return {
    opened: () => db.notice,
    outage: () => db.outage,

    /** The values' bytes; `null` where there is none. */
    get: (keys: readonly Key[], now: Ms): (Uint8Array | null)[] => db.read(() => keys.map((key) => load(key, now))),

    /** False: too large to keep. The older value is gone even so, for the new one was to replace it. */
    set: (key: Key, stored: Stored, now: Ms): boolean => db.write(() => put(key, stored, now)),

    expire: (key: Key, staleAt: Ms, deleteAt: Ms, now: Ms): boolean =>
      db.write(() => {
        const before = load(key, now);
        if (before === null) return false;
        const entry = decode(before);
        if (entry?.kind !== 'entry') return false;
        const data = encode(withTimes(entry, staleAt, deleteAt));
        const grown = data.byteLength - before.byteLength;
        const row = one<{ id: number }>(updateTimes, staleAt, deleteAt, grown, crc32(data), key);
        if (row) updateValue.run(data, row.id);
        held.bytes += grown;
        return true;
      }),

    delete: (keys: readonly Key[], now: Ms): number =>
      db.writeNow(
        () =>
          keys.flatMap((key) => remove(removeKey, key)).filter((row) => row.deleteAt > now && !isCleared(row)).length,
      ),

    /**
     * What it clears can not be read from its call on, also after a kill, and is removed step by step, until it
     * resolves. What is stored meanwhile stays. The number of entries removed.
     */
    async clear(namespace: Namespace | null, now: Ms): Promise<number> {
      const lastId = db.read(() => one<{ id: number }>(findLast)?.id ?? 0);
      let count = 0;
      await clears.run({ namespace, lastId }, (clear) => {
        const rows = removeCleared(clear);
        count += rows.filter((row) => row.kind === 'entry' && row.deleteAt > now).length;
        return rows.length;
      });
      return count;
    },

    addHits: (hits: ReadonlyMap<Key, number>, now: Ms): void =>
      db.write(() => {
        for (const [key, count] of hits) updateUse.run(count, nextUse(now), key);
      }),

    ...catalogue,

    /** Counts what a clear under way has still to remove. */
    size: (now: Ms): StoreSize => db.read(() => sizeAt(now)),

    /** Every second: removes some of what has expired, goes on with clears left undone, throws when writes were lost. */
    async tidy(now: Ms): Promise<void> {
      if (db.read(() => one(findExpired, now))) db.write(() => remove(removeExpired, now));
      db.reportLoss();
      await clears.finish((clear) => removeCleared(clear).length);
    },

    flush: () => db.flush(),

    close: () => db.close(),
  };
}

/** One index, for the order that evicts; those of an earlier choice go. */
function orderIndex(eviction: Eviction): string {
  const others = Object.keys(ORDER).filter((other) => other !== eviction);
  const drops = others.map((other) => `DROP INDEX IF EXISTS item_${other}`);
  return [...drops, `CREATE INDEX IF NOT EXISTS item_${eviction} ON item (kind, ${ORDER[eviction]})`].join('; ');
}
