/** The library: the cache without a server. See `createCache`. */
export { createCache } from './build/library.ts';
export { AppError, type ErrorCode } from './errors.ts';
export type {
  Cache,
  CachedAnswer,
  CacheHealth,
  ServiceHealth,
  TopEntry,
  WhatToInvalidate,
} from './library/cache.ts';
export type { Fetch } from './library/fetch.ts';
export type { OwnEmbedder } from './library/given.ts';
export type { CacheOptions } from './library/options.ts';
export type { CacheEntry, CacheRequest, EntryOptions } from './library/request.ts';
export type { CacheStatistics } from './library/statistics.ts';
export { withCache } from './library/with-cache.ts';
/** What a store of one's own takes and gives. */
export type { Alias, Entry, EntryMeta, Epoch, ExactStore, Key, Ms, Namespace, Stored, StoreSize } from './types.ts';
