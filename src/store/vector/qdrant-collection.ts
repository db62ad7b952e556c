import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { Ms } from '../../types.ts';

/** Whatever waits for Qdrant without a budget of its own. */
const REQUEST_TIMEOUT: Ms = 10_000;
const DEFAULT_PORT = 6333;

/**
 * A client for Qdrant's REST API. A URL without a port means 6333, as it does for Qdrant's own clients.
 * https://api.qdrant.tech/api-reference
 */
export function connectQdrant(url: string, apiKey: string | undefined): QdrantClient {
  const { protocol, hostname, pathname } = new URL(url);
  // Not URL's own `port`, which is empty for the one that goes with the scheme, even where it was written down.
  const port = /^https?:\/\/[^/]*:(\d+)(?:[/?#]|$)/.exec(url)?.[1];
  return new QdrantClient({
    host: hostname,
    port: Number(port ?? DEFAULT_PORT),
    https: protocol === 'https:',
    prefix: pathname.replace(/\/+$/, ''),
    timeout: REQUEST_TIMEOUT,
    // Set here rather than as `apiKey`, which writes to the console where there is no TLS.
    headers: { 'api-key': apiKey },
    checkCompatibility: false,
  });
}

/** A name that Qdrant and its file system take; what had to be replaced in it is told apart by a hash. */
export function collectionName(collection: string, embedder: string): string {
  const plain = embedder.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(-100);
  const hash = createHash('sha256').update(embedder).digest('hex').slice(0, 8);
  return `${collection}-${plain === embedder ? plain : `${plain}-${hash}`}`;
}

/** What is filtered by. Scopes are tenants: their points lie together, each large one with a graph of its own. */
const INDEXES = {
  scope: { type: 'keyword', is_tenant: true },
  namespace: { type: 'keyword' },
  home: { type: 'keyword' },
  deleteAt: { type: 'integer', lookup: false, range: true },
} as const;

/**
 * Makes the collection and its indexes where they are not there yet. Several processes may do so at once.
 * @throws Error when a collection of that name has vectors of another kind
 */
export async function makeCollection(client: QdrantClient, name: string, dimensions: number): Promise<void> {
  const { exists } = await client.collectionExists(name);
  if (!exists) await createCollection(client, name, dimensions);
  // Who comes second may be told that it is there before it can be read: "0 of 0 read operations failed".
  await persist(async () => checkCollection(client, name, dimensions));
  for (const [field_name, field_schema] of Object.entries(INDEXES)) {
    await client.createPayloadIndex(name, { field_name, field_schema, wait: true });
  }
}

async function createCollection(client: QdrantClient, name: string, dimensions: number): Promise<void> {
  try {
    await client.createCollection(name, {
      vectors: { size: dimensions, distance: 'Cosine' },
      // No search goes over all scopes, so there is no graph over all: only one for each large scope.
      hnsw_config: { m: 0, payload_m: 16 },
    });
  } catch (error) {
    // 409, and in some versions 400, when another process was faster.
    const { exists } = await client.collectionExists(name);
    if (!exists) throw error;
  }
}

/** A collection of another kind: no use trying again. */
class MismatchError extends Error {}

async function checkCollection(client: QdrantClient, name: string, dimensions: number): Promise<void> {
  const { vectors } = (await client.getCollection(name)).config.params;
  const isOurs = vectors && 'size' in vectors && vectors.size === dimensions && vectors.distance === 'Cosine';
  if (isOurs) return;
  const takes = `${dimensions} dimensions compared by cosine`;
  throw new MismatchError(`QDRANT_COLLECTION: ${name} is there already, and its vectors are not of ${takes}`);
}

/** Tries again for some seconds. */
async function persist(work: () => Promise<void>): Promise<void> {
  for (let pause = 50; ; pause *= 2) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof MismatchError || pause > 2_000) throw error;
      await delay(pause);
    }
  }
}
