import { afterAll, describe, expect, test } from 'vitest';
import { chatBody, EXACT_ONLY, MODEL, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

describe('the tiers', () => {
  test('a miss asks the upstream, and says that its answer is stored', async () => {
    const { ask } = proxy.client();
    const { status, headers, text } = await ask('Why do cats purr?');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-cache': 'MISS',
      'x-cache-tier': 'upstream',
      'x-cache-key': expect.stringMatching(/^[0-9a-f]{64}$/),
      'cache-status': 'llm-cache; fwd=miss; stored',
      'server-timing': expect.stringMatching(/\bupstream;dur=[\d.]+/),
      'x-upstream': 'scripted',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers).not.toHaveProperty('age');
    expect(headers).not.toHaveProperty('x-cache-reason');
    expect(JSON.parse(text).choices[0].message.content).toContain('Why do cats purr?');
  });

  test('the same question again is a hit from memory, byte for byte', async () => {
    const { ask } = proxy.client();
    const miss = await ask('Why do dogs bark?');
    proxy.pass(90 * SECOND);
    const hit = await ask('Why do dogs bark?');
    expect(hit.text).toBe(miss.text);
    expect(hit.headers).toMatchObject({
      'content-type': 'application/json',
      'x-cache': 'HIT',
      'x-cache-tier': 'memory',
      'x-cache-key': miss.headers['x-cache-key'],
      'cache-status': expect.stringMatching(/^llm-cache; hit; ttl=863\d\d; detail=memory$/),
      age: expect.stringMatching(/^9\d$/),
    });
    for (const name of ['x-upstream', 'x-cache-reason', 'x-cache-similarity', 'x-cache-asked-key']) {
      expect(hit.headers).not.toHaveProperty(name);
    }
    expect(proxy.calls('Why do dogs bark?')).toHaveLength(1);
  });

  test('an upstream body is kept as it was written, whatever its numbers and blanks', async () => {
    const body = `{ "id":"x",\n "seed": 9007199254740993, "p": 1.0, "model":"${MODEL}",
      "choices":[{"index":0,"message":{"role":"assistant","content":"caf\\u00e9"},"finish_reason":"stop"}] }`;
    proxy.script('as it was written', { headers: { 'content-type': 'application/json' }, body });
    const { ask } = proxy.client();
    expect((await ask('Keep this as it was written')).text).toBe(body);
    const hit = await ask('Keep this as it was written');
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(hit.text).toBe(body);
  });

  test('after a restart the hit comes from the disk, and then from memory', async () => {
    const { ask } = proxy.client();
    const miss = await ask('Why do bees dance?');
    await proxy.restart();
    const hit = await ask('Why do bees dance?');
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'exact' });
    expect(hit.headers['cache-status']).toMatch(/; hit; ttl=\d+; detail=exact$/);
    expect(hit.text).toBe(miss.text);
    expect((await ask('Why do bees dance?')).headers).toMatchObject({ 'x-cache-tier': 'memory' });
  });

  test('an answer lives for CACHE_TTL', async () => {
    const { ask } = proxy.client();
    await ask('How long does an answer live?');
    proxy.pass(86_399 * SECOND);
    expect((await ask('How long does an answer live?')).headers).toMatchObject({ 'x-cache': 'HIT' });
    proxy.pass(SECOND);
    expect((await ask('How long does an answer live?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});

describe('what is the same request', () => {
  const question = 'Why is the sky blue?';
  const same: Record<string, object | string> = {
    'other case and blanks': '  WHY  is the\tSky blue? ',
    'other order of fields': { messages: [{ content: question, role: 'user' }], model: MODEL },
    'null fields': chatBody(question, { stop: null, tools: null, seed: null }),
    'defaults that say nothing': chatBody(question, {
      n: 1,
      stream: false,
      logprobs: false,
      response_format: { type: 'text' },
    }),
    'fields that do not shape the answer': chatBody(question, {
      user: 'u',
      metadata: { a: '1' },
      service_tier: 'auto',
      safety_identifier: 's',
      prompt_cache_key: 'k',
      prompt_cache_retention: '24h',
      prompt_cache_options: {},
    }),
    streamed: chatBody(question, { stream: true, stream_options: { include_usage: true } }),
  };
  test.each(Object.entries(same))('%s', async (_, body) => {
    const { ask } = proxy.client();
    const { headers } = await ask(question);
    expect((await ask(body)).headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-key': headers['x-cache-key'] });
  });

  const history = (last: object) => ({ model: MODEL, messages: [{ role: 'user', content: question }, last] });
  const other: Record<string, object> = {
    'a field that nobody has heard of': chatBody(question, { frobnicate: true }),
    'a temperature': chatBody(question, { temperature: 1 }),
    'another model': { ...chatBody(question), model: 'gpt-4o' },
    'an answer after the question': history({ role: 'assistant', content: 'Because' }),
    'a tool result after the question': history({ role: 'tool', tool_call_id: 'c', content: '12 degrees' }),
    'a seed above 2^53': chatBody(question, { seed: 2 ** 53 }),
  };
  test.each(Object.entries(other))('not with %s', async (_, body) => {
    const { ask } = proxy.client();
    const first = await ask(question);
    const second = await ask(body);
    expect(second.headers).toMatchObject({ 'x-cache': 'MISS' });
    expect(second.headers['x-cache-key']).not.toBe(first.headers['x-cache-key']);
  });

  test('two tool results that differ have two keys', async () => {
    const { ask } = proxy.client();
    const keys = await Promise.all(
      ['12 degrees', '13 degrees'].map(async (content) => {
        const { headers } = await ask(history({ role: 'tool', tool_call_id: 'c', content }));
        return headers['x-cache-key'];
      }),
    );
    expect(new Set(keys).size).toBe(2);
  });
});

describe('what the upstream is sent', () => {
  test("the client's values as they are, with our key and not the client's", async () => {
    const body = `{"messages":[{"role":"user","content":"  Sent  AS it is, 1 "}],"seed":9007199254740993,"model":"${MODEL}","top_p":1.0}`;
    await proxy.request('/v1/chat/completions?api-version=7&nonsense=1', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer the-clients-own-key',
        cookie: 'secret=1',
        'x-title': 'an app',
        'openai-beta': 'assistants=v2',
        'x-cache-tags': 'a',
      },
    });
    const [sent] = proxy.calls('Sent  AS it is');
    expect(sent?.text).toBe(body);
    expect(Object.fromEntries(sent?.query ?? [])).toEqual({ 'api-version': '7' });
    expect(sent?.headers).toMatchObject({
      authorization: 'Bearer sk-upstream-secret',
      'content-type': 'application/json',
      'x-title': 'an app',
      'openai-beta': 'assistants=v2',
    });
    for (const name of ['cookie', 'x-cache-tags']) expect(sent?.headers).not.toHaveProperty(name);
  });

  test('a stream with its usage asked for, whether the client did or not', async () => {
    await proxy.client().ask(chatBody('Stream me the sea', { stream: true, stream_options: { other: 1 } }));
    expect(proxy.calls('Stream me the sea')[0]?.json).toMatchObject({
      stream: true,
      stream_options: { other: 1, include_usage: true },
    });
  });

  test('the model that an alias stands for, which is in the key too', async () => {
    await using aliased = await startProxy({ env: { ...EXACT_ONLY, MODEL_ALIASES: JSON.stringify({ cheap: MODEL }) } });
    const { ask } = aliased.client();
    const miss = await ask({ ...chatBody('Who are you?'), model: 'cheap' });
    expect(aliased.calls('Who are you?')[0]?.json).toMatchObject({ model: MODEL });
    const hit = await ask('Who are you?');
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-key': miss.headers['x-cache-key'] });
  });
});

test('a scope mask blanks what changes on every call', async () => {
  await using masked = await startProxy({ env: { ...EXACT_ONLY, CACHE_SCOPE_MASK: String.raw`It is \d\d:\d\d\.` } });
  const { ask } = masked.client();
  const at = (time: string) => ({
    model: MODEL,
    messages: [
      { role: 'system', content: `It is ${time}. Be brief.` },
      { role: 'user', content: 'Why is grass green?' },
    ],
  });
  await ask(at('10:00'));
  expect((await ask(at('10:01'))).headers).toMatchObject({ 'x-cache': 'HIT' });
});

test('CACHE_KEY_IGNORE replaces what the key leaves out', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, CACHE_KEY_IGNORE: 'stream,stream_options,trace' } });
  const { ask } = proxy.client();
  await ask(chatBody('Why is snow white?', { trace: 1, user: 'a' }));
  expect((await ask(chatBody('Why is snow white?', { trace: 2, user: 'a' }))).headers['x-cache']).toBe('HIT');
  expect((await ask(chatBody('Why is snow white?', { trace: 1, user: 'b' }))).headers['x-cache']).toBe('MISS');
});

test('CACHE_NORMALIZE=none takes the text as it is', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, CACHE_NORMALIZE: 'none' } });
  const { ask } = proxy.client();
  await ask('Why is coal black?');
  expect((await ask('why is coal black?')).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'disabled' });
});

test('CACHE_MEMORY_MB=0 leaves the disk', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, CACHE_MEMORY_MB: '0' } });
  const { ask } = proxy.client();
  await ask('Why is ice slippery?');
  for (const _ of [1, 2])
    expect((await ask('Why is ice slippery?')).headers).toMatchObject({ 'x-cache-tier': 'exact' });
});
