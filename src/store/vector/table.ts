import type { StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import type { Key, Ms, Namespace, Near, Point, Scope } from '../../types.ts';
import { CLEARING_TABLE, type Clear, Clears } from '../disk/clears.ts';
import { Database, each, one } from '../disk/database.ts';
import { Blocks, Partition, type Row } from './blocks.ts';
import { Nearest } from './nearest.ts';

export interface VectorTableOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly dimensions: number;
  /** Beyond it the oldest points go. */
  readonly maxPoints: number;
  /** Bound of the vectors kept in memory, as f32; a scope that is not there is read from the file. */
  readonly maxResidentBytes: number;
}

/** The functions of the local index's thread. */
export type VectorTable = ReturnType<typeof openVectorTable>;

/** "llmv" */
const APPLICATION_ID = 0x6c6c6d76;
const VERSION = 1;

/** Vectors as little-endian f16: half the bytes, and cosines that differ from f32's in the fifth decimal. */
const SCHEMA = `
  CREATE TABLE point (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    namespace TEXT NOT NULL,
    question TEXT NOT NULL,
    delete_at REAL NOT NULL,
    vector BLOB NOT NULL
  ) STRICT;
  CREATE INDEX point_scope ON point (scope);
  CREATE INDEX point_namespace ON point (namespace);
  CREATE INDEX point_expiry ON point (delete_at)`;

const COUNT_SCOPES = 'SELECT scope, count(*) AS count FROM point GROUP BY scope';

/** Expired points removed at a time: some milliseconds' work. */
const SWEEP = 500;
/** Points that a clear removes at a time. */
const STEP = 100;

interface Removed {
  readonly id: number;
  readonly scope: Scope;
  readonly deleteAt: Ms;
}

/** The local index's table: synchronous, for a thread of its own. The caller says what time it is. */
export function openVectorTable({ file, dimensions, maxPoints, maxResidentBytes }: VectorTableOptions) {
  const db = new Database(file, {
    applicationId: APPLICATION_ID,
    version: VERSION,
    schema: SCHEMA,
    start: `${CLEARING_TABLE}; ${COUNT_SCOPES}`,
  });
  const insert = db.prepare(
    'INSERT INTO point (key, scope, namespace, question, delete_at, vector) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare('SELECT key, question FROM point WHERE id = ?');
  const findKey = db.prepare(
    'SELECT key, scope, namespace, question, delete_at AS deleteAt, vector FROM point WHERE key = ?',
  );
  const selectRows = 'SELECT id, delete_at AS deleteAt, vector FROM point';
  const rowsOfScope = db.prepare(`${selectRows} WHERE scope = ? ORDER BY id`);
  // `0` is the character after `/`: all that begins with `<namespace>/`.
  const inNamespace = "(namespace = ?1 OR (namespace > ?1 || '/' AND namespace < ?1 || '0'))";
  const rowsOfNamespace = db.prepare(`${selectRows} WHERE ${inNamespace} ORDER BY id`);
  const countScopes = db.prepare(COUNT_SCOPES);
  const countExpired = db.prepare('SELECT count(*) AS count FROM point WHERE delete_at <= ?');
  const findExpired = db.prepare('SELECT id FROM point WHERE delete_at <= ? LIMIT 1');
  const removed = 'RETURNING id, scope, delete_at AS deleteAt';
  const removeKey = db.prepare(`DELETE FROM point WHERE key = ? ${removed}`);
  const removeOldest = db.prepare(`DELETE FROM point WHERE id = (SELECT min(id) FROM point) ${removed}`);
  const removeExpired = db.prepare(
    `DELETE FROM point WHERE id IN (SELECT id FROM point WHERE delete_at <= ? LIMIT ${SWEEP}) ${removed}`,
  );
  const findLast = db.prepare('SELECT coalesce(max(id), 0) AS id FROM point');
  const removeUntil = (condition: string) =>
    db.prepare(`DELETE FROM point WHERE id IN (
      SELECT id FROM point WHERE id <= ?2 AND ${condition} LIMIT ${STEP}) ${removed}`);
  const removeAny = removeUntil('?1 IS NULL');
  const removeNamespace = removeUntil(inNamespace);

  const clears = new Clears(db);
  const counts = new Map<Scope, number>();
  let total = 0;
  const blocks = new Blocks(dimensions, maxResidentBytes);
  /** Each holds a block at least, so there are never more than blocks. */
  const resident = new LRUCache<Scope, Partition>({ max: blocks.limit });

  db.afterLoss(reload);
  reload();

  function reload(): void {
    for (const scope of resident.keys()) drop(scope);
    counts.clear();
    total = 0;
    for (const { scope, count } of each<{ scope: Scope; count: number }>(countScopes)) {
      counts.set(scope, count);
      total += count;
    }
  }

  function forget(row: Removed): Removed {
    const { id, scope } = row;
    const left = (counts.get(scope) ?? 0) - 1;
    if (left > 0) counts.set(scope, left);
    else counts.delete(scope);
    total -= 1;
    const partition = resident.peek(scope);
    if (partition) blocks.remove(partition, id);
    if (left <= 0) resident.delete(scope);
    return row;
  }

  function drop(scope: Scope): void {
    const partition = resident.peek(scope);
    resident.delete(scope);
    if (partition) blocks.release(partition);
  }

  function remove(statement: StatementSync, ...values: (string | number | null)[]): Removed[] {
    return Array.from(each<Removed>(statement, ...values), forget);
  }

  /** Removes some of what a clear means. */
  function removeCleared({ namespace, lastId }: Clear): Removed[] {
    return remove(namespace === null ? removeAny : removeNamespace, namespace, lastId);
  }

  function sizeAt(now: Ms): number {
    return total - (one<{ count: number }>(countExpired, now)?.count ?? 0);
  }

  /** Adds a row to a partition, at the cost of those that were used least recently; false when there is no room. */
  function addRow(partition: Partition, row: Row): boolean {
    while (!blocks.add(partition, row)) {
      const victim = resident.pop();
      if (victim === undefined) return false;
      blocks.release(victim);
    }
    return true;
  }

  /** The scope's vectors in memory; `null` when there are too many. */
  function partitionOf(scope: Scope): Partition | null {
    const known = resident.get(scope);
    if (known) return known;
    if (Blocks.needed(counts.get(scope) ?? 0) > blocks.limit) return null;
    // All are read before the first is added: a read that fails leaves no blocks taken.
    const rows = [...readRows(rowsOfScope, scope)];
    const partition = new Partition();
    for (const row of rows) addRow(partition, row);
    resident.set(scope, partition);
    return partition;
  }

  function put(point: Point): void {
    const vector = Float16Array.from(point.vector);
    const bytes = new Uint8Array(vector.buffer);
    const { key, scope, namespace, question, deleteAt } = point;
    const { lastInsertRowid } = insert.run(key, scope, namespace, question, deleteAt, bytes);
    counts.set(scope, (counts.get(scope) ?? 0) + 1);
    total += 1;
    const partition = resident.peek(scope);
    if (!partition) return;
    // Out of the cache while it grows, lest it be evicted for its own sake.
    resident.delete(scope);
    if (addRow(partition, { id: Number(lastInsertRowid), deleteAt, vector })) resident.set(scope, partition);
    else blocks.release(partition);
  }

  function toNear(nearest: Nearest): Near[] {
    return nearest.ids.flatMap((id, place) => {
      const row = one<{ key: Key; question: string }>(find, id);
      return row ? [{ ...row, similarity: nearest.similarities[place]! }] : [];
    });
  }

  return {
    opened: () => db.notice,
    outage: () => db.outage,

    hasScope: (scope: Scope): boolean => counts.has(scope),

    nearestInScope: (query: Float32Array, scope: Scope, k: number, now: Ms): Near[] =>
      db.read(() => {
        if (!counts.has(scope)) return [];
        const nearest = new Nearest(k);
        const partition = partitionOf(scope);
        if (partition) blocks.scan(partition, query, now, nearest);
        else blocks.stream(readRows(rowsOfScope, scope), query, now, nearest);
        return toNear(nearest);
      }),

    nearestInNamespace: (query: Float32Array, namespace: Namespace, k: number, now: Ms): Near[] =>
      db.read(() => {
        const nearest = new Nearest(k);
        blocks.stream(readRows(rowsOfNamespace, namespace), query, now, nearest);
        return toNear(nearest);
      }),

    add: (points: readonly Point[]): void =>
      db.write(() => {
        for (const point of points) {
          remove(removeKey, point.key);
          while (total >= maxPoints && remove(removeOldest).length > 0);
          put(point);
        }
      }),

    delete: (keys: readonly Key[]): void =>
      db.writeNow(() => {
        for (const key of keys) remove(removeKey, key);
      }),

    get: (keys: readonly Key[], now: Ms): (Point | null)[] =>
      db.read(() =>
        keys.map((key) => {
          const row = one<Omit<Point, 'vector'> & { readonly vector: Uint8Array }>(findKey, key);
          return row && row.deleteAt > now ? { ...row, vector: Float32Array.from(toFloat16(row.vector)) } : null;
        }),
      ),

    /**
     * Step by step, also after a kill, until it resolves. What is added meanwhile stays; what is still to be removed
     * can be found, but its answer is gone.
     */
    async clear(namespace: Namespace | null, now: Ms): Promise<number> {
      const lastId = db.read(() => one<{ id: number }>(findLast)?.id ?? 0);
      let count = 0;
      await clears.run({ namespace, lastId }, (clear) => {
        const rows = removeCleared(clear);
        count += rows.filter((row) => row.deleteAt > now).length;
        return rows.length;
      });
      return count;
    },

    size: (now: Ms): number => db.read(() => sizeAt(now)),

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

function* readRows(statement: StatementSync, value: string): Iterable<Row> {
  for (const row of each<{ id: number; deleteAt: Ms; vector: Uint8Array }>(statement, value)) {
    yield { ...row, vector: toFloat16(row.vector) };
  }
}

function toFloat16({ buffer, byteOffset, byteLength }: Uint8Array): Float16Array {
  return new Float16Array(buffer, byteOffset, byteLength / Float16Array.BYTES_PER_ELEMENT);
}
