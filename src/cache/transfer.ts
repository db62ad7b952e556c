import pLimit from 'p-limit';
import { AppError } from '../errors.ts';
import type { Catalogue, Embedder, Filter, Key, Ms, Namespace, Point, VectorIndex } from '../types.ts';
import { type Exported, type ExportedVector, readLine, writeLine } from '../wire/export-line.ts';
import { type Line, readLines } from '../wire/lines.ts';
import type { Tiers } from './tiers.ts';
import { walk } from './walk.ts';

/** Entries held at a time. */
const PAGE = 64;
/** Questions embedded at a time, and how long one may take. */
const EMBED_AT_ONCE = 4;
const EMBED_TIMEOUT: Ms = 30_000;
/** Lines at fault that are named. */
const NAMED = 1_000;

interface Semantic {
  readonly embedder: Embedder;
  readonly index: VectorIndex;
}

export interface TransferParts {
  readonly catalogue: Catalogue;
  readonly tiers: Tiers;
  /** `null`: the semantic tier is off. */
  readonly semantic: () => Semantic | null;
  readonly countHits: () => Promise<void>;
  readonly now: () => Ms;
}

interface TransferOptions {
  /** Bound of one line. */
  readonly maxLineBytes: number;
}

export interface ImportReport {
  readonly imported: number;
  /** Expired, or there already: the same, or a later answer. */
  readonly skipped: number;
  /** All lines at fault; the first thousand are named. */
  readonly failures: number;
  readonly failed: readonly { readonly line: number; readonly error: string }[];
}

export interface Transfer {
  /** Each entry as a line, the oldest first; what is stored meanwhile comes too. Read as fast as it is taken. */
  export(filter: Filter): AsyncGenerator<string, void>;
  /** Takes lines of an export. A line at fault is named, and the others go in; the same lines again change nothing. */
  import(chunks: AsyncIterable<Uint8Array>): Promise<ImportReport>;
}

export function createTransfer(parts: TransferParts, { maxLineBytes }: TransferOptions): Transfer {
  const { catalogue, tiers, semantic, countHits, now } = parts;
  const embedding = pLimit(EMBED_AT_ONCE);

  async function* exportEntries(filter: Filter): AsyncGenerator<string, void> {
    await countHits();
    for await (const page of walk(catalogue, filter, PAGE)) {
      const keys = page.map(({ key }) => key);
      const tier = semantic();
      const [entries, points] = await Promise.all([catalogue.read(keys), tier ? tier.index.get(keys) : []]);
      for (const [place, { key, hits }] of page.entries()) {
        const entry = entries[place];
        const vector = tier && toVector(tier.embedder, points[place] ?? null);
        if (entry) yield writeLine({ key, entry, hits, vector });
      }
    }
  }

  async function importEntries(chunks: AsyncIterable<Uint8Array>): Promise<ImportReport> {
    const tally = new Tally();
    let batch = new Map<Key, Read>();
    for await (const line of readLines(chunks, maxLineBytes)) {
      const read = readOne(line, tally);
      if (!read) continue;
      // A key that comes again is the later answer of two, and is judged against the first.
      if (batch.size === PAGE || batch.has(read.key)) {
        await put([...batch.values()], tally);
        batch = new Map();
      }
      batch.set(read.key, read);
    }
    await put([...batch.values()], tally);
    return tally.report();
  }

  function readOne({ number, bytes }: Line, tally: Tally): Read | null {
    if (bytes === null) {
      tally.fail(number, `longer than ${maxLineBytes} bytes`);
      return null;
    }
    try {
      const read = { ...readLine(bytes), line: number };
      if (read.entry.meta.deleteAt > now()) return read;
      tally.skipped += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      tally.fail(number, error.message);
    }
    return null;
  }

  async function put(batch: readonly Read[], tally: Tally): Promise<void> {
    const known = await catalogue.read(batch.map(({ key }) => key));
    const isNew = ({ entry }: Read, place: number) => (known[place]?.meta.storedAt ?? -1) < entry.meta.storedAt;
    const added = batch.filter(isNew);
    const kept = await tiers.load(added.map(({ key, entry }) => [key, entry]));
    const stored = added.filter((_, place) => kept[place]);
    for (const { line } of added.filter((_, place) => !kept[place])) {
      tally.fail(
        line,
        'not stored: it is larger than MAX_ENTRY_BYTES, its namespace was just cleared, or the store is out',
      );
    }
    tally.imported += stored.length;
    tally.skipped += batch.length - added.length;
    const unknown = stored.filter((read) => known[batch.indexOf(read)] === null);
    for (const [namespace, group] of Map.groupBy(unknown, ({ entry }) => entry.meta.namespace)) {
      await addHits(namespace, group);
    }
    const same = batch.filter(({ entry }, place) => known[place]?.meta.storedAt === entry.meta.storedAt);
    await index(stored, same, tally);
  }

  async function addHits(namespace: Namespace, group: readonly Read[]): Promise<void> {
    const hits = group.flatMap(({ key, hits }) => (hits > 0 ? [[key, hits] as const] : []));
    if (hits.length > 0) await catalogue.addHits(namespace, new Map(hits));
  }

  /** Those just stored; and those there already whose vector is not, because an import before this one was cut short. */
  async function index(stored: readonly Read[], same: readonly Read[], tally: Tally): Promise<void> {
    const tier = semantic();
    if (!tier) return;
    const known = await tier.index.get(same.map(({ key }) => key));
    const missing = same.filter((_, place) => known[place] === null);
    const points = await Promise.all([...stored, ...missing].map((read) => toPoint(tier, read, tally)));
    const made = points.filter((point) => point !== null);
    if (made.length > 0) await tier.index.add(made);
  }

  async function toPoint(
    { embedder }: Semantic,
    { key, entry, vector, line }: Read,
    tally: Tally,
  ): Promise<Point | null> {
    if (!vector) return null;
    const { namespace, scope, deleteAt } = entry.meta;
    const { question, values } = vector;
    const point = { key, scope, namespace, question, deleteAt };
    if (vector.embedder === embedder.id && values.length === embedder.dimensions) return { ...point, vector: values };
    try {
      const embed = () => embedder.embed(question, AbortSignal.timeout(EMBED_TIMEOUT));
      const { vector: made, tokens, unknown } = await embedding(embed);
      return tokens > embedder.window || unknown > 0 ? null : { ...point, vector: made };
    } catch (error) {
      tally.fail(line, `stored, but not to be matched by meaning: ${error instanceof Error ? error.message : error}`);
      return null;
    }
  }

  return { export: exportEntries, import: importEntries };
}

interface Read extends Exported {
  readonly line: number;
}

function toVector({ id }: Embedder, point: Point | null): ExportedVector | null {
  return point && { embedder: id, question: point.question, values: point.vector };
}

class Tally {
  imported = 0;
  skipped = 0;
  #failures = 0;
  readonly #failed: { line: number; error: string }[] = [];

  fail(line: number, error: string): void {
    this.#failures += 1;
    if (this.#failed.length < NAMED) this.#failed.push({ line, error });
  }

  report(): ImportReport {
    const { imported, skipped } = this;
    return { imported, skipped, failures: this.#failures, failed: this.#failed };
  }
}
