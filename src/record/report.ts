import type { Ms } from '../types.ts';
import type { Gauges } from './gauges.ts';
import type { Totals } from './history.ts';
import type { LoopDelay } from './loop-delay.ts';
import { type CountedTier, type Group, type Money, type Tally, TIERS } from './tally.ts';

interface Circumstances {
  readonly gauges: Gauges;
  readonly uptime: Ms;
  readonly today: Totals;
  readonly loopDelay: LoopDelay;
  /** The similarity that matching by meaning needs. */
  readonly threshold: number;
}

/**
 * The tally as JSON: numbers in nested objects, nothing else. Counts are since the start, latencies in milliseconds,
 * cost in US dollars; what is saved is net of helper calls.
 */
export function report(tally: Tally, { gauges, uptime, today, loopDelay, threshold }: Circumstances) {
  const { all, statuses } = tally;
  const total = sumOf(all.requests);
  const { queues, breakers, inFlight: _, ...cache } = gauges;
  const { tokens, cost_usd } = moneyReport(all.money);
  return {
    uptime_seconds: Math.round(uptime / 1000),
    requests: { total, ...statuses, collapsed: tally.collapsed, failed: all.failed },
    hit_percentage: percentage(all.hits, total),
    tiers: tiersReport(tally),
    tokens,
    cost_usd: { ...cost_usd, unpriced_requests: tally.unpriced.total },
    today: todayReport(today),
    /** Requests of models that no price is known of. */
    unpriced_models: Object.fromEntries(tally.unpriced),
    models: groups(tally.models),
    endpoints: groups(tally.endpoints),
    reasons: Object.fromEntries(tally.reasons),
    guards: guards(tally.reasons),
    not_stored: Object.fromEntries(tally.notStored),
    failures: Object.fromEntries(tally.failures),
    errors: Object.fromEntries(tally.errors),
    upstreams: nested(tally.upstreams),
    semantic: { threshold, near_misses: tally.nearMisses, similarity: similarities(tally) },
    feedback: { ...tally.feedback },
    steps: steps(tally),
    cache,
    queues,
    breakers,
    event_loop_delay_ms: { ...loopDelay },
  };
}

/** How many requests each tier answered, and how fast. */
export function tiersReport(tally: Tally) {
  const total = sumOf(tally.all.requests);
  return Object.fromEntries(TIERS.map((tier) => [tier, tierReport(tally, tier, total)]));
}

/** Requests, tokens and cost of each group. */
export function groups(map: ReadonlyMap<string, Group>) {
  return Object.fromEntries(
    [...map].map(([name, { requests, hits, failed, money }]) => {
      const total = sumOf(requests);
      const counted = { total, hits, failed, hit_percentage: percentage(hits, total) };
      return [name, { requests: counted, tiers: { ...requests }, ...moneyReport(money) }];
    }),
  );
}

function moneyReport({ spent, saved, helper }: Group['money']) {
  const tokensOf = ({ input, output }: Money) => ({ input, output });
  return {
    tokens: { spent: tokensOf(spent), saved: tokensOf(saved), helper: tokensOf(helper) },
    cost_usd: {
      spent: round(spent.cost, 6),
      saved: round(saved.cost - helper.cost, 6),
      helper: round(helper.cost, 6),
    },
  };
}

function todayReport(today: Totals) {
  const total = TIERS.reduce((sum, tier) => sum + today[tier], 0);
  return {
    requests: { total, hits: total - today.upstream, failed: today.failed },
    hit_percentage: percentage(total - today.upstream, total),
    tokens: {
      spent: { input: today.input_tokens_spent, output: today.output_tokens_spent },
      saved: { input: today.input_tokens_saved, output: today.output_tokens_saved },
    },
    cost_usd: { spent: round(today.cost_spent, 6), saved: round(today.cost_saved, 6) },
  };
}

function tierReport({ tiers }: Tally, tier: CountedTier, total: number) {
  const counted = tiers.get(tier);
  if (!counted || counted.requests === 0) return { requests: 0, percentage: 0, latency_ms: NO_LATENCY };
  const { requests, totalMs, latencies } = counted;
  const at = (share: number) => round(latencies.percentile(share) / 1000, 3);
  return {
    requests,
    percentage: percentage(requests, total),
    latency_ms: { average: round(totalMs / requests, 3), p50: at(50), p95: at(95), p99: at(99) },
  };
}

const NO_LATENCY = { average: 0, p50: 0, p95: 0, p99: 0 };

function steps({ steps }: Tally) {
  return Object.fromEntries(
    [...steps].map(([name, latencies]) => {
      const at = (share: number) => round(latencies.percentile(share) ?? 0, 3);
      return [
        name,
        {
          count: latencies.count,
          average_ms: round(latencies.sum / latencies.count, 3),
          p50_ms: at(0.5),
          p95_ms: at(0.95),
        },
      ];
    }),
  );
}

const GUARD = 'guard:';

/** What each guard refused, by its name. */
function guards(reasons: ReadonlyMap<string, number>): Record<string, number> {
  const refused = [...reasons].filter(([reason]) => reason.startsWith(GUARD));
  return Object.fromEntries(refused.map(([reason, count]) => [reason.slice(GUARD.length), count]));
}

/** By the hundredth from which on: `{"0.93": {"hits": 2, "near_misses": 0}}`; those that are empty are left out. */
function similarities({ similarity: { hits, nearMisses } }: Tally) {
  return Object.fromEntries(
    [...hits].flatMap((hit, index) => {
      const near_misses = nearMisses[index] ?? 0;
      return hit + near_misses === 0 ? [] : [[(index / 100).toFixed(2), { hits: hit, near_misses }]];
    }),
  );
}

/** `"groq retry" -> 3` as `{groq: {retry: 3}}`. */
function nested(counts: ReadonlyMap<string, number>): Record<string, Record<string, number>> {
  const result: Record<string, Record<string, number>> = {};
  for (const [name, count] of counts) {
    const [first = '', second = ''] = name.split(' ');
    result[first] = { ...result[first], [second]: count };
  }
  return result;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function percentage(part: number, total: number): number {
  return total === 0 ? 0 : round((100 * part) / total, 2);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
