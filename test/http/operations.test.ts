/** What an operator sees: health, metrics, the request log, the dashboard; and what may be cleared. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chatBody, EXACT_ONLY, SECOND, startProxy } from '../proxy.ts';

const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';

describe('health', () => {
  const setUp = startProxy({ env: { GROQ_API_KEY: 'gsk-secret' } });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  test.each(['/', '/health'])('%s tells the state of each dependency, and no address, key or path', async (path) => {
    const proxy = await setUp;
    const response = await proxy.request(path);
    expect(response.status).toBe(200);
    const text = await response.text();
    const well = { status: 'healthy', latency_ms: expect.any(Number) };
    const healthy = { ...well, kind: expect.any(String) };
    expect(JSON.parse(text)).toEqual({
      status: 'healthy',
      timestamp: expect.any(Number),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      uptime_seconds: expect.any(Number),
      services: {
        ...{ redis: healthy, qdrant: healthy, embedding: healthy, upstreams: healthy },
        ...{ 'upstream:groq': well, 'upstream:scripted': well },
      },
    });
    expect(Math.abs(JSON.parse(text).timestamp - Date.now() / 1000)).toBeLessThan(60);
    expect(text).not.toMatch(/secret|127\.0\.0\.1|localhost|api\.groq\.com|https?:/);
    expect(text).not.toContain(proxy.dir);
  });

  test('uptime counts seconds', async () => {
    const proxy = await setUp;
    await proxy.restart();
    proxy.pass(90 * SECOND);
    const { uptime_seconds } = JSON.parse(await (await proxy.request('/health')).text());
    expect(uptime_seconds).toBeGreaterThanOrEqual(90);
    expect(uptime_seconds).toBeLessThan(120);
  });

  test('live and ready', async () => {
    const proxy = await setUp;
    expect(await (await proxy.request('/health/live')).json()).toEqual({ status: 'live' });
    expect(await (await proxy.request('/health/ready')).json()).toEqual({ status: 'ready' });
  });

  test('what is off by choice is no fault', async () => {
    await using exact = await startProxy({ env: EXACT_ONLY });
    expect(await (await exact.request('/health')).json()).toMatchObject({
      status: 'healthy',
      services: { embedding: { status: 'disabled' }, qdrant: { status: 'disabled' } },
    });
  });
});

describe('metrics', () => {
  test('after a known sequence', async () => {
    await using proxy = await startProxy();
    const { ask } = proxy.client();
    const body = chatBody(QUESTION);
    await ask(body); // upstream
    await ask(body); // memory
    await ask(REWORDED); // semantic
    await ask(REWORDED); // promoted
    await ask(chatBody(QUESTION, { stream: true })); // memory
    await ask(QUESTION, { 'x-bypass-cache': 'true' }); // upstream
    await ask(QUESTION, { 'x-cache-ttl': 'x' }); // refused
    proxy.script('Never works', { status: 500, body: { error: { message: 'no' } } });
    await ask('Never works, does it?'); // upstream, not stored

    const report = await proxy.metrics();
    const tier = (requests: number, percentage: number) => ({
      requests,
      percentage,
      latency_ms: {
        average: expect.any(Number),
        p50: expect.any(Number),
        p95: expect.any(Number),
        p99: expect.any(Number),
      },
    });
    expect(report).toMatchObject({
      uptime_seconds: expect.any(Number),
      requests: { total: 7, HIT: 4, MISS: 2, BYPASS: 1, STALE: 0, collapsed: 0, failed: 1 },
      hit_percentage: 57.14,
      tiers: {
        memory: tier(2, 28.57),
        exact: tier(0, 0),
        promoted: tier(1, 14.29),
        semantic: tier(1, 14.29),
        upstream: tier(3, 42.86),
      },
      // 11 tokens in and 10 out by the scripted upstream's count: twice paid for, four times saved.
      tokens: { spent: { input: 22, output: 20 }, saved: { input: 44, output: 40 } },
      // At 0.15 and 0.60 dollars a million.
      cost_usd: { spent: 0.000015, saved: 0.000031, unpriced_requests: 0 },
      cache: { entries: 1, vectors: 1, evictions: 0, flights: 0, bytes: expect.any(Number) },
    });
    for (const { latency_ms, requests } of Object.values(report.tiers)) {
      if (requests > 0) expect(latency_ms.p50).toBeGreaterThan(0);
      expect(latency_ms.p50).toBeLessThanOrEqual(latency_ms.p95);
      expect(latency_ms.p95).toBeLessThanOrEqual(latency_ms.p99);
    }

    const counters: [string, number][] = [
      ['requests_total{endpoint="chat.completions",tier="memory",status="HIT",reason=""}', 2],
      ['requests_total{endpoint="chat.completions",tier="promoted",status="HIT",reason=""}', 1],
      ['requests_total{endpoint="chat.completions",tier="semantic",status="HIT",reason=""}', 1],
      ['requests_total{endpoint="chat.completions",tier="upstream",status="BYPASS",reason="header"}', 1],
      ['request_duration_seconds_count{tier="upstream"}', 3],
      ['tokens_total{kind="saved",direction="input"}', 44],
      ['not_stored_total{reason="status-500"}', 1],
      ['not_stored_total{reason="header"}', 1],
      ['failures_total{code="invalid_request"}', 1],
      ['entries', 1],
      ['vectors', 1],
    ];
    for (const [name, value] of counters) expect([name, await proxy.counter(name)]).toEqual([name, value]);
  });

  test('a model without a price is counted, and costs nothing that is known', async () => {
    await using proxy = await startProxy();
    await proxy.client().ask({ ...chatBody(QUESTION), model: 'somebodys-own-model' });
    expect(await proxy.metrics()).toMatchObject({
      cost_usd: { spent: 0, saved: 0, unpriced_requests: 1 },
      unpriced_models: { 'somebodys-own-model': 1 },
    });
  });

  describe('in both forms', () => {
    const setUp = startProxy();
    afterAll(async () => (await setUp)[Symbol.asyncDispose]());
    const text: Record<string, string | undefined> = {
      'by default': undefined,
      'for anything': '*/*',
      'for text': 'text/plain',
      'for Prometheus': 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'for who takes both': 'application/json, text/plain, */*',
    };
    test.each(Object.entries(text))('text %s', async (_, accept) => {
      const response = await (await setUp).request('/metrics', { headers: accept ? { accept } : {} });
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(await response.text()).toMatch(/^# HELP llm_cache_/m);
    });

    test.each([
      ['/metrics', 'application/json'],
      ['/metrics?format=json', '*/*'],
      ['/api/metrics', '*/*'],
    ])('JSON: %s for %s', async (path, accept) => {
      const response = await (await setUp).request(path, { headers: { accept } });
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toMatchObject({ tiers: { memory: {} } });
    });
  });

  test('/admin/stats has metrics and health in one', async () => {
    await using proxy = await startProxy();
    const response = await proxy.request('/admin/stats', { headers: { authorization: 'Bearer admin' } });
    expect(await response.json()).toMatchObject({
      metrics: { tiers: {} },
      health: { status: 'healthy', services: {} },
    });
  });
});

describe('/admin/cache/clear', () => {
  const setUp = startProxy();
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());
  const cleared = async (response: Response) => JSON.parse(await response.text()).cleared;

  test('removes everything, from every tier, for good', async () => {
    const proxy = await setUp;
    const [one, other] = [proxy.client(), proxy.client()];
    for (const { ask } of [one, other]) await ask(QUESTION);
    await one.ask(REWORDED);
    expect(await cleared(await proxy.admin('/cache/clear'))).toEqual({ entries: 2, vectors: 2 });
    expect((await proxy.metrics()).cache).toMatchObject({ entries: 0, vectors: 0 });
    await proxy.restart();
    for (const { ask } of [one, other]) expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('with a namespace removes that alone', async () => {
    const proxy = await setUp;
    const [one, other] = [proxy.client(), proxy.client()];
    for (const { ask } of [one, other]) await ask(QUESTION);
    const response = await proxy.admin('/cache/clear', { namespace: `default/${one.namespace}` });
    expect(await cleared(response)).toEqual({ entries: 1, vectors: 1 });
    expect((await other.ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await one.ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('of the semantic tier leaves the entries', async () => {
    const proxy = await setUp;
    const { ask } = proxy.client();
    await ask(QUESTION);
    const { entries } = (await proxy.metrics()).cache;
    const result = await cleared(await proxy.admin('/cache/clear', { tier: 'semantic' }));
    expect(result).toMatchObject({ entries: 0 });
    expect(result.vectors).toBeGreaterThan(0);
    expect((await proxy.metrics()).cache).toMatchObject({ entries, vectors: 0 });
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test.each([
    ['tier', { tier: 'some' }],
    ['namespace', { namespace: '' }],
    ['namespaces', { namespaces: ['a'] }],
  ])('a bad %s is refused, and nothing is cleared', async (param, body) => {
    const proxy = await setUp;
    await proxy.client().ask(QUESTION);
    const { entries } = (await proxy.metrics()).cache;
    const response = await proxy.admin('/cache/clear', body);
    expect(response.status).toBe(400);
    expect(JSON.parse(await response.text()).error).toMatchObject({ param, code: 'invalid_request' });
    expect((await proxy.metrics()).cache.entries).toBe(entries);
  });

  test('a body counts also when it does not say what it is', async () => {
    const proxy = await setUp;
    await proxy.client().ask(QUESTION);
    const { entries } = (await proxy.metrics()).cache;
    const init = { method: 'POST', headers: { authorization: 'Bearer admin' } };
    const body = Buffer.from(JSON.stringify({ namespace: 'nobody' }));
    expect(await cleared(await proxy.request('/admin/cache/clear', { ...init, body }))).toEqual({
      entries: 0,
      vectors: 0,
    });
    expect((await proxy.metrics()).cache.entries).toBe(entries);
    expect(await cleared(await proxy.request('/admin/cache/clear', init))).toMatchObject({ entries });
  });

  test('with no body over a socket removes everything', async () => {
    const proxy = await setUp;
    await proxy.client().ask(QUESTION);
    const headers = { authorization: 'Bearer admin' };
    const response = await fetch(`${await proxy.url()}/admin/cache/clear`, { method: 'POST', headers });
    expect(await cleared(response)).toMatchObject({ entries: 1 });
  });
});

describe('the request log', () => {
  const secret = 'client-secret-key';
  const headers = { authorization: `Bearer ${secret}`, 'x-request-id': 'logged-1' };

  test('has one JSON line for each request, without question, answer or key', async () => {
    await using proxy = await startProxy({ env: { PROXY_API_KEYS: `ann:${secret}` } });
    const { ask } = proxy.client(headers);
    await ask(QUESTION);
    await ask(REWORDED);
    await ask(chatBody(QUESTION, { stream: true }));
    await ask(QUESTION, { 'x-cache-ttl': 'never' });
    await ask(QUESTION, { authorization: 'Bearer other-secret-key' });
    await proxy.restart();
    const text = await proxy.logged();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const common = { request_id: 'logged-1', endpoint: 'chat.completions', latency_ms: expect.any(Number) };
    const known = { ...common, model: 'gpt-4o-mini', namespace: expect.stringMatching(/^ann\//) };
    expect(lines).toMatchObject([
      { ...known, status: 200, cache: 'MISS', tier: 'upstream', upstream: 'scripted', stream: false, input_tokens: 11 },
      { ...known, status: 200, cache: 'HIT', tier: 'semantic', similarity: expect.any(Number), output_tokens: 10 },
      { ...known, status: 200, cache: 'HIT', tier: 'memory', stream: true },
      { ...common, status: 400, error: 'invalid_request' },
      { ...common, status: 401, error: 'invalid_api_key', namespace: '' },
    ]);
    for (const line of lines) expect(new Date(line.time).toISOString()).toBe(line.time);
    expect(text).not.toMatch(/vaccines|scripted answer|secret/i);
  });

  test('has the questions with LOG_PROMPTS, and no key even then', async () => {
    await using proxy = await startProxy({ env: { LOG_PROMPTS: 'true', PROXY_API_KEYS: `ann:${secret}` } });
    const { ask } = proxy.client(headers);
    await ask(QUESTION);
    await ask(REWORDED);
    await proxy.restart();
    const text = await proxy.logged();
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ question: QUESTION }, { question: REWORDED, matched: QUESTION }]);
    expect(text).not.toContain('secret');
  });

  test('that cannot be written stops nothing', async () => {
    await using proxy = await startProxy({ env: { ...EXACT_ONLY, LOG_PATH: '/dev/null/requests.log' } });
    const { ask } = proxy.client();
    await ask(QUESTION);
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
  });
});

test('no key is written to disk', async () => {
  await using proxy = await startProxy({
    env: { ...EXACT_ONLY, PROXY_API_KEYS: 'ann:client-secret', LOG_PROMPTS: 'true' },
  });
  await proxy.client({ authorization: 'Bearer client-secret' }).ask(QUESTION);
  await proxy.restart();
  for (const file of await readdir(proxy.dir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = await readFile(join(file.parentPath, file.name));
    for (const key of ['client-secret', 'sk-upstream-secret'])
      expect([file.name, bytes.includes(key)]).toEqual([file.name, false]);
  }
});

describe('the dashboard', () => {
  test('is a page that may load nothing from elsewhere', async () => {
    await using proxy = await startProxy();
    const response = await proxy.request('/dashboard');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    const page = await response.text();
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    // Nothing that such a policy would refuse.
    expect(page).not.toMatch(/<script(?! type="module" src=)|<style| style=| on\w+=/);
  });
});

test('what eviction leaves is what CACHE_MAX_SIZE allows', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, CACHE_MAX_SIZE: '5', CACHE_MEMORY_MB: '0' } });
  const { ask } = proxy.client();
  const questions = Array.from({ length: 12 }, (_, at) => `What is special about town number ${at}?`);
  for (const question of questions) await ask(question);
  const { entries, evictions } = (await proxy.metrics()).cache;
  expect({ entries, evictions }).toEqual({ entries: 5, evictions: 7 });
  const hits: string[] = [];
  for (const question of questions) {
    const { headers } = await ask(question, { 'cache-control': 'no-store' });
    if (headers['x-cache'] === 'HIT') hits.push(question);
  }
  expect(hits).toEqual(questions.slice(-5));
});
