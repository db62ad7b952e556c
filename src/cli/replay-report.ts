/** What a replay tells: share and latency by tier, and what was not asked of the upstream. */

import type { MetricsReport } from '../src/record/metrics.ts';
import type { Answered, Source } from './ask.ts';
import { milliseconds, percent, percentile, table } from './table.ts';

const ORDER: readonly Source[] = ['memory', 'exact', 'promoted', 'semantic', 'upstream', 'bypass', 'error'];
const HITS: ReadonlySet<Source> = new Set(['memory', 'exact', 'promoted', 'semantic']);

export function describeReplay(answers: readonly Answered[], seconds: number): string {
  const rows = ORDER.map((source) => ({ source, of: answers.filter((answer) => answer.source === source) }))
    .filter(({ of }) => of.length > 0)
    .map(({ source, of }) => {
      const latencies = of.map(({ latency }) => latency);
      const ranks = [0.5, 0.95, 0.99].map((rank) => milliseconds(percentile(latencies, rank)));
      return [source, String(of.length), percent(of.length, answers.length), ...ranks];
    });
  const hits = answers.filter(({ source }) => HITS.has(source));
  const tokens = (of: readonly Answered[]): number => of.reduce((sum, answer) => sum + answer.tokens, 0);
  return [
    table(['from', '>requests', '>share', '>p50', '>p95', '>p99'], rows),
    '',
    `${answers.length} requests in ${seconds.toFixed(1)} s (${(answers.length / seconds).toFixed(0)} a second)`,
    `hits: ${percent(hits.length, answers.length)}`,
    `tokens: ${tokens(hits)} saved of ${tokens(answers)} (${percent(tokens(hits), tokens(answers))})`,
  ].join('\n');
}

/** The first failures, each kind once. */
export function describeErrors(answers: readonly Answered[]): string[] {
  return [...new Set(answers.flatMap(({ error }) => error ?? []))].slice(0, 5);
}

/** By list price, as the proxy counts it: what others asked of it meanwhile is in it. */
export function describeCost(before: MetricsReport, after: MetricsReport): string {
  const [saved, spent] = (['saved', 'spent'] as const).map((kind) => after.cost_usd[kind] - before.cost_usd[kind]);
  const unpriced = after.cost_usd.unpriced_requests - before.cost_usd.unpriced_requests;
  const note = unpriced > 0 ? `, ${unpriced} requests of unknown price` : '';
  return `cost: $${saved?.toFixed(6)} saved, $${spent?.toFixed(6)} spent${note}`;
}
