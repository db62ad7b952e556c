import type { HealthReport } from '../api/health.ts';
import type { MetricsReport } from '../record/metrics.ts';
import { remoteCommand } from './command.ts';
import { printJson } from './output.ts';
import { bytes, milliseconds, since, table } from './table.ts';

interface Stats {
  readonly metrics: MetricsReport;
  readonly health: HealthReport;
}

export const stats = remoteCommand({
  name: 'stats',
  summary: 'hits, latency, tokens and money by tier, and how each service does',
  options: {},
  async run({ values, proxy }) {
    const stats = await proxy.get<Stats>('/admin/stats');
    if (values.json) printJson(stats);
    else console.log(describeStats(proxy.url, stats));
  },
});

function describeStats(url: string, { metrics, health }: Stats): string {
  const { requests, hit_percentage, today } = metrics;
  return [
    `llm-cache-proxy ${health.version} at ${url}: ${health.status}, up ${since(health.uptime_seconds)}`,
    tiersTable(metrics),
    moneyTable(metrics),
    [
      `requests  ${requests.total}, ${hit_percentage}% hits (today ${today.requests.total}, ${today.hit_percentage}%), ` +
        `${requests.BYPASS} bypassed, ${requests.STALE} stale, ${requests.collapsed} collapsed, ${requests.failed} failed`,
      `cache     ${metrics.cache.entries} entries, ${bytes(metrics.cache.bytes)}, ` +
        `${metrics.cache.vectors} vectors, ${metrics.cache.evictions} evicted`,
      `semantic  threshold ${metrics.semantic.threshold}, ${metrics.semantic.near_misses} near misses, ` +
        `feedback ${metrics.feedback.good} good, ${metrics.feedback.bad} bad`,
    ].join('\n'),
    servicesTable(health),
  ].join('\n\n');
}

function tiersTable({ tiers }: MetricsReport): string {
  const rows = Object.entries(tiers).map(([name, { requests, percentage, latency_ms: latency }]) => {
    const figures = [latency.average, latency.p50, latency.p95, latency.p99];
    return [name, String(requests), `${percentage}%`, ...figures.map((ms) => (requests > 0 ? milliseconds(ms) : '-'))];
  });
  return table(['from', '>requests', '>share', '>average', '>p50', '>p95', '>p99'], rows);
}

function moneyTable({ tokens, cost_usd, today }: MetricsReport): string {
  const rows = (['saved', 'spent'] as const).map((kind) => [
    kind,
    String(tokens[kind].input),
    String(tokens[kind].output),
    `$${cost_usd[kind].toFixed(4)}`,
    `$${today.cost_usd[kind].toFixed(4)}`,
  ]);
  return table(['', '>tokens in', '>tokens out', '>cost', '>cost today'], rows);
}

function servicesTable({ services }: HealthReport): string {
  const rows = Object.entries(services).map(([name, { status, kind = '', latency_ms, error = '' }]) => [
    name,
    status,
    status === 'healthy' ? milliseconds(latency_ms) : '-',
    error || kind,
  ]);
  return table(['service', 'status', '>latency', ''], rows);
}
