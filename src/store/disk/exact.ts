import { join } from 'node:path';
import { invalid } from '../../errors.ts';
import type { Catalogue, Cursor, ExactStore, Listed, Ms } from '../../types.ts';
import { runHere, startWorker } from '../../worker.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { compact, decode, namespaceOf } from '../entry.ts';
import { createEpochs } from '../epochs.ts';
import { distinct } from '../filter.ts';
import { PLACES, type Place, type Walk, walkOf } from './catalogue.ts';
import type { DiskTable, DiskTableOptions, Eviction } from './exact-table.ts';
import { openThread } from './thread.ts';

interface DiskStoreOptions {
  /** DATA_DIR: the folder of `cache.db`, made if it is not there. One process owns it. `null`: in memory only. */
  readonly dir: string | null;
  /** Bound of the entries; aliases have the same one, to themselves. */
  readonly maxEntries: number;
  /** Bound of all keys, metadata and bodies; default: none. */
  readonly maxBytes?: number;
  /** Bound of one body. */
  readonly maxEntryBytes: number;
  readonly eviction: Eviction;
  readonly now?: () => Ms;
  /** Told what an operator should know: that a damaged file was set aside. */
  readonly onNotice?: (message: string) => void;
  /** Told what went wrong while nobody waited for it: writes that were lost, a thread that ended. */
  readonly onError?: (error: Error) => void;
}

/**
 * The embedded exact store: SQLite in a thread of its own, so that the event loop never waits on a disk; with no disk to
 * wait for, in this one.
 *
 * Writes are visible at once and committed together within a second; `set` does not wait for that, a removal does. When
 * the disk is full or broken, `set` resolves to false and `onError` is told; reads go on.
 *
 * @throws AppError naming DATA_DIR: owned by another process, or not to be used
 */
export async function openDiskStore(options: DiskStoreOptions): Promise<ExactStore & Catalogue> {
  const { dir, maxEntries, maxEntryBytes, eviction, now = Date.now } = options;
  const { onNotice, onError = () => {} } = options;
  const maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
  const file = dir === null ? null : join(dir, 'cache.db');
  const epochs = createEpochs();

  const table: DiskTableOptions = { file: file ?? ':memory:', maxEntries, maxBytes, maxEntryBytes, eviction };
  const inMemory = file === null ? (await import('./exact-table.ts')).openDiskTable : null;
  const thread = await openThread({
    start: (onExit) =>
      inMemory ? runHere(inMemory(table)) : startWorker<DiskTable>(import.meta.url, 'exact-worker', table, onExit),
    file,
    now,
    onNotice,
    onError,
  });

  const get: ExactStore['get'] = async (keys) => {
    const found = await thread.remote().get(keys, now());
    return found.map((bytes) => bytes && decode(bytes));
  };

  return {
    tier: dir === null ? 'memory' : 'exact',
    get,
    read: async (keys) => (await get(keys)).map((stored) => (stored?.kind === 'entry' ? stored : null)),

    // Little by little: between two of its steps the thread does what requests wait for.
    async find(given, { order, limit, after: cursor }) {
      const filter = distinct(given);
      const walk = walkOf(filter, order);
      const entries: Listed[] = [];
      let after = cursor === undefined ? null : readPlace(cursor, walk);
      do {
        const page = await thread.remote().find(filter, { walk, limit: limit - entries.length, after }, now());
        entries.push(...page.entries);
        after = page.next;
      } while (after !== null && entries.length < limit);
      return { entries, next: after && encodeCursor(walk, ...after) };
    },

    addHits: async (_, hits) => thread.remote().addHits(hits, now()),
    namespaces: async () => thread.remote().namespaces(),

    // Epochs are kept on this side: messages reach the thread in order, so a `set` that passed here is in the table
    // before the `clear` that follows it; and they outlive the thread.
    epoch: async (namespace) => epochs.of(namespace),

    async set(key, value, epoch) {
      if (epoch !== epochs.of(namespaceOf(value))) return false;
      try {
        return await thread.remote().set(key, compact(value), now());
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
        return false;
      }
    },

    expire: async (key, staleAt, deleteAt) => thread.remote().expire(key, staleAt, deleteAt, now()),
    delete: async (keys) => thread.remote().delete(keys, now()),

    async clear(namespace) {
      epochs.advance(namespace);
      return thread.remote().clear(namespace ?? null, now());
    },

    size: async () => thread.remote().size(now()),
    flush: async () => thread.remote().flush(),
    outage: () => thread.outage(),
    close: () => thread.close(),
  };
}

/** @throws AppError(invalid_request) naming `cursor` */
function readPlace(cursor: Cursor, walk: Walk): Place {
  const place = decodeCursor(cursor, walk, PLACES[walk]).map(Number);
  if (place.some(Number.isNaN)) throw invalid('cursor', 'cursor: not one that a list of entries was given with');
  return place;
}
