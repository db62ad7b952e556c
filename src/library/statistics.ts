import type { CountedTier, Tally } from '../record/tally.ts';
import type { Ask, Ending, Ms, Outcome, Policy, StoreSize, Verdict } from '../types.ts';

/** Since the cache was opened, in this process; sizes are those of the store. */
export interface CacheStatistics {
  /** Of all requests, 0 to 1. */
  readonly hitRate: number;
  readonly totalRequests: number;
  readonly hits: number;
  readonly misses: number;
  /** `promoted`: matched by meaning earlier, and remembered. */
  readonly hitsByTier: Readonly<Record<Exclude<CountedTier, 'upstream'>, number>>;
  /** Of all requests, the calls that misses made included; and of hits alone. */
  readonly averageLatencyMs: number;
  readonly averageHitLatencyMs: number;
  /** Entries, and the bytes of keys, metadata and bodies. */
  readonly cacheSize: number;
  readonly cacheBytes: number;
  readonly evictions: number;
  /** Questions that can be matched by meaning. */
  readonly vectors: number;
  /** As far as answers say what they took, and prices are known (US dollars). */
  readonly tokensSaved: { readonly input: number; readonly output: number };
  readonly costSaved: number;
  /** Errors that no caller saw, since the cache did without the part. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Where the requests of a cache are counted. */
export interface Counted {
  add(asked: Counting, verdict: Verdict, ending: Ending, latency: Ms): void;
  read(): Promise<CacheStatistics>;
}

interface Counting {
  readonly ask: Ask;
  readonly policy: Policy;
}

interface CountedParts {
  readonly record: (outcome: Outcome) => void;
  readonly tally: Tally;
  readonly size: () => Promise<StoreSize & { readonly vectors: number }>;
  readonly now: () => Ms;
}

export function createCounted({ record, tally, size, now }: CountedParts): Counted {
  return {
    add: ({ ask, policy }, verdict, ending, latency) =>
      record({
        ...ending,
        requestId: '',
        at: now(),
        endpoint: ask.endpoint,
        namespace: policy.namespace,
        model: ask.model,
        stream: ask.stream,
        status: 200,
        question: ask.question,
        verdict,
        error: null,
        latency,
        steps: {},
      }),
    read: async () => statisticsOf(tally, await size()),
  };
}

function statisticsOf(tally: Tally, size: StoreSize & { readonly vectors: number }): CacheStatistics {
  const { upstream, ...hitsByTier } = tally.all.requests;
  const hits = sum(Object.values(hitsByTier));
  const tiers = [...tally.tiers];
  const timeOf = (counted: typeof tiers) => sum(counted.map(([, { totalMs }]) => totalMs));
  const { saved } = tally.all.money;
  return {
    hitRate: ratio(hits, hits + upstream),
    totalRequests: hits + upstream,
    hits,
    misses: upstream,
    hitsByTier,
    averageLatencyMs: ratio(timeOf(tiers), hits + upstream),
    averageHitLatencyMs: ratio(timeOf(tiers.filter(([tier]) => tier !== 'upstream')), hits),
    cacheSize: size.entries,
    cacheBytes: size.bytes,
    evictions: size.evictions,
    vectors: size.vectors,
    tokensSaved: { input: saved.input, output: saved.output },
    costSaved: saved.cost,
    errors: Object.fromEntries(tally.errors),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
