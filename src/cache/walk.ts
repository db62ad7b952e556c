import type { Catalogue, Cursor, Filter, Listed } from '../types.ts';

/** Keys looked up together: however many are meant, a message to a store's thread stays small. */
const KEYS = 1_000;

/** All entries that the filter means, in pages, as far as the caller goes. */
export async function* walk(
  catalogue: Pick<Catalogue, 'find'>,
  filter: Filter,
  limit: number,
): AsyncGenerator<readonly Listed[], void> {
  for (const part of split(filter)) {
    let after: Cursor | null | undefined;
    while (after !== null) {
      const page = await catalogue.find(part, { order: 'written', limit, after });
      if (page.entries.length > 0) yield page.entries;
      after = page.next;
    }
  }
}

function split(filter: Filter): readonly Filter[] {
  if (!filter.keys) return [filter];
  const keys = [...new Set(filter.keys)];
  const starts = Array.from({ length: Math.ceil(keys.length / KEYS) }, (_, part) => part * KEYS);
  return starts.map((start) => ({ ...filter, keys: keys.slice(start, start + KEYS) }));
}
