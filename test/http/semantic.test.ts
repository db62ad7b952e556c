import { afterAll, describe, expect, test } from 'vitest';
import { chatBody, MODEL, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

const QUESTION = 'How do vaccines work?';
/** At a cosine similarity of 0.94. */
const REWORDED = 'Can you explain how vaccines work?';
const threshold = (value: string) => ({ 'x-cache-threshold': value });

describe('a reworded question', () => {
  test('is a hit by meaning, and a promoted one from then on, on disk too', async () => {
    const { ask } = proxy.client();
    const miss = await ask(QUESTION);
    const hit = await ask(REWORDED);
    expect(hit.text).toBe(miss.text);
    expect(hit.headers).toMatchObject({
      'x-cache': 'HIT',
      'x-cache-tier': 'semantic',
      'x-cache-key': miss.headers['x-cache-key'],
      'x-cache-asked-key': expect.stringMatching(/^[0-9a-f]{64}$/),
      'x-cache-similarity': expect.stringMatching(/^0\.9[34]\d\d$/),
      'cache-status': expect.stringMatching(/^llm-cache; hit; ttl=86\d{3}; detail=semantic$/),
      'server-timing': expect.stringMatching(/embedding;dur=[\d.]+, semantic;dur=/),
      age: expect.stringMatching(/^\d$/),
    });
    expect(hit.headers['x-cache-asked-key']).not.toBe(hit.headers['x-cache-key']);

    const same = ['x-cache', 'x-cache-key', 'x-cache-asked-key', 'x-cache-similarity'];
    const promoted = await ask(REWORDED);
    for (const name of same) expect(promoted.headers[name]).toBe(hit.headers[name]);
    expect(promoted.text).toBe(miss.text);
    expect(promoted.headers).toMatchObject({
      'x-cache-tier': 'memory',
      'cache-status': expect.stringMatching(/; detail=promoted$/),
    });
    expect(promoted.headers['server-timing']).not.toContain('embedding');

    await proxy.restart();
    expect((await ask(REWORDED)).headers).toMatchObject({
      'x-cache-tier': 'exact',
      'x-cache-similarity': hit.headers['x-cache-similarity'],
      'cache-status': expect.stringMatching(/; detail=promoted$/),
    });
    expect(proxy.calls(QUESTION)).toHaveLength(1);
    expect(proxy.calls(REWORDED)).toHaveLength(0);
  });

  test('finds what was stored before a restart', async () => {
    const { ask } = proxy.client();
    await ask('How do I bake bread at home?');
    await proxy.restart();
    expect((await ask('How can I bake bread at home?')).headers).toMatchObject({ 'x-cache-tier': 'semantic' });
  });

  test('streams', async () => {
    const { ask } = proxy.client();
    const miss = JSON.parse((await ask(QUESTION)).text);
    const { text, headers } = await ask(chatBody(REWORDED, { stream: true }));
    expect(headers).toMatchObject({ 'x-cache-tier': 'semantic', 'content-type': 'text/event-stream; charset=utf-8' });
    expect(text).toContain(`"id":"${miss.id}"`);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  test('is counted as what it is', async () => {
    await using counted = await startProxy();
    const { ask } = counted.client();
    for (const question of [QUESTION, REWORDED, REWORDED, QUESTION]) await ask(question);
    const { tiers, requests } = await counted.metrics();
    const counts = Object.entries(tiers).map(([tier, report]) => [tier, report.requests]);
    expect(Object.fromEntries(counts)).toEqual({ memory: 1, exact: 0, promoted: 1, semantic: 1, upstream: 1 });
    expect(requests).toMatchObject({ total: 4, HIT: 3, MISS: 1 });
  });

  test('is not found in another scope or namespace', async () => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    const others = [
      chatBody(REWORDED, { temperature: 0 }),
      { ...chatBody(REWORDED), model: 'gpt-4o' },
      {
        model: MODEL,
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: REWORDED },
        ],
      },
    ];
    for (const body of others) expect((await ask(body)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await proxy.client().ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});

describe('the threshold', () => {
  test('of a request binds the search and the alias', async () => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    const { headers } = await ask(REWORDED);
    expect(headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    const similarity = Number(headers['x-cache-similarity']);
    const above = (similarity + 0.01).toFixed(4);
    const below = (similarity - 0.01).toFixed(4);
    expect((await ask(REWORDED, threshold(below))).headers).toMatchObject({ 'x-cache': 'HIT' });
    const strict = await ask(REWORDED, { ...threshold(above), 'cache-control': 'no-store' });
    expect(strict.headers).toMatchObject({ 'x-cache': 'MISS' });
    const exact = await ask(REWORDED, { ...threshold('1'), 'cache-control': 'no-store' });
    expect(exact.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'threshold' });
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'memory' });
  });

  test('1 serves what is exactly the same, and nothing else, however near', async () => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    expect((await ask(QUESTION, threshold('1'))).headers).toMatchObject({ 'x-cache': 'HIT' });
    const [respaced, noStore] = ['How do vaccines work ?', { 'cache-control': 'no-store' }];
    expect((await ask(respaced)).headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-similarity': '1.0000' });
    expect((await ask(respaced, { ...threshold('1'), ...noStore })).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await ask(respaced)).headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'memory' });
  });

  test('below SEMANTIC_MIN_THRESHOLD is raised to it', async () => {
    await using strict = await startProxy({
      env: { SEMANTIC_MIN_THRESHOLD: '0.96', SEMANTIC_THRESHOLD: '0.97' },
    });
    const { ask } = strict.client();
    await ask(QUESTION);
    expect((await ask(REWORDED, threshold('0.5'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});

describe('an alias', () => {
  test('is not served once SEMANTIC_MODE is off or shadow, and is served again after', async () => {
    await using proxy = await startProxy();
    const { ask } = proxy.client();
    await ask(QUESTION);
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    const noStore = { 'cache-control': 'no-store' };
    await proxy.restart({ SEMANTIC_MODE: 'off' });
    expect((await ask(REWORDED, noStore)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'disabled' });
    await proxy.restart({ SEMANTIC_MODE: 'shadow' });
    expect((await ask(REWORDED, noStore)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'shadow' });
    await proxy.restart({ ENABLE_SEMANTIC_CACHE: 'false' });
    expect((await ask(REWORDED, noStore)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'disabled' });
    await proxy.restart();
    expect((await ask(REWORDED)).headers['cache-status']).toMatch(/; detail=promoted$/);
  });

  test('is not served when the question may no longer be matched by meaning', async () => {
    await using proxy = await startProxy();
    const { ask } = proxy.client();
    await ask(QUESTION);
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    await proxy.restart({ FRESHNESS: 'short', FRESHNESS_WORDS: 'vaccines' });
    const { headers } = await ask(REWORDED);
    expect(headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'time-sensitive' });
  });

  test('does not hold for an entry that was stored anew under the same key', async () => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(REWORDED);
    proxy.pass(10 * SECOND);
    const renewed = await ask(QUESTION, { 'cache-control': 'no-cache' });
    const hit = await ask(REWORDED);
    expect(hit.headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    expect(hit.text).toBe(renewed.text);
  });

  test('does not revive after a clear', async () => {
    const { ask, namespace } = proxy.client();
    await ask(QUESTION);
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    proxy.pass(SECOND);
    await proxy.admin('/cache/clear', { namespace: `default/${namespace}` });
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS' });
    const { headers } = await ask(REWORDED);
    expect(headers['cache-status']).not.toContain('promoted');
  });

  test("lives no longer than its request's x-cache-ttl", async () => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(REWORDED, { 'x-cache-ttl': '10' });
    proxy.pass(9 * SECOND);
    expect((await ask(REWORDED)).headers['cache-status']).toMatch(/; detail=promoted$/);
    proxy.pass(2 * SECOND);
    expect((await ask(REWORDED)).headers['cache-status']).toMatch(/; detail=semantic$/);
  });

  test('lives no longer than its entry', async () => {
    const { ask } = proxy.client();
    await ask(QUESTION, { 'x-cache-ttl': '10' });
    await ask(REWORDED);
    proxy.pass(11 * SECOND);
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('is not chained: what is near an alias alone is not a hit', async () => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(REWORDED);
    const [{ vectors }] = [(await proxy.metrics()).cache];
    await ask(REWORDED);
    expect((await proxy.metrics()).cache.vectors).toBe(vectors);
  });
});

describe('matching by meaning is not for', () => {
  const TOOLS = [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } }];
  const user = (content: unknown) => ({ role: 'user', content });
  const long = 'The weather station recorded pressure, humidity and wind. '.repeat(40);
  const unfit: Record<string, [reason: string, (question: string) => object]> = {
    tools: ['tools', (question) => chatBody(question, { tools: TOOLS })],
    'tool results': [
      'tools',
      (question) => ({
        model: MODEL,
        messages: [
          user('Look it up'),
          { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'x', arguments: '{}' } }] },
          { role: 'tool', tool_call_id: 'c', content: 'Found' },
          user(question),
        ],
      }),
    ],
    'a schema': [
      'schema',
      (question) =>
        chatBody(question, {
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'a', schema: { type: 'object', properties: { a: { type: 'string' } } } },
          },
        }),
    ],
    'an image': [
      'media',
      (question) => ({
        model: MODEL,
        messages: [
          user([
            { type: 'text', text: question },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
          ]),
        ],
      }),
    ],
    'several choices': ['choices', (question) => chatBody(question, { n: 2 })],
    'log probabilities': ['logprobs', (question) => chatBody(question, { logprobs: true })],
    'more turns than SEMANTIC_MAX_TURNS': [
      'turns',
      (question) => ({ model: MODEL, messages: [...Array.from({ length: 4 }, () => user('Go on')), user(question)] }),
    ],
    "a last message that is not the user's": [
      'not-user',
      (question) => ({ model: MODEL, messages: [user(question), { role: 'assistant', content: 'Well,' }] }),
    ],
    'bare pronouns': [
      'no-meaning',
      (question) => chatBody(question === QUESTION ? 'How old is he?' : 'How old is she?'),
    ],
    'an empty text': ['no-meaning', (question) => chatBody(question === QUESTION ? '' : ' . ')],
    'text beyond the window of the model': ['too-long', (question) => chatBody(long + question)],
    'unknown tokens': ['unknown-tokens', (question) => chatBody(`${question} 🦖 🦕`)],
  };
  test.each(Object.entries(unfit))('%s', async (_, [reason, bodyOf]) => {
    const { ask } = proxy.client();
    await ask(bodyOf(QUESTION));
    const { headers } = await ask(bodyOf(REWORDED));
    expect(headers['x-cache']).toBe('MISS');
    // What was not indexed leaves its scope empty: then no embedding is made, and none is read.
    if (!['too-long', 'unknown-tokens'].includes(reason)) expect(headers['x-cache-reason']).toBe(reason);
    else expect(headers['server-timing']).not.toContain('semantic;');
  });

  test.each([
    ['too-long', long],
    ['unknown-tokens', 'How do dinosaurs 🦖 lay eggs?'],
  ])('%s, said where there is something to find', async (reason, question) => {
    const { ask } = proxy.client();
    await ask(QUESTION);
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': reason });
  });

  test('an answer that ended at its limit, which serves the same request only', async () => {
    const { ask } = proxy.client();
    const bounded = (question: string) => chatBody(question, { max_tokens: 3 });
    const miss = await ask(bounded(QUESTION));
    expect(JSON.parse(miss.text).choices[0].finish_reason).toBe('length');
    expect((await ask(bounded(QUESTION))).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await ask(bounded(REWORDED))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});

test.each([
  ['number', 'How long do I boil 2 eggs?', 'How long do I boil 12 eggs?'],
  ['negation', 'Why should I eat meat?', 'Why should I not eat meat?'],
])('a guard refuses another %s, and says so', async (guard, question, other) => {
  const { ask } = proxy.client();
  await ask(question);
  expect((await ask(other)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': `guard:${guard}` });
});

test('an embedder that is not there leaves the exact tiers, and health says why', async () => {
  await using proxy = await startProxy({ env: { EMBEDDING_MODEL: 'no-such-model' } });
  const { ask } = proxy.client();
  expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'unavailable' });
  expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
  const health = await proxy.request('/health');
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({
    status: 'degraded',
    services: { embedding: { status: 'unhealthy', error: expect.stringContaining('no-such-model') } },
  });
});
