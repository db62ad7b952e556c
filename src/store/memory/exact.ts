import { LRUCache } from 'lru-cache';
import { isWithin } from '../../namespace.ts';
import type { ExactStore, Key, Ms, Stored } from '../../types.ts';
import { byteSize, compact, deleteAtOf, namespaceOf, withTimes } from '../entry.ts';
import { createEpochs } from '../epochs.ts';

interface MemoryStoreOptions {
  /** Bound of keys, metadata, bodies and what the process spends to hold them. At least 1. */
  readonly maxBytes: number;
  /** How long a value stays, however long it would live; default: as long. */
  readonly maxAge?: Ms;
  readonly now?: () => Ms;
}

/** What holding a value costs beside its own bytes: 430 measured on the heap (of 20,000), the rest the allocator's. */
const OVERHEAD = 512;

/** The memory tier: the values themselves, the least recently used of them evicted by bytes. */
export function createMemoryStore({ maxBytes, maxAge = 0, now = Date.now }: MemoryStoreOptions): ExactStore {
  const epochs = createEpochs();
  const held = { entry: 0, alias: 0 };
  let evictions = 0;
  const values = new LRUCache<Key, Stored>({
    maxSize: maxBytes,
    ttl: maxAge,
    ttlResolution: 0,
    perf: { now },
    sizeCalculation: (value, key) => byteSize(key, value) + OVERHEAD,
    onInsert: (value, _key, reason) => {
      if (reason !== 'update') held[value.kind] += 1;
    },
    dispose: (value, _key, reason) => {
      held[value.kind] -= 1;
      if (reason === 'evict') evictions += 1;
    },
  });

  function live(key: Key): Stored | null {
    const value = values.get(key);
    if (value === undefined) return null;
    if (deleteAtOf(value) > now()) return value;
    values.delete(key);
    return null;
  }

  return {
    tier: 'memory',
    get: async (keys) => keys.map(live),
    epoch: async (namespace) => epochs.of(namespace),

    async set(key, value, epoch) {
      if (epoch !== epochs.of(namespaceOf(value))) return false;
      // lru-cache drops the older value under the key when the new one is too large: so must it be, or the older one
      // would hide what a lower tier holds.
      values.set(key, compact(value));
      return values.has(key);
    },

    async expire(key, staleAt, deleteAt) {
      const value = live(key);
      if (value?.kind !== 'entry') return false;
      values.set(key, withTimes(value, staleAt, deleteAt));
      return true;
    },

    async delete(keys) {
      return keys.filter((key) => live(key) !== null && values.delete(key)).length;
    },

    async clear(namespace) {
      epochs.advance(namespace);
      let entries = 0;
      for (const [key, value] of [...values.entries()]) {
        if (namespace !== undefined && !isWithin(namespaceOf(value), namespace)) continue;
        if (live(key)?.kind === 'entry') entries += 1;
        values.delete(key);
      }
      return entries;
    },

    // What has expired is held, and counted, until it is asked for or evicted: to look for it would stop the event loop
    // for some milliseconds.
    size: async () => ({ entries: held.entry, aliases: held.alias, bytes: values.calculatedSize, evictions }),

    async flush() {},
    async close() {
      values.clear();
    },
  };
}
