/** The part of the composition root that reads the library's options as the proxy's settings. */
import type { CacheOptions } from '../library/options.ts';
import type { CachingSettings } from './policy.ts';

export type LibrarySettings = CachingSettings;

/**
 * The proxy's defaults: a test holds them to config.ts, which a library does not load, since zod leaves names in the
 * global object.
 */
export const DEFAULTS = {
  CACHE_EVICTION_STRATEGY: 'lru',
  CACHE_MAX_SIZE: 10_000,
  CACHE_MAX_TTL: 2_592_000,
  CACHE_MEMORY_MB: 64,
  CACHE_PREFIX: 'llmcache:',
  CACHE_TTL: 86_400,
  DATA_DIR: './data',
  EMBEDDING_DEVICE: 'cpu',
  EMBEDDING_MODEL: 'all-MiniLM-L6-v2',
  ENABLE_SEMANTIC_CACHE: true,
  FRESHNESS: 'bypass',
  FRESHNESS_SHORT_TTL: 300,
  MAX_ENTRY_BYTES: 1_048_576,
  QDRANT_COLLECTION: 'llm-cache',
  REDIS_DB: 0,
  REDIS_PORT: 6379,
  SEMANTIC_MAX_TURNS: 4,
  SEMANTIC_MIN_THRESHOLD: 0.8,
  SEMANTIC_MODE: 'serve',
  SEMANTIC_THRESHOLD: 0.9,
  STALE_WHILE_REVALIDATE: 0,
} as const satisfies Partial<LibrarySettings>;

/** Here the alternative to a late lookup is the call of a model, and a program has no deadline of a client's to keep. */
const PATIENT = { EMBED_TIMEOUT_MS: 5_000, VECTOR_TIMEOUT_MS: 1_000, REDIS_TIMEOUT_MS: 1_000 };

export function readSettings(options: CacheOptions): LibrarySettings {
  const { store, threshold = DEFAULTS.SEMANTIC_THRESHOLD } = options;
  return {
    ...DEFAULTS,
    ...PATIENT,
    CACHE_EVICTION_STRATEGY: options.eviction ?? DEFAULTS.CACHE_EVICTION_STRATEGY,
    CACHE_MAX_SIZE: options.maxSize ?? DEFAULTS.CACHE_MAX_SIZE,
    CACHE_PREFIX: options.prefix ?? DEFAULTS.CACHE_PREFIX,
    CACHE_TTL: options.defaultTtl ?? DEFAULTS.CACHE_TTL,
    DATA_DIR: options.dir ?? DEFAULTS.DATA_DIR,
    ENABLE_SEMANTIC_CACHE: options.semantic ?? DEFAULTS.ENABLE_SEMANTIC_CACHE,
    FRESHNESS: options.freshness ?? DEFAULTS.FRESHNESS,
    SEMANTIC_THRESHOLD: threshold,
    SEMANTIC_MIN_THRESHOLD: Math.min(threshold, DEFAULTS.SEMANTIC_MIN_THRESHOLD),
    STALE_IF_ERROR: options.staleIfError ?? 0,
    EMBEDDING_URL: undefined,
    HF_TOKEN: undefined,
    QDRANT_API_KEY: undefined,
    QDRANT_URL: undefined,
    REDIS_HOST: undefined,
    REDIS_PASSWORD: undefined,
    REDIS_URL: typeof store === 'object' && 'redis' in store ? store.redis : undefined,
  };
}
