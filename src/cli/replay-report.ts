/** What a replay tells: share and latency by tier, and what was not asked of the upstream. */
import type { MetricsReport } from '../record/metrics.ts';
import type { Answered, Source } from './ask.ts';
import { milliseconds, percent, percentile, table } from './table.ts';

const ORDER: readonly Source[] = ['memory', 'exact', 'promoted', 'semantic', 'upstream', 'bypass', 'error'];
const HITS: ReadonlySet<Source> = new Set(['memory', 'exact', 'promoted', 'semantic']);
const ERRORS_NAMED = 5;

export interface ReplayReport {
  readonly requests: number;
  readonly seconds: number;
  readonly hits: number;
  /** Those that answered anything; milliseconds to the last byte. */
  readonly tiers: readonly {
    readonly from: Source;
    readonly requests: number;
    readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number };
  }[];
  readonly tokens: { readonly saved: number; readonly total: number };
  /** By list price, as the proxy counts it: what others asked of it meanwhile is in it. */
  readonly cost_usd: { readonly saved: number; readonly spent: number; readonly unpriced_requests: number };
  /** The first failures, each kind once. */
  readonly errors: readonly string[];
}

export function reportReplay(
  answers: readonly Answered[],
  seconds: number,
  before: MetricsReport,
  after: MetricsReport,
): ReplayReport {
  const tokens = (of: readonly Answered[]): number => of.reduce((sum, answer) => sum + answer.tokens, 0);
  const cost = (kind: 'saved' | 'spent' | 'unpriced_requests') => after.cost_usd[kind] - before.cost_usd[kind];
  const hits = answers.filter(({ source }) => HITS.has(source));
  const bySource = Map.groupBy(answers, ({ source }) => source);
  return {
    requests: answers.length,
    seconds,
    hits: hits.length,
    tiers: ORDER.flatMap((from) => {
      const latencies = bySource.get(from)?.map(({ latency }) => latency);
      if (!latencies) return [];
      const at = (rank: number) => percentile(latencies, rank);
      return [{ from, requests: latencies.length, latency_ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99) } }];
    }),
    tokens: { saved: tokens(hits), total: tokens(answers) },
    cost_usd: { saved: cost('saved'), spent: cost('spent'), unpriced_requests: cost('unpriced_requests') },
    errors: [...new Set(answers.flatMap(({ error }) => error ?? []))].slice(0, ERRORS_NAMED),
  };
}

export function describeReplay({ requests, seconds, hits, tiers, tokens, cost_usd: cost }: ReplayReport): string {
  const rows = tiers.map(({ from, requests: some, latency_ms: { p50, p95, p99 } }) => [
    ...[from, String(some), percent(some, requests)],
    ...[p50, p95, p99].map(milliseconds),
  ]);
  const unpriced = cost.unpriced_requests > 0 ? `, ${cost.unpriced_requests} requests of unknown price` : '';
  return [
    table(['from', '>requests', '>share', '>p50', '>p95', '>p99'], rows),
    '',
    `${requests} requests in ${seconds.toFixed(1)} s (${(requests / seconds).toFixed(0)} a second)`,
    `hits: ${percent(hits, requests)}`,
    `tokens: ${tokens.saved} saved of ${tokens.total} (${percent(tokens.saved, tokens.total)})`,
    `cost: $${cost.saved.toFixed(6)} saved, $${cost.spent.toFixed(6)} spent${unpriced}`,
  ].join('\n');
}
