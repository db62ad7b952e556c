import type { Feedback, Ms, Outcome, Usage } from '../types.ts';
import type { Gauges } from './gauges.ts';
import type { History } from './history.ts';
import { watchLoopDelay } from './loop-delay.ts';
import type { Pricing } from './pricing.ts';
import { createPrometheus } from './prometheus.ts';
import { groups, report } from './report.ts';
import { Tally, tierOf } from './tally.ts';

export interface Metrics {
  count(outcome: Outcome, cost: number | null): void;
  /** A swallowed error: counted, since nobody else sees it. */
  countError(part: string): void;
  /** What people said of an answer that was matched by meaning. */
  countVerdict(verdict: Feedback['verdict']): void;
  /** A call of the proxy's own, such as a judge's: what it costs is not saved. */
  countHelper(usage: Usage, model: string): void;
  /** A call for an answer that nobody waits for: a stale one is fetched anew. */
  countBehind(usage: Usage, model: string): void;
  /** Something that happened between the proxy and an upstream: `error`, `retry`, ... */
  countUpstream(upstream: string, event: string): void;
  prometheus(): Promise<{ readonly contentType: string; readonly body: string }>;
  json(): Promise<MetricsReport>;
  /** The same by namespace, which is not for everybody. */
  namespaces(): ReturnType<typeof groups>;
  close(): void;
}

/** What `/api/metrics` answers. */
export type MetricsReport = ReturnType<typeof report>;

interface MetricsParts {
  readonly readGauges: () => Promise<Gauges>;
  readonly history: Pick<History, 'today' | 'addCall'>;
  readonly pricing: Pricing;
  readonly now: () => Ms;
}

interface MetricsOptions {
  readonly startedAt: Ms;
  /** The similarity that matching by meaning needs. */
  readonly threshold: number;
}

/** The numbers, for Prometheus and as JSON, from the same events. */
export function createMetrics(parts: MetricsParts, { startedAt, threshold }: MetricsOptions): Metrics {
  const { readGauges, history, pricing, now } = parts;
  const tally = new Tally();
  const prometheus = createPrometheus(tally);
  const loopDelay = watchLoopDelay();

  function countCall(kind: 'spent' | 'helper', usage: Usage, model: string): void {
    const cost = pricing.costOf(usage, model);
    tally.countCall(kind, usage, model, cost);
    history.addCall(kind, usage, cost, now());
  }

  return {
    count(outcome, cost) {
      tally.count(outcome, cost);
      if (outcome.verdict) prometheus.observe(tierOf(outcome.verdict), outcome.latency);
    },
    countError: (part) => tally.errors.add(part),
    countVerdict(verdict) {
      tally.feedback[verdict]++;
    },
    countHelper: (usage, model) => countCall('helper', usage, model),
    countBehind: (usage, model) => countCall('spent', usage, model),
    countUpstream: (upstream, event) => tally.upstreams.add(`${upstream} ${event}`),
    prometheus: async () => prometheus.text(await readGauges()),
    async json() {
      const gauges = await readGauges();
      const at = now();
      const circumstances = { gauges, uptime: at - startedAt, today: history.today(at), loopDelay: loopDelay.read() };
      return report(tally, { ...circumstances, threshold });
    },
    namespaces: () => groups(tally.namespaces),
    close: loopDelay.close,
  };
}
