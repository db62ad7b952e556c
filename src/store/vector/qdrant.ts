import { createHash } from 'node:crypto';
import type { QdrantClient, Schemas } from '@qdrant/js-client-rest';
import { LRUCache } from 'lru-cache';
import { createBreaker } from '../../breaker.ts';
import { invalid } from '../../errors.ts';
import { withOuter } from '../../namespace.ts';
import type { Key, Ms, Namespace, Near, Point, Scope, VectorIndex } from '../../types.ts';
import type { Home } from '../home.ts';
import { collectionName, connectQdrant, makeCollection } from './qdrant-collection.ts';
import { WriteQueue } from './write-queue.ts';

interface QdrantIndexOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** QDRANT_COLLECTION: begins the collection's name. */
  readonly collection: string;
  /** The embedder's id: it ends the collection's name, so that vectors of two models never meet. */
  readonly embedder: string;
  readonly dimensions: number;
  /** Which exact store the points' answers are in; points of others are neither seen nor changed. */
  readonly home: Home;
  /** What Qdrant may cost a request, for each question that it is asked. */
  readonly timeout: Ms;
  /** Between two removals of what has expired; default a minute. */
  readonly sweepEvery?: Ms;
  readonly now?: () => Ms;
  /** Told that Qdrant went out, and that it is back. */
  readonly onNotice?: (message: string) => void;
  /** Told what went wrong while nobody waited for it. */
  readonly onError?: (error: Error) => void;
}

type Filter = Schemas['Filter'];
type Condition = Schemas['FieldCondition'];

/** A scope once seen, and the home, are believed in for so long. Both are hints: what is removed is asked anew. */
const BELIEVED: Ms = 10_000;
const SCOPES = 10_000;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * The vector index that several processes share: one collection for each embedder, made on first use.
 *
 * `add` resolves when Qdrant has taken the points down, which is before they can be found; `flush` waits for that too.
 *
 * @throws AppError for a vector of another dimension; Error when Qdrant fails or takes too long
 */
export function openQdrantIndex(options: QdrantIndexOptions): VectorIndex {
  const { dimensions, embedder, timeout, sweepEvery = 60_000, now = Date.now } = options;
  const { onNotice = () => {}, onError = () => {} } = options;
  const client = connectQdrant(options.url, options.apiKey);
  const name = collectionName(options.collection, embedder);
  const breaker = createBreaker({
    name: 'Qdrant',
    timeout,
    probe: () => checkAnswers(client, name),
    isOutage: (error) => !isRequestAtFault(error),
    onChange: onNotice,
    now,
  });
  const scopes = new LRUCache<Scope, true>({ max: SCOPES, ttl: BELIEVED, ttlResolution: 0, perf: { now } });
  const writes = new WriteQueue<Schemas['PointStruct']>(async (points) => {
    await behind((qdrant) => qdrant.upsert(name, { wait: false, points: [...points] }));
  });
  const sweeping = setInterval(() => void sweep().catch(onError), sweepEvery).unref();

  let made: Promise<void> | null = null;
  /** Makes the collection at first; when that failed, or it is gone, the next use tries again. */
  function ready(): Promise<void> {
    made ??= makeCollection(client, name, dimensions).catch((error) => {
      made = null;
      throw error;
    });
    return made;
  }

  // Made at once, so that the first question need not wait for it.
  behind(async () => {}).catch(onError);

  async function use<T>(work: (qdrant: QdrantClient) => Promise<T>): Promise<T> {
    await ready();
    try {
      return await work(client);
    } catch (error) {
      if (statusOf(error) === 404) made = null;
      throw new Error(`Qdrant fails: ${messageOf(error)}`, { cause: error });
    }
  }

  /** For what nobody waits for. */
  function behind<T>(work: (qdrant: QdrantClient) => Promise<T>): Promise<T> {
    return breaker.run(() => use(work), Number.POSITIVE_INFINITY);
  }

  /** For what an operator waits for, however long it takes. */
  function patiently<T>(work: (qdrant: QdrantClient) => Promise<T>): Promise<T> {
    return breaker.runPatiently(() => use(work));
  }

  let believed = { home: '', until: 0 };
  /** The home as it is now. */
  async function homeNow(): Promise<string> {
    const home = await options.home();
    if (home !== believed.home) scopes.clear();
    believed = { home, until: now() + BELIEVED };
    return home;
  }

  async function homeSoFar(): Promise<string> {
    return now() < believed.until ? believed.home : homeNow();
  }

  function expectVector(vector: Float32Array): void {
    if (vector.length !== dimensions) {
      throw invalid('vector', `A vector of ${vector.length} dimensions; the index of ${embedder} takes ${dimensions}`);
    }
    if (!vector.every(Number.isFinite)) throw invalid('vector', 'A vector holds a value that is not a finite number');
  }

  /** All points of this home that have not expired, and more conditions. */
  async function living(...more: Condition[]): Promise<Filter> {
    return { must: [is('home', await homeSoFar()), { key: 'deleteAt', range: { gt: now() } }, ...more] };
  }

  async function sweep(): Promise<void> {
    const filter = { must: [{ key: 'deleteAt', range: { lte: now() } }] };
    await behind((qdrant) => qdrant.delete(name, { wait: false, filter }));
  }

  /** Resolves when everything written before is visible: Qdrant applies writes one after the other. */
  async function settle(qdrant: QdrantClient): Promise<void> {
    await qdrant.delete(name, { wait: true, filter: { must: [{ has_id: [NOBODY] }] } });
  }

  return {
    async hasScope(scope) {
      if (scopes.has(scope)) return true;
      // The home first: should Redis be out, that is not Qdrant's fault.
      const filter = await living(is('scope', scope));
      const has = await breaker.run(async () => {
        const { points } = await use((qdrant) => qdrant.scroll(name, { filter, limit: 1, with_payload: false }));
        return points.length > 0;
      });
      if (has) scopes.set(scope, true);
      return has;
    },

    async nearest(vector, where, k) {
      expectVector(vector);
      const condition = 'scope' in where ? is('scope', where.scope) : is('namespace', where.namespace);
      const filter = await living(condition);
      const search = async () => {
        const query = { query: [...vector], filter, limit: k, with_payload: ['key', 'question'] };
        return (await use((qdrant) => qdrant.query(name, query))).points.map(toNear);
      };
      // No request waits for what is near in a whole namespace, where there is no graph to be quick by.
      return 'scope' in where ? breaker.run(search) : breaker.runPatiently(search);
    },

    async add(points) {
      for (const { vector } of points) expectVector(vector);
      const home = await homeNow();
      await writes.add(new Map(points.map((point) => [point.key, toQdrant(point, home)])));
    },

    async delete(keys) {
      if (keys.length === 0) return;
      const home = await homeNow();
      const points = keys.map((key) => pointId(home, key));
      scopes.clear();
      await writes.run(() => patiently((qdrant) => qdrant.delete(name, { wait: true, points })));
    },

    async get(keys) {
      if (keys.length === 0) return [];
      const home = await homeNow();
      const ids = keys.map((key) => pointId(home, key));
      const request = { ids, with_payload: true, with_vector: true };
      const found = await patiently((qdrant) => qdrant.retrieve(name, request));
      const byId = new Map(found.map((record) => [String(record.id), toPoint(record)]));
      return ids.map((id) => {
        const point = byId.get(id);
        return point && point.deleteAt > now() ? point : null;
      });
    },

    async clear(namespace?: Namespace) {
      const home = await homeNow();
      scopes.clear();
      const filter = { must: [is('home', home), ...(namespace === undefined ? [] : [is('namespace', namespace)])] };
      const empty = async (qdrant: QdrantClient) => {
        await settle(qdrant);
        const { count } = await qdrant.count(name, { filter, exact: true });
        await qdrant.delete(name, { wait: true, filter });
        return count;
      };
      return writes.run(() => patiently(empty));
    },

    async size() {
      const filter = await living();
      return (await behind((qdrant) => qdrant.count(name, { filter, exact: true }))).count;
    },

    outage: async () => breaker.outage,

    flush: () => writes.run(() => use(settle)),

    async close() {
      clearInterval(sweeping);
      breaker.close();
      // What was added is taken down; that it is not was told to who added it.
      await writes.run(async () => {});
    },
  };
}

function is(key: string, value: string): Condition {
  return { key, match: { value } };
}

function toQdrant({ key, scope, namespace, question, vector, deleteAt }: Point, home: string): Schemas['PointStruct'] {
  // A match of any of them finds it: what is inside a namespace is found, and goes, with that.
  const payload = { key, scope, namespace: withOuter(namespace), question, home, deleteAt: Math.ceil(deleteAt) };
  return { id: pointId(home, key), vector: [...vector], payload };
}

function toNear({ payload, score }: Schemas['ScoredPoint']): Near {
  const { key, question } = payload ?? {};
  return { key: String(key), question: String(question), similarity: Math.min(score, 1) };
}

function toPoint({ payload, vector }: Schemas['Record']): Point {
  const { key, scope, namespace, question, deleteAt } = payload ?? {};
  return {
    key: String(key),
    scope: String(scope),
    namespace: String(Array.isArray(namespace) ? namespace.at(-1) : namespace),
    question: String(question),
    vector: Float32Array.from(Array.isArray(vector) ? vector.map(Number) : []),
    deleteAt: Number(deleteAt),
  };
}

/** Points of one key in two homes are two points. As a UUID (of version 8), which is what Qdrant takes. */
function pointId(home: string, key: Key): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([home, key]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null;
}

/** A probe that takes no other server, and no error page, for Qdrant. */
async function checkAnswers(client: QdrantClient, name: string): Promise<void> {
  const { exists } = await client.collectionExists(name);
  if (typeof exists !== 'boolean') throw new Error('gives no answer of Qdrant’s');
}

/** What it was asked is wrong, or not there any more: no reason to leave it alone. */
function isRequestAtFault(error: unknown): boolean {
  const status = error instanceof Error ? statusOf(error.cause) : null;
  return status !== null && status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
}

/** What Qdrant says in an error's body, which is not in the error's message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'data' in error ? `${error.message} ${JSON.stringify(error.data)}` : error.message;
}
