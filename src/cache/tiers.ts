import type { Bus, Drop, Entry, Epoch, ExactStore, Key, Ms, Namespace, Stored, StoreSize } from '../types.ts';

/** A stored value and the tier it came from. */
export interface Found {
  readonly value: Stored;
  readonly tier: ExactStore['tier'];
}

/** One result for each key; `certain` is false when a store that could have had a missing one did not answer. */
export interface Lookup {
  readonly found: readonly (Found | null)[];
  readonly certain: boolean;
}

/** The epoch of every tier when something was asked for: what is stored later is fenced by it. */
export type Fence = readonly (Epoch | null)[];

/** Where one key can be looked up. */
export interface Reader {
  find(key: Key, namespace: Namespace): Promise<Found | null>;
}

export interface Tiers extends Reader {
  /** All keys are of one namespace: it is part of what they hash. */
  get(keys: readonly Key[], namespace: Namespace): Promise<Lookup>;
  fence(namespace: Namespace): Promise<Fence>;
  /** False when the namespace was cleared since the fence, or no tier could keep the value. */
  set(key: Key, value: Stored, fence: Fence): Promise<boolean>;
  /**
   * Into the lowest tier alone, since nobody asked for them just now; those above forget what they had under the keys,
   * here and in other processes. Whether each was kept.
   */
  load(entries: readonly (readonly [Key, Entry])[]): Promise<readonly boolean[]>;
  expire(key: Key, staleAt: Ms, deleteAt: Ms): Promise<void>;
  delete(keys: readonly Key[]): Promise<number>;
  clear(namespace?: Namespace): Promise<number>;
  /** Of the lowest tier, which holds everything. */
  size(): Promise<StoreSize>;
  flush(): Promise<void>;
}

type OnError = (tier: ExactStore['tier'], error: unknown) => void;

/**
 * The exact tiers as one: the fastest is asked first, and what a lower one has is written upward. A store that fails
 * is counted and passed over; it never fails a request.
 *
 * @param stores from the fastest to the one that holds everything
 * @param bus to the other processes that share the lowest store: what one removes there, the others forget above it
 */
export function createTiers(stores: readonly ExactStore[], onError: OnError, bus?: Bus): Tiers {
  async function attempt<T>(store: ExactStore, work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      onError(store.tier, error);
      return null;
    }
  }

  /** Removals run lowest first: what is gone above must not be found below and come up again. */
  const upward = stores.toReversed();

  const fence = (namespace: Namespace): Promise<Fence> =>
    Promise.all(stores.map((store) => attempt(store, store.epoch(namespace))));

  /** In all at once, so that whoever asks next finds it in memory; what the lowest refuses is taken back above. */
  async function set(key: Key, value: Stored, epochs: Fence): Promise<boolean> {
    const done = await Promise.all(
      stores.map((store, depth) => {
        const epoch = epochs[depth] ?? null;
        return epoch === null ? null : attempt(store, store.set(key, value, epoch));
      }),
    );
    if (done.at(-1) !== false) return done.includes(true);
    await Promise.all(stores.slice(0, -1).map((store) => attempt(store, store.delete([key]))));
    return false;
  }

  /** Deletions so far: what was read before one is not copied upward after it. */
  let deletions = 0;

  bus?.subscribe((message) => {
    if (message !== 'gap' && message.kind === 'note') return;
    deletions++;
    for (const store of stores.slice(0, -1)) void attempt(store, forget(store, message));
  });

  /** Copies what was found in a tier into those above it, fenced by their epochs from before it was read. */
  async function promote(above: readonly ExactStore[], epochs: Fence, key: Key, value: Stored): Promise<void> {
    await Promise.all(
      above.map((store, index) => {
        const epoch = epochs[index] ?? null;
        return epoch === null ? null : attempt(store, store.set(key, value, epoch));
      }),
    );
  }

  async function get(keys: readonly Key[], namespace: Namespace): Promise<Lookup> {
    const found = new Array<Found | null>(keys.length).fill(null);
    const above: ExactStore[] = [];
    const epochs: (Epoch | null)[] = [];
    const seen = deletions;
    let certain = true;
    let missing = [...keys.keys()];
    for (const store of stores) {
      const values = await attempt(store, store.get(missing.map((index) => keys[index] as Key)));
      certain &&= values !== null;
      for (const [position, index] of missing.entries()) {
        const value = values?.[position];
        if (!value) continue;
        found[index] = { value, tier: store.tier };
        if (above.length > 0 && seen === deletions) void promote(above, epochs, keys[index] as Key, value);
      }
      missing = missing.filter((index) => found[index] === null);
      if (missing.length === 0 || store === upward[0]) break;
      above.push(store);
      epochs.push(await attempt(store, store.epoch(namespace)));
    }
    return { found, certain };
  }

  return {
    get,
    find: async (key, namespace) => (await get([key], namespace)).found[0] ?? null,
    fence,
    set,
    async load(entries) {
      const lowest = upward[0] as ExactStore;
      const kept = await Promise.all(
        entries.map(async ([key, entry]) => {
          const done = await attempt(
            lowest,
            lowest.epoch(entry.meta.namespace).then((epoch) => lowest.set(key, entry, epoch)),
          );
          return done === true;
        }),
      );
      const keys = entries.map(([key]) => key);
      deletions++;
      await Promise.all(stores.slice(0, -1).map((store) => attempt(store, store.delete(keys))));
      bus?.publish({ kind: 'keys', keys });
      return kept;
    },
    async expire(key, staleAt, deleteAt) {
      await Promise.all(stores.map((store) => attempt(store, store.expire(key, staleAt, deleteAt))));
      bus?.publish({ kind: 'keys', keys: [key] });
    },
    async delete(keys) {
      deletions++;
      const counts: number[] = [];
      for (const store of upward) counts.push(await store.delete(keys));
      deletions++;
      bus?.publish({ kind: 'keys', keys });
      return counts[0] ?? 0;
    },
    async clear(namespace) {
      const counts: number[] = [];
      for (const store of upward) counts.push(await store.clear(namespace));
      bus?.publish({ kind: 'clear', namespace: namespace ?? null });
      return counts[0] ?? 0;
    },
    size: () => (upward[0] as ExactStore).size(),
    async flush() {
      await Promise.all(stores.map((store) => attempt(store, store.flush())));
    },
  };
}

/** One store alone, read with as little ado as there can be: most hits come from memory. */
export function createReader(store: ExactStore | undefined): Reader {
  return {
    async find(key) {
      const value = (await store?.get([key]))?.[0];
      return store && value ? { value, tier: store.tier } : null;
    },
  };
}

/** What may have been removed below, as far as it is known. */
function forget(store: ExactStore, message: Exclude<Drop, { kind: 'note' }> | 'gap'): Promise<number> {
  if (message === 'gap') return store.clear();
  return message.kind === 'keys' ? store.delete(message.keys) : store.clear(message.namespace ?? undefined);
}
