import { writeFile } from 'node:fs/promises';
import { type AnswerParts, createAnswer, type Landed } from '../answer.ts';
import type { Entries } from '../cache/entries.ts';
import type { Flight } from '../cache/flight.ts';
import type { Invalidated, Invalidation } from '../cache/invalidate.ts';
import { keepAnswer } from '../cache/keep.ts';
import { scopeOf } from '../cache/key.ts';
import { readLive } from '../cache/live.ts';
import type { PolicySettings } from '../cache/policy.ts';
import { AppError, invalid } from '../errors.ts';
import type { Ending, Namespace, Origin, OriginReply, Reply, Tier, Verdict } from '../types.ts';
import { createFetch, type Fetch } from './fetch.ts';
import type { Given } from './given.ts';
import { type CacheEntry, type CacheRequest, type Read, readRequest } from './request.ts';
import type { CacheStatistics, Counted } from './statistics.ts';
import { fromEnvelope, toEnvelope, values } from './value.ts';

/** An answer, and where it came from. */
export interface CachedAnswer<T = unknown> {
  readonly response: T;
  /** `upstream`: it was made just now. */
  readonly tier: Tier;
  /** Cosine similarity of the question it was stored for; `null`: it is the same question. */
  readonly similarity: number | null;
  /** Seconds since it was stored. */
  readonly age: number;
}

/** All that is given must match; of the tags one is enough. */
export interface WhatToInvalidate {
  /** A glob over the question: `*` any text, `?` any character, `\` takes the next one as it is. */
  readonly pattern?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly version?: string | undefined;
  readonly keys?: readonly string[] | undefined;
}

export interface TopEntry {
  readonly key: string;
  readonly question: string;
  readonly model: string;
  readonly accessCount: number;
  readonly tags: readonly string[];
  readonly version: string;
  readonly bytes: number;
  readonly storedAt: Date;
  readonly expiresAt: Date;
}

export interface ServiceHealth {
  readonly status: 'healthy' | 'unhealthy' | 'disabled';
  readonly latencyMs: number;
  readonly error?: string;
}

export interface CacheHealth {
  /** `degraded`: it answers, though not by all that it has. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly services: { readonly store: ServiceHealth; readonly semantic: ServiceHealth };
}

/** Times are seconds, as at the proxy's HTTP edge, unless a name says otherwise. */
export interface Cache extends AsyncDisposable {
  /**
   * The answer to the question, or to one that means the same; `null`: there is none.
   * @throws AppError(invalid_request) naming the field
   */
  get(request: CacheRequest): Promise<CachedAnswer | null>;
  /**
   * Stores an answer. Resolves when it can be found, by meaning too; `false`: it was not stored, since its lifetime is
   * 0, the question is time-sensitive and no `ttl` was given, the answer is empty or a refusal, too large, or the store
   * failed.
   * @throws AppError(invalid_request) naming the field
   */
  set(entry: CacheEntry): Promise<boolean>;
  /**
   * The answer to the question, made by `create` when there is none: once for all who ask the same meanwhile. Everybody
   * gets a copy as JSON gives it. What `create` throws reaches all of them, and nothing is stored.
   * @param create any call of a model; its signal aborts when nobody waits any more
   */
  getOrCreate<T>(request: CacheRequest, create: (signal: AbortSignal) => Promise<T> | T): Promise<CachedAnswer<T>>;
  /**
   * A `fetch` for SDKs that take one: calls of `/chat/completions`, `/responses` and `/completions` are answered from
   * the cache, as the proxy answers them, streams included; all others go through. See `withCache`.
   * @param upstream what asks the upstream; default: the global `fetch`
   */
  fetch(upstream?: Fetch): Fetch;
  /**
   * Removes entries from every tier. The number of them.
   * @throws AppError(invalid_request) when nothing is given
   */
  invalidate(what: WhatToInvalidate): Promise<number>;
  /** Removes everything in the cache's namespace. The number of entries. */
  clear(): Promise<number>;
  getStatistics(): Promise<CacheStatistics>;
  /** The most often hit, or the latest stored; default: the first 10 of the former. */
  getTopEntries(options?: {
    readonly limit?: number | undefined;
    readonly sortBy?: 'accessCount' | 'recent' | undefined;
  }): Promise<TopEntry[]>;
  /** Writes the statistics into a file, as JSON. */
  exportStats(path: string): Promise<void>;
  healthCheck(): Promise<CacheHealth>;
  /** Waits until all is written. Nothing can be asked after it. */
  close(): Promise<void>;
}

/** What the cache is made of: the same parts as the proxy's. */
export interface CacheParts {
  readonly answer: Omit<AnswerParts, 'origin'>;
  readonly settings: PolicySettings;
  readonly namespace: Namespace;
  readonly given: Given;
  readonly entries: Entries;
  readonly invalidate: (what: Invalidation) => Promise<Invalidated>;
  readonly counted: Counted;
  readonly clear: () => Promise<number>;
  readonly healthCheck: () => Promise<CacheHealth['services']>;
  readonly close: () => Promise<void>;
}

export type Opened = Omit<Cache, 'close' | 'fetch' | typeof Symbol.asyncDispose> & {
  fetchWith(upstream: Fetch): Fetch;
};

/** What an open cache can be asked. */
export function createMethods(parts: CacheParts): Opened {
  const { namespace, settings, counted, entries } = parts;
  const { flights, now, tiers, exactKey } = parts.answer;
  const read = (request: CacheRequest, directives?: string) => {
    const asked = readRequest(request, directives, namespace, settings);
    if (asked.embedding && asked.ask.question !== null) parts.given.add(asked.ask.question, asked.embedding);
    return asked;
  };

  async function answerBy(origin: Origin, { ask, policy }: Read): Promise<Reply> {
    const { signal } = new AbortController();
    return createAnswer({ ...parts.answer, origin })({ dialect: values, ask, policy, signal: () => signal, steps: {} });
  }

  async function get(request: CacheRequest): Promise<CachedAnswer | null> {
    const asked = read(request, 'only-if-cached');
    const begun = performance.now();
    try {
      const reply = await answerBy(NOBODY, asked);
      counted.add(asked, reply.verdict, await reply.ended, performance.now() - begun);
      return toAnswer(reply);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'only_if_cached')) throw error;
      const verdict: Verdict = { status: 'MISS', tier: 'upstream', key: exactKey(asked.ask, asked.policy) };
      counted.add(asked, verdict, NOTHING, performance.now() - begun);
      return null;
    }
  }

  async function set({ response, ...request }: CacheEntry): Promise<boolean> {
    const { ask, policy } = read(request, 'no-cache');
    const fence = await tiers.fence(policy.namespace);
    const live = readLive(toReply(ask.model, envelop(response)), values, parts.answer.maxEntryBytes);
    const keeping = { dialect: values, ask, policy, key: exactKey(ask, policy), scope: scopeOf(ask, policy), fence };
    const kept = keepAnswer(live, { ...keeping, embedding: null, terms: () => policy }, parts.answer);
    await kept.done;
    return (await kept.stored) !== null;
  }

  async function getOrCreate<T>(request: CacheRequest, create: (signal: AbortSignal) => Promise<T> | T) {
    const asked = read(request);
    const begun = performance.now();
    const call: Origin['call'] = async ({ model }, signal) => toReply(model, envelop(await create(signal)));
    const reply = await answerBy({ call }, asked);
    counted.add(asked, reply.verdict, await reply.ended, performance.now() - begun);
    // Whoever asks next finds it: storing takes some milliseconds, the call of a model took longer.
    await settled(flights.find(exactKey(asked.ask, asked.policy)));
    return toAnswer(reply) as CachedAnswer<T>;
  }

  return {
    get,
    set,
    getOrCreate,
    fetchWith: (upstream) => createFetch(upstream, parts),

    async invalidate({ pattern, tags, version, keys }) {
      const what = { pattern, tags, version, keys };
      if (Object.values(what).every((part) => part === undefined)) {
        throw invalid('invalidate', 'invalidate takes at least one of pattern, tags, version and keys');
      }
      return (await parts.invalidate({ ...what, namespace, dryRun: false })).invalidated;
    },

    clear: parts.clear,
    getStatistics: counted.read,

    async getTopEntries({ limit = 10, sortBy = 'accessCount' } = {}) {
      if (!Number.isInteger(limit) || limit < 1) throw invalid('limit', 'limit: takes a whole number from 1');
      const order = sortBy === 'recent' ? 'recent' : 'hits';
      const page = await entries.list({ namespace }, { order, limit });
      return page.entries.map(({ key, meta, hits, bytes }) => ({
        ...{ key, question: meta.question, model: meta.model, accessCount: hits, tags: meta.tags, bytes },
        ...{ version: meta.version, storedAt: new Date(meta.storedAt), expiresAt: new Date(meta.staleAt) },
      }));
    },

    async exportStats(path) {
      const statistics = { exportedAt: new Date(now()), ...(await counted.read()) };
      await writeFile(path, `${JSON.stringify(statistics, null, 2)}\n`);
    },

    async healthCheck() {
      const services = await parts.healthCheck();
      const { store, semantic } = services;
      const status = store.status === 'unhealthy' || semantic.status === 'unhealthy' ? 'degraded' : 'healthy';
      return { status, services };
    },
  };
}

const NOTHING: Ending = { usage: null, notStored: null };

/** For a request that is answered from the cache or not at all. */
const NOBODY: Origin = {
  async call() {
    throw new AppError('only_if_cached', 'It is not in the cache.');
  },
};

function envelop(response: unknown): Uint8Array {
  try {
    return toEnvelope(response);
  } catch (cause) {
    throw invalid('response', 'response: takes what JSON can hold', cause);
  }
}

function toReply(model: string, body: Uint8Array): OriginReply {
  const reply = { upstream: 'library', model, status: 200, failed: false, contentType: 'application/json' };
  return { ...reply, headers: {}, body: once(body) };
}

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}

async function settled(flight: Flight<Landed> | undefined): Promise<void> {
  await (await flight?.landing)?.done;
}

function toAnswer({ verdict, body }: Reply): CachedAnswer {
  if (!(body instanceof Uint8Array)) throw new TypeError('A value is never streamed');
  const { tier, similarity = null, age = 0 } = verdict;
  return { response: fromEnvelope(body), tier, similarity, age: age / 1000 };
}
