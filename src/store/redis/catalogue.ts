import { invalid } from '../../errors.ts';
import { isWithin } from '../../namespace.ts';
import type {
  Catalogue,
  Cursor,
  Entry,
  EntryMeta,
  Filter,
  Key,
  Listed,
  Ms,
  Namespace,
  Page,
  Stored,
} from '../../types.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { decode } from '../entry.ts';
import { createMatches, distinct } from '../filter.ts';
import type { RedisConnection } from './connection.ts';
import type { ListName, Lists, Scored } from './lists.ts';

interface CatalogueOptions {
  readonly nameOf: (key: Key) => string;
  readonly now: () => Ms;
}

/** Entries looked at together. */
const BATCH = 200;
/** Keys of one list that are read at first. */
const FIRST = 8;
/** A value's first bytes, which hold its metadata unless the question is a long one. */
const HEAD_BYTES = 4_096;

/** A key that may be one of those meant, and the place behind it. */
interface Candidate {
  readonly key: Key;
  /** `null`: to be read from the entry. */
  readonly namespace: Namespace | null;
  readonly place: readonly (string | number)[];
  /** Tags by which it was come upon already. */
  readonly seenBy?: readonly string[];
}

/** The first that is left of one namespace's list. */
interface Head extends Scored {
  readonly rank: number;
  readonly namespace: Namespace;
  readonly rest: AsyncGenerator<Scored, void>;
}

type Walk = 'recent' | 'hits' | 'written' | 'tags' | 'keys';

/** How many values a place on each way has. */
const PLACES: Record<Walk, number> = { recent: 2, hits: 2, written: 3, tags: 4, keys: 1 };

/** What stands in Redis, in pages: lists of keys say where to look, the entries themselves what they are. */
export function createRedisCatalogue(
  connection: RedisConnection,
  lists: Lists,
  { nameOf, now }: CatalogueOptions,
): Catalogue {
  const redis = connection.commands;
  const walks: Record<Walk, (filter: Filter, after: readonly string[] | null) => AsyncIterable<Candidate>> = {
    recent: (filter, after) => walkSorted('recent', filter, after),
    hits: (filter, after) => walkSorted('hits', filter, after),

    async *written(filter, after) {
      for (const namespace of await namespacesFrom(filter, after?.[0])) {
        const from = namespace === after?.[0] ? toScored(after.slice(1)) : null;
        for await (const { key, score } of walkList(namespace, 'recent', false, from)) {
          yield { key, namespace, place: [namespace, score, key] };
        }
      }
    },

    async *tags(filter, after) {
      const { tags = [] } = filter;
      for (const namespace of await namespacesFrom(filter, after?.[0])) {
        const first = namespace === after?.[0] ? Number(after[1]) : 0;
        for (const [index, tag] of tags.entries()) {
          if (index < first) continue;
          const from = namespace === after?.[0] && index === first ? toScored(after.slice(2)) : null;
          for await (const { key, score } of walkList(namespace, `tag:${tag}`, false, from)) {
            yield { key, namespace, place: [namespace, index, score, key], seenBy: tags.slice(0, index) };
          }
        }
      }
    },

    async *keys({ keys = [] }, after) {
      for (let index = Number(after?.[0] ?? 0); index < keys.length; index += 1) {
        yield { key: keys[index] as Key, namespace: null, place: [index + 1] };
      }
    },
  };

  /** The namespaces meant, in one order, from one on. */
  async function namespacesFrom({ namespace: outer }: Filter, first = ''): Promise<readonly Namespace[]> {
    const known = await lists.namespaces();
    return known.filter((one) => one >= first && (outer === undefined || isWithin(one, outer))).sort();
  }

  async function* walkList(namespace: Namespace, list: ListName, descending: boolean, from: Scored | null) {
    let after = from;
    // A few at first: of many namespaces one page needs no more.
    for (let limit = FIRST; ; limit = Math.min(BATCH, 4 * limit)) {
      const batch = await lists.range(namespace, list, { descending, limit, after });
      yield* batch;
      if (batch.length < limit) return;
      after = batch.at(-1) ?? null;
    }
  }

  /** All namespaces' lists as one: keys differ, so score and key are a place in all of them. */
  async function* walkSorted(list: 'recent' | 'hits', filter: Filter, after: readonly string[] | null) {
    const from = after && toScored(after);
    const heads = await Promise.all(
      (await namespacesFrom(filter)).map((namespace) => step(namespace, walkList(namespace, list, true, from))),
    );
    const waiting = heads.filter((head) => head !== null).sort((one, other) => (isBefore(one, other) ? -1 : 1));
    for (let head = waiting.shift(); head; head = waiting.shift()) {
      const { key, score, namespace, rest } = head;
      yield { key, namespace, place: [score, key] };
      const next = await step(namespace, rest);
      if (!next) continue;
      const place = waiting.findIndex((other) => isBefore(next, other));
      waiting.splice(place === -1 ? waiting.length : place, 0, next);
    }
  }

  async function step(namespace: Namespace, rest: AsyncGenerator<Scored, void>): Promise<Head | null> {
    const { done, value } = await rest.next();
    return done ? null : { ...value, rank: Number(value.score), namespace, rest };
  }

  async function readMeta(key: Key): Promise<EntryMeta | null> {
    const head = await redis.getrangeBuffer(nameOf(key), 0, HEAD_BYTES - 1);
    const isWhole = head.length < HEAD_BYTES || head.includes(0x0a);
    const bytes = isWhole ? head : await redis.getBuffer(nameOf(key));
    const stored = bytes && bytes.length > 0 ? live(decode(bytes)) : null;
    return stored?.kind === 'entry' ? stored.meta : null;
  }

  function live(stored: Stored | null): Stored | null {
    return stored?.kind === 'entry' && stored.meta.deleteAt > now() ? stored : null;
  }

  /** Those of the candidates that are meant, one result for each. */
  async function look(candidates: readonly Candidate[], filter: Filter): Promise<readonly (Listed | null)[]> {
    const matches = createMatches(filter);
    const metas = await Promise.all(candidates.map(({ key }) => readMeta(key)));
    const meant = candidates.flatMap(({ key, seenBy = [] }, index) => {
      const meta = metas[index];
      const isMeant =
        meta &&
        matches({ key, ...meta }, (tag) => meta.tags.includes(tag)) &&
        !seenBy.some((tag) => meta.tags.includes(tag));
      return isMeant ? [{ index, key, meta }] : [];
    });
    const listed = new Array<Listed | null>(candidates.length).fill(null);
    for (const [namespace, group] of Map.groupBy(meant, ({ meta }) => meta.namespace)) {
      const keys = group.map(({ key }) => key);
      const counts = await lists.counts(namespace, keys);
      for (const [place, { index, key, meta }] of group.entries()) {
        listed[index] = { key, meta, ...(counts[place] ?? NO_COUNTS) };
      }
    }
    return listed;
  }

  /** Leaves out what the lists by tag do not know: that spares reading the entries. */
  async function sift(candidates: readonly Candidate[], { tags }: Filter): Promise<ReadonlySet<Key>> {
    if (!tags) return new Set(candidates.map(({ key }) => key));
    const byNamespace = Map.groupBy(candidates, ({ namespace }) => namespace);
    const tagged = await Promise.all(
      Array.from(byNamespace, ([namespace, group]) => {
        const keys = group.map(({ key }) => key);
        return namespace === null ? new Set(keys) : lists.tagged(namespace, keys, tags);
      }),
    );
    return new Set(tagged.flatMap((keys) => [...keys]));
  }

  async function collect(filter: Filter, walk: Walk, place: readonly string[] | null, limit: number): Promise<Page> {
    const entries: Listed[] = [];
    for await (const batch of batches(walks[walk](filter, place), Math.min(BATCH, Math.max(limit, 20)))) {
      const known = walk === 'recent' || walk === 'hits' ? await sift(batch, filter) : null;
      const candidates = known ? batch.filter(({ key }) => known.has(key)) : batch;
      for (const [index, listed] of (await look(candidates, filter)).entries()) {
        if (listed === null) continue;
        entries.push(listed);
        const { place = [] } = candidates[index] ?? {};
        if (entries.length === limit) return { entries, next: encodeCursor(walk, ...place) };
      }
    }
    return { entries, next: null };
  }

  async function readEntry(key: Key): Promise<Entry | null> {
    const bytes = await redis.getBuffer(nameOf(key));
    const stored = bytes && live(decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
    return stored?.kind === 'entry' ? stored : null;
  }

  return {
    async find(given, { order, limit, after }) {
      const filter = distinct(given);
      const walk: Walk = order !== 'written' ? order : filter.keys ? 'keys' : filter.tags ? 'tags' : 'written';
      const place = after === undefined ? null : readPlace(after, walk);
      return connection.patient(() => collect(filter, walk, place, limit));
    },
    read: (keys) => connection.patient(() => Promise.all(keys.map(readEntry))),
    addHits: (namespace, hits) => connection.patient(() => lists.addHits(namespace, hits)),
    namespaces: () => connection.patient(() => lists.namespaces()),
  };
}

const NO_COUNTS = { hits: 0, bytes: 0 };

function isBefore(one: Head, other: Head): boolean {
  return one.rank > other.rank || (one.rank === other.rank && one.key > other.key);
}

function toScored([score = '', key = '']: readonly string[]): Scored {
  return { score, key };
}

async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** @throws AppError(invalid_request) naming `cursor` */
function readPlace(cursor: Cursor, walk: Walk): readonly string[] {
  const place = decodeCursor(cursor, walk, PLACES[walk]);
  const numbers = { recent: [0], hits: [0], written: [1], tags: [1, 2], keys: [0] }[walk];
  if (numbers.some((index) => Number.isNaN(Number(place[index])))) {
    throw invalid('cursor', 'cursor: not one that a list of entries was given with');
  }
  return place;
}
