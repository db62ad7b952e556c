import { invalid } from '../errors.ts';
import type { ExactStore } from '../types.ts';
import type { OwnEmbedder } from './given.ts';
import { duration, share } from './request.ts';

/** Every option has a default; an empty object is a cache in memory. */
export interface CacheOptions {
  /**
   * Where answers live: `memory`; `disk`, a SQLite file in `dir`; a Redis, by its URL; or a store of the program's own,
   * which keeps what it is given under its key. Default: `memory`.
   */
  readonly store?: 'memory' | 'disk' | { readonly redis: string } | ExactStore | undefined;
  /** The folder of `disk`, which one process owns; default: `./data`. Beside another store: that of the vectors. */
  readonly dir?: string | undefined;
  /** Entries; default: 10,000. In Redis, and in a store of one's own, the bound is theirs. */
  readonly maxSize?: number | undefined;
  /** Seconds that an answer lives; default: 86,400. */
  readonly defaultTtl?: number | undefined;
  /** What goes first when the cache is full, in memory and on disk; default: `lru`. */
  readonly eviction?: 'lru' | 'lfu' | 'fifo' | 'ttl' | undefined;
  /** Whether a question may be answered with what was stored for one that means the same; default: true. */
  readonly semantic?: boolean | undefined;
  /** Cosine similarity that this needs; default: 0.90. */
  readonly threshold?: number | undefined;
  /** Default: the all-MiniLM-L6-v2 that comes along, in a thread of this process. */
  readonly embedder?: OwnEmbedder | undefined;
  /**
   * What is done with a question whose answer is another one tomorrow (`What is the weather?`), unless its request has
   * a `ttl`: `bypass` neither reads nor stores, `short` stores for 5 minutes, `off` takes it as any other. Default:
   * `bypass`.
   */
  readonly freshness?: 'bypass' | 'short' | 'off' | undefined;
  /** Seconds after its time that an answer may be served when the upstream of a `withCache` client fails; default: 0. */
  readonly staleIfError?: number | undefined;
  /** Whose cache it is, in a store that several share; default: `default`. */
  readonly namespace?: string | undefined;
  /** Begins every key in Redis; default: `llmcache:`. */
  readonly prefix?: string | undefined;
  /** Told of errors that the cache did without, as of a store that is down; `getStatistics` counts them. */
  readonly onError?: ((part: string, error: unknown) => void) | undefined;
  /** Milliseconds since 1970; default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** @throws AppError(invalid_request) naming the option */
export function checkOptions(options: CacheOptions): void {
  const { store = 'memory', maxSize, defaultTtl, staleIfError, threshold, eviction, freshness, namespace } = options;
  if (typeof store === 'string') expectOneOf('store', store, ['memory', 'disk']);
  else if (!('redis' in store) && !isStore(store)) {
    throw invalid('store', "store: takes 'memory', 'disk', {redis: url} or an ExactStore; a Redis Cluster not yet");
  }
  if (maxSize !== undefined && !(Number.isInteger(maxSize) && maxSize > 0)) {
    throw invalid('maxSize', `maxSize: got ${String(maxSize)}, takes a whole number from 1`);
  }
  if (defaultTtl !== undefined && duration('defaultTtl', defaultTtl) === 0) {
    throw invalid('defaultTtl', 'defaultTtl: takes more than 0 seconds');
  }
  if (staleIfError !== undefined) duration('staleIfError', staleIfError);
  if (threshold !== undefined) share('threshold', threshold);
  if (eviction !== undefined) expectOneOf('eviction', eviction, ['lru', 'lfu', 'fifo', 'ttl']);
  if (freshness !== undefined) expectOneOf('freshness', freshness, ['bypass', 'short', 'off']);
  if (namespace !== undefined && !/^[A-Za-z0-9._:-]{1,64}$/.test(namespace)) {
    throw invalid('namespace', 'namespace: takes 1 to 64 of the characters A-Z a-z 0-9 . _ : -');
  }
}

const METHODS = ['get', 'epoch', 'set', 'expire', 'delete', 'clear', 'size', 'flush', 'close'];

/** Whether it has the methods of the port. */
function isStore(store: object): store is ExactStore {
  return METHODS.every((method) => typeof Reflect.get(store, method) === 'function');
}

function expectOneOf(name: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw invalid(name, `${name}: got ${String(value)}, takes ${values.join(', ')}`);
}
