/**
 * What stands in for Qdrant where there is none: the few routes of its REST API that are used here, in memory, as its
 * OpenAPI describes them, with the habits that matter: writes that are not waited for become visible later, in order,
 * and a collection can be told of before it can be read. It proves that the client is used as meant, not that Qdrant
 * does what it says: for that the suites run against a real one when `QDRANT_URL` is set.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const condition = z.union([
  z.strictObject({ key: z.string(), match: z.strictObject({ value: z.string() }) }),
  z.strictObject({ key: z.string(), range: z.strictObject({ gt: z.number().optional(), lte: z.number().optional() }) }),
  z.strictObject({ has_id: z.array(z.uuid()) }),
]);
const filter = z.strictObject({ must: z.array(condition) });
const point = z.strictObject({
  id: z.uuid(),
  vector: z.array(z.number()),
  payload: z.record(z.string(), z.union([z.string(), z.int(), z.array(z.string())])),
});
const bodies = {
  create: z.strictObject({
    vectors: z.strictObject({ size: z.int(), distance: z.literal('Cosine') }),
    hnsw_config: z.strictObject({ m: z.int(), payload_m: z.int() }),
  }),
  index: z.strictObject({ field_name: z.string(), field_schema: z.looseObject({ type: z.string() }) }),
  upsert: z.strictObject({ points: z.array(point) }),
  remove: z.union([z.strictObject({ points: z.array(z.uuid()) }), z.strictObject({ filter })]),
  count: z.strictObject({ filter, exact: z.literal(true) }),
  scroll: z.strictObject({ filter, limit: z.int(), with_payload: z.boolean(), with_vector: z.boolean() }),
  retrieve: z.strictObject({ ids: z.array(z.uuid()), with_payload: z.literal(true), with_vector: z.literal(true) }),
  query: z.strictObject({
    query: z.array(z.number()),
    filter,
    limit: z.int(),
    with_payload: z.array(z.string()),
  }),
};

type Point = z.infer<typeof point>;

interface Collection {
  readonly size: number;
  readonly readableAt: number;
  readonly indexed: Set<string>;
  readonly points: Map<string, Point>;
  /** Settles when all writes so far are visible. */
  applied: Promise<unknown>;
}

export interface QdrantStub extends AsyncDisposable {
  readonly url: string;
  readonly collections: ReadonlyMap<string, Collection>;
  /** `METHOD /path?query` of each request, the oldest first, and the key that came with it. */
  readonly requests: { readonly line: string; readonly apiKey: string | undefined }[];
  /** Milliseconds until it answers, and until a write is visible that was not waited for. */
  slowness: number;
  lag: number;
  /** What it answers everything with, `null` when it is well. */
  broken: { readonly status: number; readonly body: string } | null;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function startQdrantStub({ lag = 5 } = {}): Promise<QdrantStub> {
  const collections = new Map<string, Collection>();
  const requests: QdrantStub['requests'] = [];

  function find(name: string): Collection {
    const found = collections.get(name);
    if (!found) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    if (found.readableAt > Date.now()) throw new Refusal(500, 'Service internal error: 0 of 0 read operations failed');
    return found;
  }

  function select(collection: Collection, { must }: z.infer<typeof filter>): Point[] {
    for (const one of must) {
      if ('key' in one && !collection.indexed.has(one.key)) throw new Refusal(400, `Index required: ${one.key}`);
    }
    return [...collection.points.values()].filter(({ id, payload }) =>
      must.every((one) => {
        if ('has_id' in one) return one.has_id.includes(id);
        const value = payload[one.key];
        if ('match' in one) return [value].flat().includes(one.match.value);
        const { gt = Number.NEGATIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = one.range;
        return typeof value === 'number' && value > gt && value <= lte;
      }),
    );
  }

  async function write(collection: Collection, wait: boolean, work: () => void) {
    const applied = collection.applied.then(() => delay(stub.lag)).then(work);
    collection.applied = applied.catch(() => {});
    if (wait) await applied;
    return { operation_id: 0, status: wait ? 'completed' : 'acknowledged' };
  }

  async function answer(method: string, path: string, wait: boolean, body: unknown): Promise<unknown> {
    const [, name = '', rest = ''] = /^\/collections\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (method === 'GET' && rest === '/exists') return { exists: collections.has(name) };
    if (method === 'PUT' && rest === '') {
      const { size } = bodies.create.parse(body).vectors;
      if (collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
      const readableAt = Date.now() + 60;
      collections.set(name, { size, readableAt, indexed: new Set(), points: new Map(), applied: Promise.resolve() });
      return true;
    }
    if (method === 'DELETE' && rest === '') return collections.delete(name);
    const collection = find(name);
    switch (`${method} ${rest}`) {
      case 'GET ':
        return { config: { params: { vectors: { size: collection.size, distance: 'Cosine' } } } };
      case 'PUT /index':
        collection.indexed.add(bodies.index.parse(body).field_name);
        return write(collection, wait, () => {});
      case 'PUT /points': {
        const { points } = bodies.upsert.parse(body);
        if (points.some(({ vector }) => vector.length !== collection.size)) throw new Refusal(400, 'Vector dimension');
        return write(collection, wait, () => {
          for (const one of points) collection.points.set(one.id, one);
        });
      }
      case 'POST /points/delete': {
        const selector = bodies.remove.parse(body);
        return write(collection, wait, () => {
          const ids = 'points' in selector ? selector.points : select(collection, selector.filter).map(({ id }) => id);
          for (const id of ids) collection.points.delete(id);
        });
      }
      case 'POST /points/count':
        return { count: select(collection, bodies.count.parse(body).filter).length };
      case 'POST /points/scroll': {
        const { filter, limit } = bodies.scroll.parse(body);
        return {
          points: select(collection, filter)
            .slice(0, limit)
            .map(({ id }) => ({ id })),
          next_page_offset: null,
        };
      }
      case 'POST /points': {
        const { ids } = bodies.retrieve.parse(body);
        return ids.flatMap((id) => collection.points.get(id) ?? []);
      }
      case 'POST /points/query': {
        const { query, filter, limit, with_payload } = bodies.query.parse(body);
        const points = select(collection, filter).map(({ id, vector, payload }) => ({
          id,
          version: 0,
          score: cosine(query, vector),
          payload: Object.fromEntries(Object.entries(payload).filter(([key]) => with_payload.includes(key))),
        }));
        return { points: points.sort((a, b) => b.score - a.score).slice(0, limit) };
      }
      default:
        throw new Refusal(404, `${method} ${path}`);
    }
  }

  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, 'http://stub');
    const apiKey = request.headers['api-key'];
    requests.push({ line: `${method} ${url}`, apiKey: typeof apiKey === 'string' ? apiKey : undefined });
    const body = await readJson(request);
    await delay(stub.slowness);
    if (stub.broken) {
      response.writeHead(stub.broken.status, { 'content-type': 'application/json' }).end(stub.broken.body);
      return;
    }
    const reply = (status: number, json: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    };
    try {
      const wait = searchParams.get('wait') === 'true';
      reply(200, { result: await answer(method, decodeURIComponent(pathname), wait, body), status: 'ok', time: 0 });
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 400;
      reply(status, { status: { error: String(error) }, time: 0 });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const stub: QdrantStub = {
    url: `http://127.0.0.1:${port}`,
    collections,
    requests,
    slowness: 0,
    lag,
    broken: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return stub;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b) || 1);
}
