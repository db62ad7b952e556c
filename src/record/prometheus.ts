import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Ms } from '../types.ts';
import type { Gauges } from './gauges.ts';
import { type CountedTier, type Group, KINDS, type Tally, TIERS } from './tally.ts';

type Sample<L extends string> = readonly [labels: Partial<Record<L, string>>, value: number];

export interface Prometheus {
  observe(tier: CountedTier, latency: Ms): void;
  text(gauges: Gauges): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** The tally in Prometheus' language. Namespaces are not in it: whoever may scrape need not know who the clients are. */
export function createPrometheus(tally: Tally): Prometheus {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'llm_cache_' });
  const named = (name: string, help: string) => ({ name: `llm_cache_${name}`, help, registers: [registry] });

  /** Read from plain numbers when it is asked for: putting labels together costs more than counting does. */
  function counter<L extends string>(name: string, help: string, labelNames: L[], read: () => Iterable<Sample<L>>) {
    new Counter({
      ...named(name, help),
      labelNames,
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  }

  let read: Gauges = { entries: 0, bytes: 0, evictions: 0, vectors: 0, flights: 0, ...NONE };
  function gauge<L extends string>(name: string, help: string, labelNames: L[], values: () => Iterable<Sample<L>>) {
    new Gauge({
      ...named(name, help),
      labelNames,
      collect() {
        this.reset();
        for (const [labels, value] of values()) this.set(labels, value);
      },
    });
  }

  counter('requests_total', 'Requests by endpoint, tier, cache status and reason', REQUEST_LABELS, () =>
    split(tally.requests, REQUEST_LABELS),
  );
  counter('model_requests_total', 'Requests by model and tier', ['model', 'tier'], () =>
    each(tally.models, (model, { requests }) => TIERS.map((tier) => [{ model, tier }, requests[tier]])),
  );
  counter('collapsed_total', "Requests that waited on another's upstream call", [], () => [[{}, tally.collapsed]]);
  counter('failures_total', 'Requests answered with an error', ['code'], () => split(tally.failures, ['code']));
  counter('not_stored_total', 'Answers that were not stored, by reason', ['reason'], () =>
    split(tally.notStored, ['reason']),
  );
  counter('near_misses_total', 'Misses that had a question near them, too far or refused', [], () => [
    [{}, tally.nearMisses],
  ]);
  counter('feedback_total', 'Verdicts on answers matched by meaning; bad ones are false hits', ['verdict'], () => [
    [{ verdict: 'good' }, tally.feedback.good],
    [{ verdict: 'bad' }, tally.feedback.bad],
  ]);

  counter('tokens_total', 'Tokens: spent upstream, saved by the cache, or used by helper calls', MONEY_LABELS, () =>
    tokens(tally.all).map(([labels, value]) => [labels, value]),
  );
  counter('cost_usd_total', 'US dollars: spent upstream, saved by the cache, or used by helper calls', ['kind'], () =>
    KINDS.map((kind) => [{ kind }, tally.all.money[kind].cost]),
  );
  counter('model_tokens_total', 'Tokens by model', ['model', ...MONEY_LABELS], () =>
    each(tally.models, (model, group) => tokens(group).map(([labels, value]) => [{ model, ...labels }, value])),
  );
  counter('model_cost_usd_total', 'US dollars by model', ['model', 'kind'], () =>
    each(tally.models, (model, { money }) => KINDS.map((kind) => [{ model, kind }, money[kind].cost])),
  );
  counter('unpriced_requests_total', 'Requests with usage whose model has no known price', [], () => [
    [{}, tally.unpriced.total],
  ]);

  counter('steps_total', 'Steps of answering', ['step'], () =>
    each(tally.steps, (step, { count }) => [[{ step }, count]]),
  );
  counter('step_seconds_total', 'Time in each step of answering', ['step'], () =>
    each(tally.steps, (step, latencies) => [[{ step }, latencies.sum / 1000]]),
  );
  counter('errors_total', 'Errors that were swallowed, by part', ['part'], () => split(tally.errors, ['part']));
  counter('upstream_events_total', 'Upstream calls that failed or were tried again', ['upstream', 'event'], () =>
    split(tally.upstreams, ['upstream', 'event']),
  );
  counter('evictions_total', 'Entries evicted', [], () => [[{}, read.evictions]]);

  gauge('entries', 'Entries in the store', [], () => [[{}, read.entries]]);
  gauge('bytes', 'Bytes in the store', [], () => [[{}, read.bytes]]);
  gauge('vectors', 'Questions in the vector index', [], () => [[{}, read.vectors]]);
  gauge('flights', 'Lookups and upstream calls under way', [], () => [[{}, read.flights]]);
  gauge(
    'requests_in_flight',
    'HTTP requests whose answer is not handed over yet, streams until their last byte',
    [],
    () => [[{}, read.inFlight.requests]],
  );
  gauge('upstream_calls_in_flight', 'Calls of upstreams under way, streams until their last byte', [], () => [
    [{}, read.inFlight.upstreamCalls],
  ]);
  gauge('queue_length', 'What waits', ['queue'], () =>
    Object.entries(read.queues).map(([queue, length]) => [{ queue }, length]),
  );
  gauge('breaker_open', '1 while a part is left alone because it fails', ['part'], () =>
    Object.entries(read.breakers).map(([part, open]) => [{ part }, open]),
  );

  const duration = new Histogram({
    ...named('request_duration_seconds', 'Time to the last byte by tier'),
    labelNames: ['tier'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  const durations = Object.fromEntries(TIERS.map((tier) => [tier, duration.labels(tier)]));

  return {
    observe: (tier, latency) => durations[tier]?.observe(latency / 1000),
    async text(gauges) {
      read = gauges;
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

const NONE = { inFlight: { requests: 0, upstreamCalls: 0 }, queues: {}, breakers: {} };
const REQUEST_LABELS: ('endpoint' | 'tier' | 'status' | 'reason')[] = ['endpoint', 'tier', 'status', 'reason'];
const MONEY_LABELS: ('kind' | 'direction')[] = ['kind', 'direction'];

function tokens({ money }: Group): Sample<'kind' | 'direction'>[] {
  return KINDS.flatMap((kind): Sample<'kind' | 'direction'>[] => [
    [{ kind, direction: 'input' }, money[kind].input],
    [{ kind, direction: 'output' }, money[kind].output],
  ]);
}

/** Numbers under the words of their name, which blanks part. */
function split<L extends string>(counts: ReadonlyMap<string, number>, labelNames: readonly L[]): Sample<L>[] {
  return [...counts].map(([name, value]) => {
    const words = name.split(' ');
    const labels = Object.fromEntries(labelNames.map((label, index) => [label, words[index] ?? '']));
    return [labels as Record<L, string>, value];
  });
}

function each<V, L extends string>(map: ReadonlyMap<string, V>, read: (name: string, value: V) => Sample<L>[]) {
  return [...map].flatMap(([name, value]) => read(name, value));
}
