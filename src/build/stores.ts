/** The part of the composition root that chooses between the embedded stores and the shared ones. */
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openDiskStore } from '../store/disk/exact.ts';
import { openLedgerFiles } from '../store/disk/ledger.ts';
import { createDiskRegistry } from '../store/disk/registry.ts';
import { diskHome, type Home, redisHome } from '../store/home.ts';
import { createLocalBus } from '../store/memory/bus.ts';
import { createMemoryStore } from '../store/memory/exact.ts';
import { createLocalLease } from '../store/memory/lease.ts';
import type { RedisServer } from '../store/redis/connection.ts';
import { openLocalIndex } from '../store/vector/local.ts';
import type {
  Bus,
  Catalogue,
  Embedder,
  ExactStore,
  Lease,
  Ledger,
  Ms,
  Outage,
  Registry,
  VectorIndex,
} from '../types.ts';

const MEGABYTE = 1024 * 1024;
/** Vectors of the embedded index that stay in memory; the others are read from the disk when their scope is asked. */
const RESIDENT_VECTORS = 256 * MEGABYTE;
/** What another process changed is not seen for so long at most, should it not be told. */
const MAX_AGE_BESIDE_SHARED = 60_000;

/** What every part is given. */
export interface Surroundings extends StoreSurroundings {
  readonly log: Logger;
}

/** As much of it as a program has that is no server. */
export interface StoreSurroundings {
  readonly now: () => Ms;
  readonly log: { warn(message: string): void };
  readonly onError: (part: string, error: unknown) => void;
}

/** The settings that say which stores, and how they are bound. */
export type StoreSettings = Pick<
  Config,
  | 'CACHE_EVICTION_STRATEGY'
  | 'CACHE_MAX_SIZE'
  | 'CACHE_MEMORY_MB'
  | 'CACHE_PREFIX'
  | 'DATA_DIR'
  | 'MAX_ENTRY_BYTES'
  | 'QDRANT_API_KEY'
  | 'QDRANT_COLLECTION'
  | 'QDRANT_URL'
  | 'REDIS_DB'
  | 'REDIS_HOST'
  | 'REDIS_PASSWORD'
  | 'REDIS_PORT'
  | 'REDIS_TIMEOUT_MS'
  | 'REDIS_URL'
  | 'VECTOR_TIMEOUT_MS'
>;

/** The stores beside the memory tier and the vector index, embedded or shared. */
export interface Stores {
  readonly exact: ExactStore & Catalogue;
  readonly lease: Lease;
  readonly bus: Bus;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly home: Home;
  readonly kind: 'disk' | 'redis' | 'memory';
  /** The folder of the embedded index beside them; `null`: in memory only. */
  readonly dir: string | null;
  readonly description: string;
  /** Rejects when it cannot be used right now. */
  ping(): Promise<unknown>;
  /** What is known to be wrong with it. */
  outage(): Promise<Outage | null>;
  close(): Promise<void>;
}

/**
 * Redis where it is configured, the embedded stores otherwise.
 * @throws AppError when DATA_DIR cannot be used
 */
export function openStores(config: StoreSettings, surroundings: StoreSurroundings): Promise<Stores> {
  const server = redisServer(config);
  return server === null ? openDisk(config, surroundings) : openRedis(server, config, surroundings);
}

async function openDisk(config: StoreSettings, { now, log, onError }: StoreSurroundings): Promise<Stores> {
  const { DATA_DIR: dir, CACHE_MAX_SIZE: maxEntries, CACHE_EVICTION_STRATEGY: eviction } = config;
  const exact = await openDiskStore({
    dir,
    maxEntries,
    maxEntryBytes: config.MAX_ENTRY_BYTES,
    eviction,
    now,
    onNotice: (message) => log.warn(message),
    onError: (error) => onError('exact', error),
  });
  const registry = createDiskRegistry({
    ...{ dir, now, onNotice: (message) => log.warn(message), onError: (error) => onError('registry', error) },
  });
  return {
    exact,
    lease: createLocalLease(),
    bus: createLocalBus(),
    ledger: openLedgerFiles(dir),
    registry,
    home: diskHome(dir),
    kind: 'disk',
    dir,
    description: `disk ${dir} (${maxEntries} entries, ${eviction})`,
    ping: () => exact.size(),
    outage: async () => (await exact.outage?.()) ?? null,
    async close() {
      await registry.close();
      await exact.close();
    },
  };
}

async function openRedis(
  server: RedisServer,
  config: StoreSettings,
  { now, log, onError }: StoreSurroundings,
): Promise<Stores> {
  const [
    { connectRedis },
    { createRedisStore },
    { createRedisLease },
    { createRedisBus },
    { createRedisLedger },
    { createRedisRegistry },
  ] = await Promise.all([
    import('../store/redis/connection.ts'),
    import('../store/redis/exact.ts'),
    import('../store/redis/lease.ts'),
    import('../store/redis/bus.ts'),
    import('../store/redis/ledger.ts'),
    import('../store/redis/registry.ts'),
  ]);
  const prefix = config.CACHE_PREFIX;
  const redis = connectRedis({
    server,
    prefix,
    timeout: config.REDIS_TIMEOUT_MS,
    now,
    onNotice: (message) => log.warn(message),
    onError: (error) => onError('redis', error),
  });
  const lease = createRedisLease(redis, { prefix, onError: (error) => onError('lease', error) });
  const bus = createRedisBus(redis, { prefix, onError: (error) => onError('bus', error) });
  await redis.opened();
  return {
    exact: createRedisStore(redis, { prefix, maxEntryBytes: config.MAX_ENTRY_BYTES, now }),
    lease,
    bus,
    ledger: createRedisLedger(redis, prefix),
    registry: createRedisRegistry(redis, prefix),
    home: redisHome(redis, prefix),
    kind: 'redis',
    dir: config.DATA_DIR,
    description: `redis (${prefix}*)`,
    ping: () => redis.urgent(() => redis.commands.ping()),
    outage: async () => redis.outage,
    async close() {
      await lease.close();
      await bus.close();
      await redis.close();
    },
  };
}

function redisServer(config: StoreSettings): RedisServer | null {
  const { REDIS_URL, REDIS_HOST: host, REDIS_PORT: port, REDIS_PASSWORD: password, REDIS_DB: db } = config;
  if (REDIS_URL !== undefined) return REDIS_URL;
  return host === undefined ? null : { host, port, password, db };
}

/** Beside a store that others change too, nothing is believed in for long. */
export function openMemory(config: StoreSettings, { kind }: Stores, now: () => Ms): ExactStore[] {
  if (config.CACHE_MEMORY_MB === 0) return [];
  const maxBytes = config.CACHE_MEMORY_MB * MEGABYTE;
  return [createMemoryStore({ maxBytes, now, ...(kind === 'redis' && { maxAge: MAX_AGE_BESIDE_SHARED }) })];
}

/** Qdrant where it is configured, the embedded index otherwise. */
export async function openIndex(
  config: StoreSettings,
  { id: embedder, dimensions }: Embedder,
  { home, dir }: Stores,
  { now, log, onError }: StoreSurroundings,
): Promise<VectorIndex> {
  const common = { embedder, dimensions, now, onError: (error: Error) => onError('vector', error) };
  if (config.QDRANT_URL) {
    const { openQdrantIndex } = await import('../store/vector/qdrant.ts');
    return openQdrantIndex({
      ...common,
      url: config.QDRANT_URL,
      apiKey: config.QDRANT_API_KEY,
      collection: config.QDRANT_COLLECTION,
      home,
      timeout: config.VECTOR_TIMEOUT_MS,
      onNotice: (message) => log.warn(message),
    });
  }
  return openLocalIndex({
    ...common,
    dir,
    maxPoints: config.CACHE_MAX_SIZE,
    maxResidentBytes: RESIDENT_VECTORS,
    onNotice: (message) => log.warn(message),
  });
}
