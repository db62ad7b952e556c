import type { Catalogue, Cursor, Entry, Filter, Key, Listed, Order, Page, VectorIndex } from '../types.ts';
import type { Tiers } from './tiers.ts';

export interface EntriesParts {
  readonly catalogue: Catalogue;
  readonly tiers: Tiers;
  /** `null`: there is none just now. */
  readonly index: () => VectorIndex | null;
  /** Has the hits so far counted. */
  readonly countHits: () => Promise<void>;
  readonly onError: (part: string, error: unknown) => void;
}

/** What is stored, to be looked at and removed. */
export interface Entries {
  list(filter: Filter, page: { order: Order; limit: number; after?: Cursor | undefined }): Promise<Page>;
  /** An entry with its body; `null`: there is none, or an alias only. */
  get(key: Key): Promise<{ readonly listed: Listed; readonly body: Entry['body'] } | null>;
  /** From every tier, every process and the index. The number that was there; an alias counts. */
  remove(keys: readonly Key[]): Promise<number>;
}

export function createEntries(parts: EntriesParts): Entries {
  const { catalogue, tiers, index, countHits, onError } = parts;
  return {
    async list(filter, page) {
      await countHits();
      return catalogue.find(filter, page);
    },

    async get(key) {
      await countHits();
      const filter = { keys: [key] };
      const [page, [entry]] = await Promise.all([
        catalogue.find(filter, { order: 'written', limit: 1 }),
        catalogue.read([key]),
      ]);
      const [listed] = page.entries;
      return listed && entry ? { listed: { ...listed, meta: entry.meta }, body: entry.body } : null;
    },

    async remove(keys) {
      const removed = await tiers.delete(keys);
      // A vector whose answer is gone is found out by whoever comes upon it: that it stays for now harms nobody.
      await index()
        ?.delete(keys)
        .catch((error) => onError('vector', error));
      return removed;
    },
  };
}
