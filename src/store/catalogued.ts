import type { Catalogue, Entry, ExactStore } from '../types.ts';

const NO_BODY = new Uint8Array();

/**
 * A store that somebody else wrote, which need not be able to list what it holds, with a catalogue beside it: a store of
 * ours that keeps the entries without their bodies. It knows what was stored through it, as many as it has room for;
 * what the store evicts by itself stays listed until it is removed, or expires.
 */
export function createCatalogued(store: ExactStore, catalogue: ExactStore & Catalogue): ExactStore & Catalogue {
  const list = async (key: string, { kind, meta }: Entry) =>
    catalogue.set(key, { kind, meta, body: NO_BODY }, await catalogue.epoch(meta.namespace));
  return {
    tier: store.tier,
    get: (keys) => store.get(keys),
    epoch: (namespace) => store.epoch(namespace),

    async set(key, value, epoch) {
      const isKept = await store.set(key, value, epoch);
      if (isKept && value.kind === 'entry') await list(key, value);
      else await catalogue.delete([key]);
      return isKept;
    },

    async expire(key, staleAt, deleteAt) {
      await catalogue.expire(key, staleAt, deleteAt);
      return store.expire(key, staleAt, deleteAt);
    },

    async delete(keys) {
      await catalogue.delete(keys);
      return store.delete(keys);
    },

    async clear(namespace) {
      await catalogue.clear(namespace);
      return store.clear(namespace);
    },

    find: (filter, page) => catalogue.find(filter, page),
    read: async (keys) => (await store.get(keys)).map((stored) => (stored?.kind === 'entry' ? stored : null)),
    addHits: (namespace, hits) => catalogue.addHits(namespace, hits),
    namespaces: () => catalogue.namespaces(),

    size: () => store.size(),
    flush: () => store.flush(),
    outage: async () => (await store.outage?.()) ?? null,
    async close() {
      await catalogue.close();
      await store.close();
    },
  };
}
