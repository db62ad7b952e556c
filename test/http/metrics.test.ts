/** What is counted: by model, guard and similarity, in money, and over time. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { chatBody, EXACT_ONLY, hold, SECOND, startProxy, type TestProxy } from '../proxy.ts';

const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';
const HOUR = 3_600 * SECOND;

async function readJson(proxy: TestProxy, path: string) {
  const response = await proxy.request(path, { headers: { authorization: 'Bearer admin' } });
  return JSON.parse(await response.text());
}

describe('the report', () => {
  test('tells models, endpoints, steps and the loop apart', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(QUESTION);
    await ask({ ...chatBody(QUESTION), model: 'gpt-4o' });
    const report = await proxy.metrics();
    const tokens = { input: 11, output: 10 };
    expect(report.models).toEqual({
      'gpt-4o-mini': {
        requests: { total: 2, hits: 1, failed: 0, hit_percentage: 50 },
        tiers: { memory: 1, exact: 0, promoted: 0, semantic: 0, upstream: 1 },
        tokens: { spent: tokens, saved: tokens, helper: { input: 0, output: 0 } },
        cost_usd: { spent: 0.000008, saved: 0.000008, helper: 0 },
      },
      'gpt-4o': expect.objectContaining({ cost_usd: { spent: 0.000128, saved: 0, helper: 0 } }),
    });
    expect(report.endpoints).toMatchObject({ 'chat.completions': { requests: { total: 3 } } });
    expect(report.steps.memory).toMatchObject({ count: 3, p50_ms: expect.any(Number) });
    expect(report.steps.upstream?.count).toBe(2);
    expect(report.event_loop_delay_ms).toEqual({
      p50: expect.any(Number),
      p99: expect.any(Number),
      max: expect.any(Number),
    });
    for (const [name, value] of [
      ['model_requests_total{model="gpt-4o-mini",tier="memory"}', 1],
      ['model_requests_total{model="gpt-4o",tier="upstream"}', 1],
      ['model_tokens_total{model="gpt-4o-mini",kind="saved",direction="output"}', 10],
      ['steps_total{step="upstream"}', 2],
      ['queue_length{queue="index"}', 0],
      ['evictions_total', 0],
    ] as const) {
      expect([name, await proxy.counter(name)]).toEqual([name, value]);
    }
    expect(await proxy.counter('model_cost_usd_total{model="gpt-4o",kind="spent"}')).toBeCloseTo(0.0001275);
    expect(await proxy.counter('step_seconds_total{step="upstream"}')).toBeGreaterThan(0);
  });

  test('counts what is in flight until its last byte', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const held = hold();
    proxy.script(QUESTION, { stream: ['data: {"choices":[]}\n\n', held.released, 'data: [DONE]\n\n'] });
    const inFlight = async () => {
      const text = await (await proxy.request('/metrics')).text();
      return /^llm_cache_(requests|upstream_calls)_in_flight (\d+)/gm
        [Symbol.matchAll](text)
        .map(([, what, n]) => [what, n]);
    };
    const response = await fetch(`${await proxy.url()}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(chatBody(QUESTION, { stream: true })),
    });
    expect(Object.fromEntries(await inFlight())).toEqual({ requests: '1', upstream_calls: '1' });
    held.release();
    await response.text();
    await expect.poll(async () => Object.fromEntries(await inFlight())).toEqual({ requests: '0', upstream_calls: '0' });
  });

  test('holds the similarities of hits and near misses, and what each guard refused', async () => {
    await using proxy = await startProxy();
    const { ask } = proxy.client();
    await ask('Which foods are safe to eat during pregnancy?');
    await ask('Which foods are not safe to eat during pregnancy?');
    await ask(QUESTION);
    const hit = Number((await ask(REWORDED)).headers['x-cache-similarity']);
    const { semantic, guards, reasons } = await proxy.metrics();
    expect(guards).toEqual({ negation: 1 });
    expect(reasons).toMatchObject({ 'guard:negation': 1 });
    // The second question had a nearest one that was refused, the third one that was far.
    expect(semantic).toMatchObject({ threshold: 0.9, near_misses: 2 });
    const buckets = Object.entries(semantic.similarity);
    const sum = (name: 'hits' | 'near_misses') => buckets.reduce((total, [, bucket]) => total + bucket[name], 0);
    expect([sum('hits'), sum('near_misses')]).toEqual([1, 2]);
    expect(semantic.similarity[(Math.floor(hit * 100) / 100).toFixed(2)]).toMatchObject({ hits: 1 });
    const missed = buckets.filter(([, { near_misses }]) => near_misses > 0).map(([from]) => Number(from));
    expect([missed.length, missed.filter((from) => from >= 0.9).length]).toEqual([2, 1]);
    expect(await proxy.counter('near_misses_total')).toBe(2);
  });

  test('is numbers in objects, nothing else', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    await proxy.client().ask(QUESTION);
    await proxy.client().ask(QUESTION, { 'x-cache-ttl': 'x' });
    const odd = (value: unknown, path: string): string[] => {
      if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
      return Object.entries(value).flatMap(([name, inner]) => odd(inner, `${path}.${name}`));
    };
    expect(odd(await proxy.metrics(), 'report')).toEqual([]);
  });

  test('has a bound for names that clients make up, and shows namespaces to the administrator alone', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    for (let n = 0; n < 230; n++) {
      const body = { ...chatBody(QUESTION), model: `made-up-${n}` };
      await proxy.chat(body, { headers: { 'x-cache-namespace': `ns-${n}` } }).then((reply) => reply.text());
    }
    proxy.script('Never works', { status: 404, body: { error: { message: 'no such model' } } });
    const failed = { ...chatBody('Never works'), model: 'refused' };
    await proxy.chat(failed).then((reply) => reply.text());
    const report = await proxy.metrics();
    expect(Object.keys(report.models)).toHaveLength(201);
    expect(report.models.other?.requests.total).toBe(31);
    expect(Object.keys(report.unpriced_models).length).toBeLessThanOrEqual(201);
    const text = await (await proxy.request('/metrics')).text();
    expect(text.match(/^llm_cache_model_requests_total/gm)).toHaveLength(201 * 5);
    expect(text).not.toContain('ns-');
    expect(JSON.stringify(report)).not.toContain('ns-');
    const { metrics } = await readJson(proxy, '/admin/stats');
    expect(metrics.namespaces['default/ns-7']).toMatchObject({ requests: { total: 1, hits: 0 } });
    expect(Object.keys(metrics.namespaces)).toHaveLength(201);
  });
});

describe('money', () => {
  test('an upstream that says what it charged is believed, and so is what was saved', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 0.25 };
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Yes.' } }];
    proxy.script('charged', { body: { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage } });
    const { ask } = proxy.client();
    for (let n = 0; n < 3; n++) await ask({ ...chatBody('charged?'), model: 'm' });
    await proxy.restart();
    await ask({ ...chatBody('charged?'), model: 'm' });
    expect((await proxy.metrics()).cost_usd).toEqual({ spent: 0, saved: 0.25, helper: 0, unpriced_requests: 0 });
    expect((await proxy.metrics()).today.cost_usd).toEqual({ spent: 0.25, saved: 0.75 });
  });

  test('what is fetched anew behind a stale answer is spent too', async () => {
    const env = { ...EXACT_ONLY, CACHE_TTL: '10', STALE_WHILE_REVALIDATE: '60' };
    await using proxy = await startProxy({ env });
    const { ask } = proxy.client();
    await ask(QUESTION);
    proxy.pass(20 * SECOND);
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'STALE' });
    await expect.poll(async () => (await proxy.metrics()).tokens.spent).toEqual({ input: 22, output: 20 });
    const { tokens, requests, today, models } = await proxy.metrics();
    expect(tokens.saved).toEqual({ input: 11, output: 10 });
    expect(requests).toMatchObject({ total: 2, STALE: 1, MISS: 1 });
    expect(today.tokens.spent).toEqual({ input: 22, output: 20 });
    expect(models['gpt-4o-mini']?.tokens.spent).toEqual({ input: 22, output: 20 });
  });

  test('PRICING_FILE sets prices', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const file = join(proxy.dir, 'prices.json');
    await writeFile(
      file,
      JSON.stringify({ 'gpt-4o-mini': { input: 1_000_000 / 11, output: 0 }, mine: { input: 0, output: 100_000 } }),
    );
    await proxy.restart({ PRICING_FILE: file });
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask({ ...chatBody(QUESTION), model: 'acme/mine-latest' });
    expect((await proxy.metrics()).cost_usd).toMatchObject({ spent: 2, unpriced_requests: 0 });
  });
});

describe('the history', () => {
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);

  test('shows what happened when, over a restart too', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(QUESTION);
    proxy.pass(10 * SECOND);
    await proxy.restart();
    await ask(QUESTION);
    await ask(QUESTION, { 'x-cache-ttl': 'x' });
    for (const [range, points, step] of [
      ['15m', 180, 5],
      ['1h', 180, 20],
      ['1d', 288, 300],
      ['1w', 336, 1_800],
    ] as const) {
      const { time, series, ...rest } = await readJson(proxy, `/api/history?range=${range}`);
      expect(rest).toEqual({ range, step_seconds: step });
      expect(time).toHaveLength(points);
      expect(time[1] - time[0]).toBe(step);
      expect([range, sum(series.upstream), sum(series.memory), sum(series.exact), sum(series.failed)]).toEqual([
        range,
        1,
        1,
        1,
        1,
      ]);
      expect(sum(series.input_tokens_saved)).toBe(22);
      for (const values of Object.values(series)) expect(values).toHaveLength(points);
    }
    const { series } = await readJson(proxy, '/api/history?range=15m');
    expect(series.upstream.filter((count: number) => count > 0)).toEqual([1]);
    expect(series.hit_p50.filter(Number).length).toBeGreaterThan(0);
    expect((await proxy.metrics()).today).toMatchObject({ requests: { total: 3, hits: 2, failed: 1 } });

    proxy.pass(HOUR);
    expect(sum((await readJson(proxy, '/api/history?range=15m')).series.memory)).toBe(0);
    expect(sum((await readJson(proxy, '/api/history?range=1d')).series.memory)).toBe(1);
    expect((await readJson(proxy, '/api/history')).range).toBe('1h');
  });

  test.each(['2h', '', 'constructor', '__proto__'])('of %j is refused', async (range) => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const response = await proxy.request(`/api/history?range=${range}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'range', code: 'invalid_request' } });
  });

  test('that cannot be read is said, and stops nothing', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    await proxy.client().ask(QUESTION);
    await proxy.restart();
    // It is not written again while nothing happens.
    await writeFile(join(proxy.dir, 'data', 'ledger', `${encodeURIComponent('history:local')}.json`), '{"version":1,');
    await proxy.restart();
    expect(await proxy.counter('errors_total{part="ledger"}')).toBe(1);
    await proxy.client().ask(QUESTION);
    await proxy.restart();
    expect(sum((await readJson(proxy, '/api/history?range=1d')).series.upstream)).toBe(1);
    expect(await proxy.counter('errors_total{part="ledger"}')).toBe(0);
  });
});

describe('what watches from outside', () => {
  const docs = new URL('../../docs/', import.meta.url);
  const names = (text: string) => [...new Set(text.match(/\bllm_cache_\w+/g))];

  test('uses names and labels that there are', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(QUESTION);
    await ask(QUESTION, { 'x-cache-ttl': 'x' });
    await ask(QUESTION, { 'x-bypass-cache': 'true' });
    const scrape = await (await proxy.request('/metrics')).text();
    const types = [...scrape.matchAll(/^# TYPE (\w+) (\w+)/gm)].map(
      ([, name = '', kind = '']) => [name, kind] as const,
    );
    const known = new Map(
      types.flatMap(([name, kind]) =>
        kind === 'histogram'
          ? ['_bucket', '_sum', '_count'].map((end) => [name + end, kind] as const)
          : [[name, kind] as const],
      ),
    );

    const dashboard = JSON.parse(readFileSync(new URL('grafana-dashboard.json', docs), 'utf8'));
    const alerts = parse(readFileSync(new URL('alerts.yml', docs), 'utf8'));
    const expressions: string[] = [
      ...dashboard.panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
        targets.map(({ expr }) => expr),
      ),
      ...alerts.groups.flatMap(({ rules }: { rules: { expr: string }[] }) => rules.map(({ expr }) => expr)),
    ];
    expect(expressions.length).toBeGreaterThan(20);
    for (const expression of expressions) {
      const used = names(expression);
      expect([expression, used.length > 0]).toEqual([expression, true]);
      expect([expression, used.filter((name) => !known.has(name))]).toEqual([expression, []]);
      for (const [, name = '', range = ''] of expression.matchAll(/(llm_cache_\w+)(?:\{[^}]*\})?(\[)?/g)) {
        // A counter makes sense by its rate alone.
        if (known.get(name) !== 'gauge') expect([expression, range]).toEqual([expression, '[']);
      }
      for (const [, name = '', matchers = ''] of expression.matchAll(/(llm_cache_\w+)\{([^}]*)\}/g)) {
        const used = [...matchers.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label = '']) => label);
        const sample =
          new RegExp(`^${name}\\{([^}]*)\\}`, 'm').exec(scrape)?.[1] ?? LABELS_WHEN_THERE_IS_SOME[name] ?? '';
        expect([expression, used.filter((label) => !SCRAPED.has(label) && !sample.includes(`${label}=`))]).toEqual([
          expression,
          [],
        ]);
      }
    }
    // Nothing that is counted goes unseen, but for what Node itself counts.
    const own = types.map(([name]) => name).filter((name) => !/^llm_cache_(process|nodejs)_/.test(name));
    const shown = expressions.join('\n');
    expect(own.filter((name) => !shown.includes(name))).toEqual([]);
    for (const { rules } of alerts.groups) {
      for (const rule of rules) {
        expect(rule).toMatchObject({
          alert: expect.stringMatching(/^LlmCache\w+$/),
          for: expect.stringMatching(/^\d+[mh]$/),
          labels: { severity: expect.stringMatching(/^(warning|critical)$/) },
          annotations: { summary: expect.any(String), description: expect.any(String) },
        });
      }
    }
  });
});

/** Labels that Prometheus itself adds. */
const SCRAPED: ReadonlySet<string> = new Set(['job', 'instance', 'le']);
/** Metrics that have no sample where nothing goes wrong. */
const LABELS_WHEN_THERE_IS_SOME: Readonly<Record<string, string>> = {
  llm_cache_errors_total: 'part=',
  llm_cache_breaker_open: 'part=',
  llm_cache_upstream_events_total: 'upstream=,event=',
};
