import type { StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { EntryMeta, Filter, Key, Listed, Ms, Namespace, Order } from '../../types.ts';
import { decode } from '../entry.ts';
import { createMatches } from '../filter.ts';
import { type Database, each, one } from './database.ts';

/** Part of the table's start. In the order of their rows entries stand as they were written. */
export const CATALOGUE_INDEXES = `
  CREATE INDEX IF NOT EXISTS item_recent ON item (stored_at, id) WHERE kind = 'entry';
  CREATE INDEX IF NOT EXISTS item_hits ON item (hits, id) WHERE kind = 'entry'`;

/** Rows looked at for one page: some milliseconds' work, for whatever comes to the thread meanwhile waits for it. */
const SCANNED = 2_000;

interface ItemRow extends Pick<EntryMeta, 'namespace' | 'model' | 'version' | 'question' | 'storedAt' | 'deleteAt'> {
  readonly id: number;
  readonly key: Key;
  readonly hits: number;
  readonly bytes: number;
}

/** Where a walk goes on. */
export type Place = readonly number[];

/** The ways through the table, and how many numbers a place on each has. */
export const PLACES = { recent: 2, hits: 2, written: 1, tags: 2, keys: 1 } as const;
export type Walk = keyof typeof PLACES;

/** The way that finds what the filter means: by tags or keys, where the order allows it, without looking at others. */
export function walkOf({ keys, tags }: Filter, order: Order): Walk {
  if (order !== 'written') return order;
  return keys ? 'keys' : tags ? 'tags' : 'written';
}

export interface PlaceOptions {
  readonly walk: Walk;
  readonly limit: number;
  readonly after: Place | null;
}

export interface DiskPage {
  readonly entries: readonly Listed[];
  readonly next: Place | null;
}

interface Step {
  /** `null`: none here. */
  readonly row: ItemRow | null;
  /** What comes after it. */
  readonly place: Place;
  /** Tags by which the row was come upon already. */
  readonly seenBy?: readonly string[];
}

/**
 * What the disk store's table holds, in pages. The caller says what time it is.
 *
 * @param isCleared whether a row is gone, though it is there
 */
export function createDiskCatalogue(
  db: Database,
  isCleared: (row: { readonly id: number; readonly namespace: Namespace }) => boolean,
) {
  // Each names its index: the planner, who knows no numbers, takes the one for eviction, and sorts all entries for a page.
  const entries = (rest: string) =>
    db.prepare(`SELECT item.id, key, namespace, model, version, question, stored_at AS storedAt, delete_at AS deleteAt,
      hits, bytes FROM ${rest} LIMIT ${SCANNED}`);
  const byRecency = entries(`item INDEXED BY item_recent WHERE kind = 'entry' AND (stored_at, id) < (?, ?)
    ORDER BY stored_at DESC, id DESC`);
  const byHits = entries(`item INDEXED BY item_hits WHERE kind = 'entry' AND (hits, id) < (?, ?)
    ORDER BY hits DESC, id DESC`);
  const byId = entries("item NOT INDEXED WHERE kind = 'entry' AND id > ? ORDER BY id");
  const byTag = entries('tag CROSS JOIN item ON item.id = tag.id WHERE tag = ? AND tag.id > ? ORDER BY tag.id');
  const byKey = entries("item WHERE key = ? AND kind = 'entry'");
  const findTag = db.prepare('SELECT 1 FROM tag WHERE tag = ? AND id = ?');
  const findValue = db.prepare('SELECT checksum, data FROM item JOIN value USING (id) WHERE id = ?');
  const selectNamespaces = db.prepare('SELECT DISTINCT namespace FROM item');

  const walks: Record<Walk, (filter: Filter, after: Place | null) => Iterable<Step>> = {
    recent: (_, after) => rows(byRecency, after ?? LAST, ({ storedAt, id }) => [storedAt, id]),
    hits: (_, after) => rows(byHits, after ?? LAST, ({ hits, id }) => [hits, id]),
    written: (_, after) => rows(byId, after ?? [0], ({ id }) => [id]),

    *tags({ tags = [] }, after) {
      const [first = 0, id = 0] = after ?? [];
      for (const [index, tag] of tags.entries()) {
        if (index < first) continue;
        for (const step of rows(byTag, [tag, index === first ? id : 0], (row) => [index, row.id])) {
          yield { ...step, seenBy: tags.slice(0, index) };
        }
        yield { row: null, place: [index + 1, 0] };
      }
    },

    *keys({ keys = [] }, after) {
      for (let index = after?.[0] ?? 0; index < keys.length; index += 1) {
        yield { row: one<ItemRow>(byKey, keys[index] as Key) ?? null, place: [index + 1] };
      }
    },
  };

  function hasTag(tag: string, { id }: ItemRow): boolean {
    return one(findTag, tag, id) !== undefined;
  }

  /** `null` when it is damaged. */
  function metaOf({ id }: ItemRow): EntryMeta | null {
    const value = one<{ checksum: number; data: Uint8Array }>(findValue, id);
    if (!value || crc32(value.data) !== value.checksum) return null;
    const stored = decode(value.data);
    return stored?.kind === 'entry' ? stored.meta : null;
  }

  return {
    /** A page may have fewer entries than asked for, or none, and yet a next one. */
    find: (filter: Filter, { walk, limit, after }: PlaceOptions, now: Ms): DiskPage =>
      db.read(() => {
        const matches = createMatches(filter);
        const entries: Listed[] = [];
        let scanned = 0;
        for (const { row, place, seenBy = [] } of walks[walk](filter, after)) {
          if (row && row.deleteAt > now && !isCleared(row) && matches(row, (tag) => hasTag(tag, row))) {
            const meta = seenBy.some((tag) => hasTag(tag, row)) ? null : metaOf(row);
            if (meta) entries.push({ key: row.key, meta, hits: row.hits, bytes: row.bytes });
          }
          scanned += 1;
          if (entries.length === limit || scanned === SCANNED) return { entries, next: place };
        }
        return { entries, next: null };
      }),

    namespaces: (): Namespace[] =>
      db.read(() => Array.from(each<{ namespace: Namespace }>(selectNamespaces), ({ namespace }) => namespace)),
  };
}

/** Behind everything. */
const LAST: Place = [Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER];

function* rows(
  statement: StatementSync,
  from: readonly (string | number)[],
  placeOf: (row: ItemRow) => Place,
): Iterable<Step> {
  for (const row of each<ItemRow>(statement, ...from)) yield { row, place: placeOf(row) };
}
