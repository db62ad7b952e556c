import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Ms, Outcome, Tier } from '../types.ts';
import { costOf, priceOf } from './pricing.ts';

/** A promoted hit was matched by meaning once and comes from an exact tier since. */
export type CountedTier = Tier | 'promoted';
const TIERS: readonly CountedTier[] = ['memory', 'exact', 'promoted', 'semantic', 'upstream'];

/** What is read when the metrics are asked for. */
export interface Gauges {
  readonly entries: number;
  readonly bytes: number;
  readonly evictions: number;
  readonly vectors: number;
  readonly flights: number;
}

type Sample<L extends string> = readonly [labels: Partial<Record<L, string>>, value: number];

interface TierCount {
  requests: number;
  totalMs: Ms;
  /** Microseconds: the histogram counts whole numbers. */
  readonly latencies: RecordableHistogram;
  readonly duration: { observe(seconds: number): void };
}

export interface Metrics {
  count(outcome: Outcome): void;
  /** A swallowed error: counted, since nobody else sees it. */
  countError(part: string): void;
  /** What people said of an answer that was matched by meaning. */
  countVerdict(verdict: 'good' | 'bad'): void;
  prometheus(): Promise<{ readonly contentType: string; readonly body: string }>;
  json(): Promise<MetricsReport>;
}

/** What `/api/metrics` answers; latencies in milliseconds, cost in US dollars. */
export type MetricsReport = ReturnType<typeof report>;

/** The numbers, for Prometheus and as JSON, from the same events. */
export function createMetrics(readGauges: () => Promise<Gauges>, startedAt: Ms, now: () => Ms): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'llm_cache_' });
  const named = (name: string, help: string) => ({ name: `llm_cache_${name}`, help, registers: [registry] });
  /** Read from plain numbers when it is asked for: putting labels together costs more than counting does. */
  const mirrored = <L extends string>(name: string, help: string, labelNames: L[], read: () => Iterable<Sample<L>>) =>
    new Counter({
      ...named(name, help),
      labelNames,
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  const requests = new Map<string, number>();
  const KINDS = ['spent', 'saved'] as const;
  mirrored(
    'requests_total',
    'Requests by endpoint, tier, cache status and reason',
    ['endpoint', 'tier', 'status', 'reason'],
    () =>
      [...requests].map(([labels, value]) => {
        const [endpoint = '', tier = '', status = '', reason = ''] = labels.split(' ');
        return [{ endpoint, tier, status, reason }, value];
      }),
  );
  mirrored('tokens_total', 'Tokens, spent upstream or saved by the cache', ['kind', 'direction'], () =>
    KINDS.flatMap((kind) => [
      [{ kind, direction: 'input' }, sums.tokens[kind].input],
      [{ kind, direction: 'output' }, sums.tokens[kind].output],
    ]),
  );
  mirrored('cost_usd_total', 'US dollars by list price, spent upstream or saved by the cache', ['kind'], () =>
    KINDS.map((kind) => [{ kind }, sums.cost[kind]]),
  );
  mirrored('unpriced_requests_total', 'Requests with usage whose model has no known price', [], () => [
    [{}, sums.unpriced],
  ]);
  mirrored('collapsed_total', "Requests that waited on another's upstream call", [], () => [[{}, sums.collapsed]]);
  mirrored('feedback_total', 'Verdicts on answers matched by meaning; bad ones are false hits', ['verdict'], () => [
    [{ verdict: 'good' }, sums.feedback.good],
    [{ verdict: 'bad' }, sums.feedback.bad],
  ]);
  const duration = new Histogram({
    ...named('request_duration_seconds', 'Time to the last byte by tier'),
    labelNames: ['tier'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  const notStored = new Counter({
    ...named('not_stored_total', 'Answers that were not stored, by reason'),
    labelNames: ['reason'],
  });
  const failures = new Counter({ ...named('failures_total', 'Requests answered with an error'), labelNames: ['code'] });
  const errors = new Counter({ ...named('errors_total', 'Errors that were swallowed, by part'), labelNames: ['part'] });
  const gauge = (name: string, help: string) => new Gauge(named(name, help));
  const gauges = {
    entries: gauge('entries', 'Entries in the store'),
    bytes: gauge('bytes', 'Bytes in the store'),
    evictions: gauge('evictions', 'Entries evicted since the start'),
    vectors: gauge('vectors', 'Questions in the vector index'),
    flights: gauge('flights', 'Lookups and upstream calls under way'),
  };
  const tiers = new Map<CountedTier, TierCount>(
    TIERS.map((tier) => [
      tier,
      { requests: 0, totalMs: 0, latencies: createHistogram(), duration: duration.labels(tier) },
    ]),
  );
  const sums = {
    tokens: { spent: { input: 0, output: 0 }, saved: { input: 0, output: 0 } },
    cost: { spent: 0, saved: 0 },
    unpriced: 0,
    collapsed: 0,
    failed: 0,
    feedback: { good: 0, bad: 0 },
    statuses: { HIT: 0, MISS: 0, BYPASS: 0, STALE: 0 },
  };

  function count(outcome: Outcome): void {
    const { verdict } = outcome;
    if (outcome.error !== null) {
      sums.failed++;
      failures.inc({ code: outcome.error });
    }
    if (!verdict) return;
    const tier = verdict.promoted ? 'promoted' : verdict.tier;
    const { endpoint, latency } = outcome;
    const labels = `${endpoint} ${tier} ${verdict.status} ${verdict.reason ?? ''}`;
    requests.set(labels, (requests.get(labels) ?? 0) + 1);
    const counted = tiers.get(tier) as TierCount;
    counted.requests++;
    counted.totalMs += latency;
    counted.duration.observe(latency / 1000);
    counted.latencies.record(Math.max(1, Math.round(latency * 1000)));
    sums.statuses[verdict.status]++;
    if (outcome.notStored) notStored.inc({ reason: outcome.notStored });
    if (verdict.collapsed) sums.collapsed++;
    countUsage(outcome, verdict.tier === 'upstream' && !verdict.collapsed ? 'spent' : 'saved');
  }

  function countUsage({ usage, model }: Outcome, kind: 'spent' | 'saved'): void {
    if (!usage) return;
    sums.tokens[kind].input += usage.inputTokens;
    sums.tokens[kind].output += usage.outputTokens;
    const price = priceOf(model);
    if (price) sums.cost[kind] += costOf(usage, price);
    else sums.unpriced++;
  }

  return {
    count,
    countVerdict(verdict) {
      sums.feedback[verdict]++;
    },
    countError: (part) => errors.inc({ part }),
    async prometheus() {
      const read = await readGauges();
      for (const [name, value] of Object.entries(read)) gauges[name as keyof Gauges].set(value);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    json: async () => report(tiers, sums, await readGauges(), now() - startedAt),
  };
}

interface Sums {
  readonly tokens: Readonly<Record<'spent' | 'saved', { readonly input: number; readonly output: number }>>;
  readonly cost: Readonly<Record<'spent' | 'saved', number>>;
  readonly unpriced: number;
  readonly collapsed: number;
  readonly failed: number;
  readonly feedback: Readonly<Record<'good' | 'bad', number>>;
  readonly statuses: Readonly<Record<'HIT' | 'MISS' | 'BYPASS' | 'STALE', number>>;
}

function report(tiers: ReadonlyMap<CountedTier, TierCount>, sums: Sums, gauges: Gauges, uptime: Ms) {
  const total = [...tiers.values()].reduce((sum, { requests }) => sum + requests, 0);
  const hits = sums.statuses.HIT + sums.statuses.STALE;
  return {
    uptime_seconds: Math.round(uptime / 1000),
    requests: { total, ...sums.statuses, collapsed: sums.collapsed, failed: sums.failed },
    hit_percentage: percentage(hits, total),
    tiers: Object.fromEntries([...tiers].map(([tier, counted]) => [tier, tierReport(counted, total)])),
    tokens: { ...sums.tokens },
    cost_usd: { spent: round(sums.cost.spent, 6), saved: round(sums.cost.saved, 6), unpriced_requests: sums.unpriced },
    feedback: { ...sums.feedback },
    cache: gauges,
  };
}

function tierReport({ requests, totalMs, latencies }: TierCount, total: number) {
  const at = (share: number) => (requests === 0 ? 0 : round(latencies.percentile(share) / 1000, 3));
  return {
    requests,
    percentage: percentage(requests, total),
    latency_ms: {
      average: requests === 0 ? 0 : round(totalMs / requests, 3),
      p50: at(50),
      p95: at(95),
      p99: at(99),
    },
  };
}

function percentage(part: number, total: number): number {
  return total === 0 ? 0 : round((100 * part) / total, 2);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
