/** What is stored, and what is not. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Scripted, sse } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, MODEL, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

const answer = (choice: object, more: object = {}) => ({
  id: 'x',
  model: MODEL,
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Yes' }, ...choice }],
  ...more,
});
const calls = (args: string) => ({
  finish_reason: 'tool_calls',
  message: { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: args } }] },
});
const schema = { response_format: { type: 'json_object' } };

describe('not stored', () => {
  const cases: Record<string, [reason: string, status: number, reply: Scripted, more?: object]> = {
    'a 200 that holds an error': ['error', 200, { body: { error: { message: 'no' } } }],
    'a choice that ended for an error': ['error', 200, { body: answer({ finish_reason: 'error' }) }],
    'an error beside an answer': ['error', 200, { body: answer({}, { error: { message: 'half' } }) }],
    'filtered content': ['content_filter', 200, { body: answer({ finish_reason: 'content_filter' }) }],
    'a refusal': ['refusal', 200, { body: answer({ message: { content: null, refusal: 'I cannot' } }) }],
    'empty content': ['empty', 200, { body: answer({ message: { role: 'assistant', content: '' } }) }],
    'no choices': ['empty', 200, { body: { id: 'x', model: MODEL, choices: [] } }],
    'tool arguments that do not parse': ['tool-arguments', 200, { body: answer(calls('{"city":')) }],
    'JSON that does not parse': ['schema-content', 200, { body: answer({}) }, schema],
    "another model's answer": ['other-model', 200, { body: answer({}, { model: 'gpt-3.5-turbo' }) }],
    'an answer with a key twice': ['unparsable', 200, { body: `{"id":"x","id":"y","choices":[]}` }],
    'a 400': ['status-400', 400, { status: 400, body: { error: { message: 'bad' } } }],
    'a 404': ['status-404', 404, { status: 404, body: { error: { message: 'no model' } } }],
    'a 429': ['status-429', 429, { status: 429, body: { error: { message: 'slow down' } } }],
    'a 500': ['status-500', 500, { status: 500, body: 'oops' }],
  };
  test.each(Object.entries(cases))(
    '%s: it reaches the client as it is',
    async (name, [reason, status, reply, more]) => {
      const question = `What about ${name}?`;
      proxy.script(question, reply);
      const { ask } = proxy.client();
      for (const _ of [1, 2]) {
        const miss = await ask(chatBody(question, more));
        expect(miss.status).toBe(status);
        expect(miss.text).toBe(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
        expect(miss.headers).toMatchObject({
          'x-cache': 'MISS',
          'cache-status': expect.stringMatching(/^llm-cache; fwd=miss(; detail=.*)?$/),
        });
      }
      expect(await proxy.counter(`not_stored_total{reason="${reason}"}`)).toBeGreaterThanOrEqual(2);
      expect(proxy.calls(question)).toHaveLength(2);
    },
  );

  const useless: Record<string, Scripted> = {
    'is no JSON': { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' },
    'is empty': {},
    'is cut': { body: answer({}), finish: 'cut' },
  };
  test.each(Object.entries(useless))('a 200 that %s: a 502', async (name, reply) => {
    const question = `What of one that ${name}?`;
    proxy.script(question, reply);
    const { ask } = proxy.client();
    for (const _ of [1, 2]) {
      const { status, text } = await ask(question);
      expect(status).toBe(502);
      expect(JSON.parse(text).error).toMatchObject({ type: 'server_error', code: 'upstream_bad_answer' });
    }
    expect(proxy.calls(question)).toHaveLength(2);
  });
});

describe('whatever the upstream sends', () => {
  const messages = [
    { role: 'assistant' },
    { content: 'Yes' },
    { tool_calls: [{}] },
    { tool_calls: [{ function: null }] },
  ];
  const choices = fc.oneof(
    fc.jsonValue(),
    fc.array(
      fc.record({ message: fc.oneof(fc.constantFrom(...messages), fc.jsonValue()), finish_reason: fc.jsonValue() }),
    ),
  );
  const odd = fc.record(
    { choices, model: fc.jsonValue(), usage: fc.jsonValue(), error: fc.jsonValue(), id: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const { ask } = proxy.client({ 'x-cache-threshold': '1' });
  let asked = 0;

  test('as JSON reaches the client as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(odd, fc.jsonValue()), async (body) => {
        const question = `What is oddity ${asked++}?`;
        const text = JSON.stringify(body);
        proxy.script(question, { headers: { 'content-type': 'application/json' }, body: text });
        expect(await ask(question)).toMatchObject({ status: 200, text });
        expect((await ask(question)).text).toBe(text);
        expect((await ask(chatBody(question, { stream: true }))).status).toBe(200);
      }),
      { numRuns: 40 },
    );
  });

  test('as a stream reaches the client, and what is stored can be streamed again', async () => {
    const events = fc.array(
      fc.oneof(
        odd.map((chunk) => sse(chunk)),
        fc.constantFrom(sse('[DONE]'), ': hi\n\n', 'data: {\n\n'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(events, async (stream) => {
        const question = `What is stream ${asked++}?`;
        proxy.script(question, { stream });
        expect((await ask(chatBody(question, { stream: true }))).status).toBe(200);
        expect((await ask(chatBody(question, { stream: true }))).status).toBe(200);
        expect([200, 502]).toContain((await ask(question)).status);
      }),
      { numRuns: 40 },
    );
  });

  test('as bytes reaches the client, or is an error', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    const types = fc.constantFrom('application/json', 'text/event-stream', 'text/html');
    await fc.assert(
      fc.asyncProperty(bytes, types, fc.boolean(), async (body, type, stream) => {
        const question = `What are bytes ${asked++}?`;
        proxy.script(question, { headers: { 'content-type': type }, body });
        expect([200, 502]).toContain((await ask(chatBody(question, { stream }))).status);
      }),
      { numRuns: 40 },
    );
  });
});

describe('stored', () => {
  const cases: Record<string, [Scripted, object?]> = {
    'tool calls': [{ body: answer(calls('{"city":"Rome"}')) }],
    'JSON that parses': [{ body: answer({ message: { role: 'assistant', content: '{"a":1}' } }) }, schema],
    'a dated name of the model asked for': [{ body: answer({}, { model: `${MODEL}-2024-07-18` }) }],
    'an answer that names no model': [{ body: answer({}, { model: undefined }) }],
    'one that ended at its limit': [{ body: answer({ finish_reason: 'length' }) }],
  };
  test.each(Object.entries(cases))('%s', async (name, [reply, more]) => {
    const question = `And what about ${name}?`;
    proxy.script(question, reply);
    const { ask } = proxy.client();
    await ask(chatBody(question, more));
    expect((await ask(chatBody(question, more))).headers).toMatchObject({ 'x-cache': 'HIT' });
  });
});

describe('bypassed', () => {
  const cases: Record<string, [reason: string, body: object]> = {
    'store: true': ['store', { store: true }],
    ':online': ['live-search', { model: 'openai/gpt-4o-mini:online' }],
    plugins: ['live-search', { plugins: [{ id: 'web' }] }],
    web_search_options: ['live-search', { web_search_options: {} }],
    'search models': ['live-search', { model: 'gpt-4o-search-preview' }],
    'compound models': ['live-search', { model: 'groq/compound' }],
    search_settings: ['live-search', { search_settings: { country: 'x' } }],
    'hosted tools': ['live-search', { tools: [{ type: 'web_search' }] }],
    'streamed audio': ['audio', { stream: true, modalities: ['text', 'audio'], audio: { voice: 'alloy' } }],
  };
  test.each(Object.entries(cases))('%s', async (_, [reason, more]) => {
    const { ask } = proxy.client();
    for (const _ of [1, 2]) {
      const { headers } = await ask(chatBody('What is near me?', more));
      expect(headers).toMatchObject({
        'x-cache': 'BYPASS',
        'x-cache-reason': reason,
        'cache-status': `llm-cache; fwd=bypass; detail=${reason}`,
      });
    }
  });
});

describe('what depends on time', () => {
  const question = 'What is the weather in Berlin right now?';

  test('is a bypass', async () => {
    const { ask } = proxy.client();
    for (const _ of [1, 2]) {
      const { headers } = await ask(question);
      expect(headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': 'time-sensitive' });
    }
  });

  test('unless the client gives a lifetime', async () => {
    const { ask } = proxy.client();
    await ask(question, { 'x-cache-ttl': '60' });
    expect((await ask(question, { 'x-cache-ttl': '60' })).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await ask(question, { 'x-cache-ttl': '0' })).headers).toMatchObject({ 'x-cache': 'BYPASS' });
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'BYPASS' });
  });

  test.each(['Do you know the current directory command?', 'What does Date.now() return?'])(
    'not %s',
    async (innocent) => {
      expect((await proxy.client().ask(innocent)).headers).toMatchObject({ 'x-cache': 'MISS' });
    },
  );

  test('an answer that says so lives a short time, and has no stale window', async () => {
    const content = 'As of today, 1 euro is $1.08.';
    proxy.script('an exchange', { body: answer({ message: { role: 'assistant', content } }) });
    const { ask } = proxy.client();
    await ask('Tell me about an exchange of money');
    proxy.pass(299 * SECOND);
    expect((await ask('Tell me about an exchange of money')).headers).toMatchObject({ 'x-cache': 'HIT' });
    proxy.pass(2 * SECOND);
    const late = await ask('Tell me about an exchange of money', { 'cache-control': 'max-stale' });
    expect(late.headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('FRESHNESS=short keeps it for FRESHNESS_SHORT_TTL, for the same question only', async () => {
    await using short = await startProxy({ env: { FRESHNESS: 'short', FRESHNESS_SHORT_TTL: '60' } });
    const { ask } = short.client();
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'time-sensitive' });
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await ask('What is the weather right now in Berlin?')).headers).toMatchObject({ 'x-cache': 'MISS' });
    short.pass(61 * SECOND);
    expect((await ask(question, { 'cache-control': 'max-stale' })).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('FRESHNESS=off treats it like any other', async () => {
    await using off = await startProxy({ env: { ...EXACT_ONLY, FRESHNESS: 'off' } });
    const { ask } = off.client();
    await ask(question);
    off.pass(80_000 * SECOND);
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('FRESHNESS_WORDS adds and removes', async () => {
    await using worded = await startProxy({ env: { ...EXACT_ONLY, FRESHNESS_WORDS: 'lottery,-weather' } });
    const { ask } = worded.client();
    expect((await ask('Explain the lottery')).headers).toMatchObject({ 'x-cache': 'BYPASS' });
    expect((await ask('What is the weather in Berlin like?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});
