import { expect, test } from 'vitest';
import { MEMORY, outcome, SEMANTIC, verdict } from '../../test/outcome.ts';
import { createHistory } from './history.ts';
import { createMetrics } from './metrics.ts';
import { createPricing } from './pricing.ts';

const MILLION = 1_000_000;
const NOW = Date.UTC(2026, 0, 2, 12);

function setUp() {
  const history = createHistory();
  const gauges = { entries: 1, bytes: 2, evictions: 3, vectors: 4, flights: 5 };
  const underWay = { inFlight: { requests: 7, upstreamCalls: 8 }, queues: { index: 6 } };
  const readGauges = async () => ({ ...gauges, ...underWay, breakers: { exact: 1, groq: 0 } });
  const metrics = createMetrics(
    { readGauges, history, pricing: createPricing(), now: () => NOW },
    { startedAt: NOW - 5_000, threshold: 0.9 },
  );
  const samples = async () =>
    new Map(
      (await metrics.prometheus()).body
        .split('\n')
        .filter((line) => line.startsWith('llm_cache_'))
        .map((line) => [line.slice('llm_cache_'.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
  return { metrics, history, samples };
}

test('what is saved is net of helper calls, which are counted by themselves', async () => {
  const { metrics, history, samples } = setUp();
  metrics.count(outcome({ verdict: MEMORY, at: NOW }), 0.5);
  const usage = { inputTokens: MILLION, outputTokens: 0, cachedInputTokens: 0 };
  metrics.countHelper(usage, 'gpt-4o-mini');
  metrics.countHelper(usage, 'unheard-of');
  metrics.countHelper({ ...usage, cost: 0.01 }, 'unheard-of');
  const report = await metrics.json();
  expect(report.cost_usd).toEqual({ spent: 0, saved: 0.34, helper: 0.16, unpriced_requests: 1 });
  expect(report.tokens.helper).toEqual({ input: 3 * MILLION, output: 0 });
  expect(report.requests.total).toBe(1);
  expect(history.today(NOW).cost_saved).toBeCloseTo(-0.16);
  const found = await samples();
  expect(found.get('cost_usd_total{kind="saved"}')).toBe(0.5);
  expect(found.get('cost_usd_total{kind="helper"}')).toBeCloseTo(0.16);
});

test('one who waited on another saved the call, and is no near miss of its own', async () => {
  const { metrics } = setUp();
  const near = { nearest: 0.85, reason: 'guard:number' };
  metrics.count(outcome({ verdict: verdict(near) }), 1);
  metrics.count(outcome({ verdict: verdict({ ...near, collapsed: true }) }), 1);
  const report = await metrics.json();
  expect(report.cost_usd).toMatchObject({ spent: 1, saved: 1 });
  expect(report.requests).toMatchObject({ total: 2, MISS: 2, collapsed: 1 });
  expect(report.semantic).toMatchObject({ near_misses: 1, similarity: { '0.85': { hits: 0, near_misses: 1 } } });
});

test.each([
  [0.93, '0.93'],
  [0.92999, '0.92'],
  [0.29, '0.29'],
  [1, '1.00'],
  [1.0000001, '1.00'],
  [-0.2, '0.00'],
])('a similarity of %d is counted from %s on', async (similarity, bucket) => {
  const { metrics } = setUp();
  metrics.count(outcome({ verdict: { ...SEMANTIC, similarity } }), 1);
  expect((await metrics.json()).semantic.similarity).toEqual({ [bucket]: { hits: 1, near_misses: 0 } });
});

test('what happens at upstreams, what is out and what waits is seen in both forms', async () => {
  const { metrics, samples } = setUp();
  metrics.countUpstream('groq', 'retry');
  metrics.countUpstream('groq', 'retry');
  metrics.countUpstream('openai', 'error');
  metrics.countError('vector');
  const report = await metrics.json();
  expect(report).toMatchObject({
    uptime_seconds: 5,
    upstreams: { groq: { retry: 2 }, openai: { error: 1 } },
    errors: { vector: 1 },
    cache: { entries: 1, bytes: 2, evictions: 3, vectors: 4, flights: 5 },
    queues: { index: 6 },
    breakers: { exact: 1, groq: 0 },
  });
  expect(Object.fromEntries(await samples())).toMatchObject({
    'upstream_events_total{upstream="groq",event="retry"}': 2,
    'upstream_events_total{upstream="openai",event="error"}': 1,
    'errors_total{part="vector"}': 1,
    'breaker_open{part="exact"}': 1,
    'breaker_open{part="groq"}': 0,
    'queue_length{queue="index"}': 6,
    evictions_total: 3,
  });
});

test('a name with anything in it makes a label, and no line of its own', async () => {
  const { metrics, samples } = setUp();
  metrics.count(outcome({ model: 'a"b\\c\nd e' }), 1);
  expect((await samples()).get('model_requests_total{model="a\\"b\\\\c\\nd e",tier="upstream"}')).toBe(1);
});

test('a word that an upstream shapes has a bound', async () => {
  const { metrics, samples } = setUp();
  for (let n = 0; n < 500; n++) metrics.count(outcome({ notStored: `status-${n}` }), 1);
  const names = [...(await samples()).keys()].filter((name) => name.startsWith('not_stored_total'));
  expect(names).toHaveLength(201);
});
