/** `/query`, `/api/query`, `/cache/stats` and their kin through the front door: every field's name, type and unit. */
import { afterAll, describe, expect, test } from 'vitest';
import { EXACT_ONLY, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

const json = async (path: string) => JSON.parse(await (await proxy.request(path)).text());
const modelOf = (text: string) => (proxy.calls(text).at(-1)?.json as { model: string } | undefined)?.model;

/** Posts in a namespace of its own; the answer, parsed. */
function client(headers: Record<string, string> = {}) {
  const { post } = proxy.client(headers);
  return async (path: string, body: object, more: Record<string, string> = {}) => {
    const answered = await post(path, body, more);
    return { ...answered, body: JSON.parse(answered.text) };
  };
}

describe('POST /query', () => {
  test('a miss, then a hit', async () => {
    const post = client();
    const query = 'Why is the sky blue?';
    const before = Date.now() / 1000;
    const miss = await post('/query', { query });
    expect(miss).toMatchObject({ status: 200, headers: { 'content-type': 'application/json', 'x-cache': 'MISS' } });
    expect(miss.body).toEqual({
      query,
      response: expect.stringContaining(query),
      cache_hit: false,
      cached_data: null,
      embedding_dimension: 384,
      processing_time: expect.any(Number),
    });
    expect(modelOf(query)).toBe('llama-3.3-70b-versatile');

    proxy.pass(90 * SECOND);
    const hit = await post('/query', { query });
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', age: '90' });
    expect(hit.body).toEqual({
      ...miss.body,
      cache_hit: true,
      cached_data: {
        cached_response: miss.body.response,
        similarity_score: 1,
        cached_query: query,
        cache_timestamp: expect.any(Number),
      },
      processing_time: expect.any(Number),
    });
    // Epoch seconds of when it was stored, and seconds.
    const { cache_timestamp: storedAt } = hit.body.cached_data;
    expect(storedAt - before).toBeGreaterThan(-1);
    expect(storedAt - before).toBeLessThan(60);
    expect(hit.body.processing_time).toBeLessThan(10);
    expect(proxy.calls(query)).toHaveLength(1);
  });

  test('a hit by meaning names the question that was matched', async () => {
    const post = client();
    const stored = await post('/query', { query: 'How do vaccines work?' });
    const { body, headers } = await post('/query', { query: 'Can you explain how vaccines work?' });
    expect(headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    expect(body).toMatchObject({
      query: 'Can you explain how vaccines work?',
      response: stored.body.response,
      cache_hit: true,
      cached_data: { cached_query: 'How do vaccines work?' },
    });
    expect(body.cached_data.similarity_score).toBeCloseTo(Number(headers['x-cache-similarity']), 4);
    expect(body.cached_data.similarity_score).toBeLessThan(1);
  });

  test('similarity_threshold binds it', async () => {
    const post = client();
    await post('/query', { query: 'How do volcanoes erupt?' });
    const strict = await post('/query', { query: 'Can you explain how volcanoes erupt?', similarity_threshold: 1 });
    expect(strict.body).toMatchObject({ cache_hit: false, cached_data: null });
  });

  test('use_cache: false neither reads nor writes', async () => {
    const post = client();
    const query = 'How tall is a giraffe?';
    const bypass = await post('/query', { query, use_cache: false });
    expect(bypass.headers).toMatchObject({ 'x-cache': 'BYPASS' });
    expect((await post('/query', { query })).body).toMatchObject({ cache_hit: false });
    expect((await post('/query', { query, use_cache: false })).body).toMatchObject({ cache_hit: false });
    expect(proxy.calls(query)).toHaveLength(3);
  });

  test('is the chat completion of that question: they share an entry, and headers steer both', async () => {
    const post = client();
    const query = 'What do pandas eat?';
    const messages = [{ role: 'user', content: query }];
    const chat = await post('/v1/chat/completions', { model: 'a-model', messages }, { 'x-cache-ttl': '60' });
    const { body, headers } = await post('/query', { query, model: 'a-model' });
    expect(headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-key': chat.headers['x-cache-key'] });
    expect(headers['cache-status']).toContain('ttl=60');
    expect(body.response).toBe(chat.body.choices[0].message.content);
  });

  test('without the semantic tier the dimension is 0', async () => {
    await using own = await startProxy({ env: { ...EXACT_ONLY, DEFAULT_MODEL: 'a-default' } });
    const { text } = await own.client().post('/query', { query: 'How deep is the sea?' });
    expect(JSON.parse(text)).toMatchObject({ embedding_dimension: 0 });
    expect(own.upstream.requests.at(-1)?.json).toMatchObject({ model: 'a-default' });
  });

  test("an upstream's error reaches the client as elsewhere", async () => {
    const body = { error: { message: 'no such model', type: 'invalid_request_error', param: 'model', code: 'x' } };
    proxy.script('Who is unknown?', { status: 404, body });
    const refused = await client()('/query', { query: 'Who is unknown?', model: 'unknown' });
    expect(refused).toMatchObject({ status: 404, body });
  });
});

describe('POST /api/query', () => {
  test('upstream, then exact, then by meaning, through the Responses API', async () => {
    const post = client();
    const query = 'How do rainbows form?';
    const miss = await post('/api/query', { query });
    expect(miss.body).toEqual({
      query,
      response: expect.stringContaining(query),
      source: 'upstream',
      similarity: null,
      latency_ms: expect.any(Number),
    });
    expect(proxy.calls(query).map(({ path }) => path)).toEqual(['/v1/responses']);
    expect(modelOf(query)).toBe('llama-3.3-70b-versatile');
    const hit = await post('/api/query', { query });
    expect(hit.body).toMatchObject({ response: miss.body.response, source: 'exact', similarity: 1 });
    const reworded = { query: 'Can you explain how rainbows form?' };
    for (const detail of ['semantic', 'promoted']) {
      const { body, headers } = await post('/api/query', reworded);
      expect(headers['cache-status']).toContain(`detail=${detail}`);
      expect(body).toMatchObject({ ...reworded, response: miss.body.response, source: 'semantic' });
      expect(body.similarity).toBeGreaterThan(0.8);
      expect(body.similarity).toBeLessThan(1);
    }
  });

  test('an upstream without that API: 400 that says which has it', async () => {
    await using own = await startProxy({
      env: {
        ...EXACT_ONLY,
        UPSTREAMS: JSON.stringify([{ name: 'old', base_url: 'http://127.0.0.1:9/v1', serves: ['chat.completions'] }]),
      },
    });
    const { status, text } = await own.client().post('/api/query', { query: 'Hello there?' });
    expect(status).toBe(400);
    expect(JSON.parse(text).error.message).toContain('groq, openrouter, openai');
  });
});

describe('what is malformed is refused by name', () => {
  test.each([
    ['/query', {}, 'query'],
    ['/query', { query: '' }, 'query'],
    ['/query', { query: 5 }, 'query'],
    ['/query', { query: 'x', use_cache: 'yes' }, 'use_cache'],
    ['/query', { query: 'x', similarity_threshold: 1.5 }, 'similarity_threshold'],
    ['/query', { query: 'x', similarity_threshold: '0.9' }, 'similarity_threshold'],
    ['/query', { query: 'x', model: '' }, 'model'],
    ['/query', { query: 'x', temperature: 1 }, 'temperature'],
    ['/api/query', {}, 'query'],
    ['/api/query', { query: 'x', use_cache: false }, 'use_cache'],
    ['/api/query', { query: 'x', model: null }, 'model'],
  ])('%s %j', async (path, body, param) => {
    const refused = await client()(path, body);
    expect(refused).toMatchObject({ status: 400, body: { error: { param, type: 'invalid_request_error' } } });
  });

  test.each(['/query', '/api/query'])('%s: what is no JSON, another type, another method', async (path) => {
    const post = (body: string, type: string) =>
      proxy.request(path, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('{', 'application/json')).status).toBe(400);
    expect((await post('query=x', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await proxy.request(path)).status).toBe(405);
  });
});

test('they spend money: with client keys they take one, and each client has a cache of its own', async () => {
  await using own = await startProxy({ env: { ...EXACT_ONLY, PROXY_API_KEYS: 'one:key-1,two:key-2' } });
  const body = { query: 'What is mine?' };
  for (const path of ['/query', '/api/query']) {
    expect((await own.client().post(path, body)).status).toBe(401);
    const ask = (key: string) =>
      own.client({ authorization: `Bearer ${key}`, 'x-cache-namespace': 'same' }).post(path, body);
    const answers = [await ask('key-1'), await ask('key-2'), await ask('key-1')];
    expect(answers.map(({ headers }) => headers['x-cache'])).toEqual(['MISS', 'MISS', 'HIT']);
  }
});

test('GET /cache/stats', async () => {
  await using own = await startProxy({ env: { ...EXACT_ONLY, CACHE_MAX_SIZE: '50', SEMANTIC_THRESHOLD: '0.93' } });
  const stats = async () => JSON.parse(await (await own.request('/cache/stats')).text());
  expect(await stats()).toEqual({ cache_size: 0, max_cache_size: 50, current_threshold: 0.93 });
  await own.client().post('/query', { query: 'How many are there?' });
  expect(await stats()).toMatchObject({ cache_size: 1 });
});

test('GET / and /health', async () => {
  for (const path of ['/', '/health']) {
    const health = await json(path);
    expect(health).toMatchObject({
      status: 'healthy',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptime_seconds: expect.any(Number),
    });
    expect(Math.abs(health.timestamp - Date.now() / 1000)).toBeLessThan(3600);
    const names = ['redis', 'qdrant', 'embedding', 'upstreams'];
    expect(Object.keys(health.services)).toEqual(expect.arrayContaining(names));
    for (const service of Object.values<object>(health.services)) {
      expect(service).toMatchObject({
        status: expect.stringMatching(/^(healthy|disabled)$/),
        latency_ms: expect.any(Number),
      });
    }
  }
});

test('GET /api/metrics is what /metrics has as JSON', async () => {
  const metrics = await json('/api/metrics');
  expect(Object.keys(metrics.tiers)).toEqual(['memory', 'exact', 'promoted', 'semantic', 'upstream']);
  for (const tier of Object.values(metrics.tiers)) {
    const latency_ms = Object.fromEntries(['average', 'p50', 'p95', 'p99'].map((name) => [name, expect.any(Number)]));
    expect(tier).toEqual({ requests: expect.any(Number), percentage: expect.any(Number), latency_ms });
  }
  const numbers = expect.objectContaining({ spent: expect.anything(), saved: expect.anything() });
  expect(metrics).toMatchObject({ tokens: numbers, cost_usd: numbers });
  expect(Object.keys(await json('/metrics?format=json'))).toEqual(Object.keys(metrics));
});
