/** `/v1/responses` through the front door, and with the official SDK on a real socket. */
import type OpenAI from 'openai';
import type { ResponseCreateParamsNonStreaming, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, describe, expect, test } from 'vitest';
import { sse } from '../../demo/upstream.ts';
import { EXACT_ONLY, MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());
const sdk = await proxy.sdk();
type Params = ResponseCreateParamsNonStreaming;

const PATH = '/v1/responses';
const QUESTION = 'How do vaccines work?';
/** At a cosine similarity of 0.94. */
const REWORDED = 'Can you explain how vaccines work?';
const ask = (input: unknown, more: object = {}) => ({ model: MODEL, input, ...more });
const idOf = (text: string): string => JSON.parse(text).id;
const message = (text: string, fields: object = {}) => ({
  id: 'msg',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
  ...fields,
});
const answer = (output: object[], fields: object = {}) => ({
  id: 'resp',
  object: 'response',
  status: 'completed',
  model: MODEL,
  error: null,
  output,
  ...fields,
});

// ── The official SDK ─────────────────────────────────────────────────────────────────────────────────────────────

const schema = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } };
const PARAMS: Record<string, Partial<Params>> = {
  plain: {},
  instructions: { instructions: 'Be brief.', user: 'ann' },
  tools: { tools: [{ type: 'function', name: 'forecast', parameters: schema, strict: true }] },
  'JSON mode': { text: { format: { type: 'json_object' } } },
  'a schema': { text: { format: { type: 'json_schema', name: 'trip', schema } } },
  'log probabilities': { include: ['message.output_text.logprobs'], top_logprobs: 2 },
  reasoning: { model: 'scripted-reasoning', reasoning: { summary: 'auto' } },
  'an end at the limit': { max_output_tokens: 4 },
};

/** A question of each test's own; no wording of it is the same with other metadata. */
function paramsOf(name: string, how: string): Params {
  const content = `A question about ${name}, ${how}, that is long enough for an answer in several slices of text`;
  return { model: MODEL, input: [{ role: 'user', content }], metadata: { name, how }, ...PARAMS[name] };
}

async function create(params: Params): Promise<{ cache: string | null; data: OpenAI.Responses.Response }> {
  const { data, response } = await sdk.responses.create(params).withResponse();
  await proxy.settled();
  return { cache: response.headers.get('x-cache'), data };
}

async function stream(params: Params) {
  const { data, response } = await sdk.responses.create({ ...params, stream: true }).withResponse();
  const events: ResponseStreamEvent[] = [];
  for await (const event of data) events.push(event);
  await proxy.settled();
  return { cache: response.headers.get('x-cache'), events };
}

/** What the SDK itself puts together from a stream. */
async function finalOf(params: Params): Promise<OpenAI.Responses.Response> {
  const final = await sdk.responses.stream({ ...params, stream: true }).finalResponse();
  await proxy.settled();
  return final;
}

describe.each(Object.keys(PARAMS))('%s', (name) => {
  test('a hit is the miss again', async () => {
    const params = paramsOf(name, 'whole');
    const miss = await create(params);
    const hit = await create(params);
    expect([miss.cache, hit.cache]).toEqual(['MISS', 'HIT']);
    expect(hit.data).toEqual(miss.data);
  });

  test('a stream on a whole answer adds up to the same', async () => {
    const params = paramsOf(name, 'whole, then streamed');
    const miss = await create(params);
    expect(await finalOf(params)).toMatchObject(miss.data);
    const { cache, events } = await stream(params);
    expect(cache).toBe('HIT');
    expect(events.at(-1)).toMatchObject({ response: { id: miss.data.id } });
  });

  test('a stream on a streamed answer is the same but for its slices, and the whole is too', async () => {
    const params = paramsOf(name, 'streamed');
    const miss = await stream(params);
    const hit = await stream(params);
    expect([miss.cache, hit.cache]).toEqual(['MISS', 'HIT']);
    expect(joined(hit.events)).toEqual(joined(miss.events));
    expect(hit.events.map(({ sequence_number }) => sequence_number)).toEqual(hit.events.map((_, i) => i));
    const whole = await create(params);
    expect(whole.cache).toBe('HIT');
    expect(await finalOf(params)).toMatchObject(whole.data);
  });
});

/** The events in order, deltas that follow each other joined; without what an upstream pads and numbers them with. */
function joined(events: readonly ResponseStreamEvent[]): object[] {
  const list: { type: string; delta?: string; logprobs?: unknown[] }[] = [];
  for (const { sequence_number: _, ...event } of events) {
    const { obfuscation: __, ...rest } = { obfuscation: '', ...event };
    const last = list.at(-1);
    if (!('delta' in rest) || last?.type !== rest.type || !('delta' in last)) {
      list.push(rest as (typeof list)[number]);
      continue;
    }
    last.delta = `${last.delta}${rest.delta}`;
    if ('logprobs' in rest) last.logprobs = [...(last.logprobs ?? []), ...rest.logprobs];
  }
  return list;
}

test('a refusal comes through in both ways, and is not stored', async () => {
  const params = { ...paramsOf('plain', 'refused'), model: 'scripted-refusal' };
  for (const _ of [1, 2]) {
    const { cache, data } = await create(params);
    expect(cache).toBe('MISS');
    expect(data.output[0]).toMatchObject({ content: [{ refusal: 'I cannot help with that.' }] });
  }
  const { cache, events } = await stream(params);
  expect(cache).toBe('MISS');
  expect(events.map((event) => event.type)).toContain('response.refusal.done');
});

test.each([400, 404, 429, 500])("an upstream's %i is what the SDK knows it as, streamed or not", async (status) => {
  const error = { message: `no ${status}`, type: 'own_type', param: 'own_param', code: 'own_code' };
  proxy.script(`Response error ${status}`, { status, body: { error } });
  const params = { model: MODEL, input: `Response error ${status}` };
  const expected = { status, type: 'own_type', param: 'own_param', code: 'own_code' };
  await expect(sdk.responses.create(params)).rejects.toMatchObject(expected);
  await expect(sdk.responses.create({ ...params, stream: true })).rejects.toMatchObject(expected);
});

// ── The front door ───────────────────────────────────────────────────────────────────────────────────────────────

describe('a text as input', () => {
  test('is a hit the second time, byte for byte', async () => {
    const { post } = proxy.client();
    const miss = await post(PATH, ask('What is a haiku?'));
    const hit = await post(PATH, ask('what is  a haiku?'));
    expect(miss.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-tier': 'upstream', 'x-upstream': 'scripted' });
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'memory' });
    expect(hit.text).toBe(miss.text);
  });

  test('streams as events with names and numbers, and has no [DONE]', async () => {
    const { post } = proxy.client();
    await post(PATH, ask('What is a sonnet?'));
    const { text, headers } = await post(PATH, ask('What is a sonnet?', { stream: true }));
    expect(headers).toMatchObject({ 'x-cache': 'HIT', 'content-type': 'text/event-stream; charset=utf-8' });
    const blocks = text.trimEnd().split('\n\n');
    const [first, last] = [blocks[0], blocks.at(-1)];
    expect(first).toMatch(/^event: response\.created\ndata: \{"type":"response\.created","sequence_number":0,/);
    expect(last).toMatch(/^event: response\.completed\n/);
    expect(text).not.toContain('[DONE]');
    expect(text).not.toContain('obfuscation');
  });

  test('shares no answer with chat or completions', async () => {
    const { ask: chat, post } = proxy.client();
    await chat('What is an ode?');
    await post('/v1/completions', { model: MODEL, prompt: 'What is an ode?' });
    expect((await post(PATH, ask('What is an ode?'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('is not one to an answer that was cut, whose end is another upstream event, or which failed', async () => {
    const { post } = proxy.client();
    const failed = answer([], { status: 'failed', error: { code: 'server_error', message: 'overheated' } });
    const replies: Record<string, [reason: string, blocks: string[]]> = {
      'is cut': ['cut', [sse({ type: 'response.created', response: answer([]) }, 'response.created')]],
      fails: ['error', [sse({ type: 'response.failed', response: failed }, 'response.failed')]],
      errs: ['error', [sse({ type: 'error', code: 'x', message: 'overheated' }, 'error')]],
    };
    for (const [name, [reason, blocks]] of Object.entries(replies)) {
      const input = `What if a response ${name}?`;
      proxy.script(input, { stream: blocks });
      const before = await proxy.counter(`not_stored_total{reason="${reason}"}`);
      for (const _ of [1, 2]) {
        const { text, headers } = await post(PATH, ask(input, { stream: true }));
        expect(text).toBe(blocks.join(''));
        expect(headers).toMatchObject({ 'x-cache': 'MISS' });
      }
      expect(await proxy.counter(`not_stored_total{reason="${reason}"}`)).toBe(before + 2);
    }
  });

  test('gets a stream from an upstream that answers whole', async () => {
    const { post } = proxy.client();
    proxy.script('Whole or in pieces?', { body: answer([message('Whole')]) });
    const { text, headers } = await post(PATH, ask('Whole or in pieces?', { stream: true }));
    expect(headers).toMatchObject({ 'x-cache': 'MISS', 'content-type': 'text/event-stream; charset=utf-8' });
    expect(text).toContain('event: response.output_text.delta\n');
    const hit = await post(PATH, ask('Whole or in pieces?'));
    expect(JSON.parse(hit.text)).toEqual(answer([message('Whole')]));
  });

  test.each([
    ['input', ask([])],
    ['input', ask(7)],
    ['input[0]', ask(['x'])],
    ['model', { model: 7, input: 'x' }],
  ])('is refused, naming %s: %j', async (param, body) => {
    const { status, text } = await proxy.client().post(PATH, body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'invalid_request_error', param } });
  });

  test('needs no model: the upstream has its own', async () => {
    const { post } = proxy.client();
    const replies = [await post(PATH, { input: 'Whose model?' }), await post(PATH, { input: 'Whose model?' })];
    expect(replies.map(({ headers }) => headers['x-cache'])).toEqual(['MISS', 'HIT']);
    expect(proxy.calls('Whose model?')[0]?.json).toEqual({ input: 'Whose model?' });
    expect((await post(PATH, {})).status).toBe(200);
  });
});

describe('what goes on elsewhere is a bypass', () => {
  const reference = [
    { type: 'item_reference', id: 'msg_1' },
    { role: 'user', content: 'And then?' },
  ];
  const cases: Record<string, [reason: string, fields: object]> = {
    'a previous response': ['stateful', { previous_response_id: 'resp_1' }],
    'a conversation': ['stateful', { conversation: 'conv_1' }],
    'an item by its id': ['stateful', { input: reference }],
    'a stored prompt': ['stateful', { prompt: { id: 'pmpt_1' } }],
    'in the background': ['background', { background: true }],
    'an answer to be kept': ['store', { store: true }],
    'web search': ['live-search', { tools: [{ type: 'web_search' }] }],
    'file search': ['live-search', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    'a code interpreter': ['live-search', { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }],
    'a computer': ['live-search', { tools: [{ type: 'computer_use_preview' }] }],
    'image generation': ['live-search', { tools: [{ type: 'image_generation' }] }],
    'a remote server of tools': ['live-search', { tools: [{ type: 'mcp', server_label: 's', server_url: 'u' }] }],
  };
  test.each(Object.entries(cases))('%s', async (name, [reason, fields]) => {
    const { post } = proxy.client();
    const body = ask(`What about ${name}?`, fields);
    const replies = [await post(PATH, body), await post(PATH, body)];
    for (const { headers } of replies) expect(headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': reason });
    expect(idOf(replies[0]?.text ?? '')).not.toBe(idOf(replies[1]?.text ?? ''));
    const streamed = await post(PATH, { ...body, stream: true });
    expect(streamed.headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': reason });
    expect(streamed.text).toContain('event: response.completed\n');
  });

  test.each([{ store: false }, { store: null }, { background: false }, { previous_response_id: null }])(
    'but not %j',
    async (fields) => {
      const { post } = proxy.client();
      await post(PATH, ask('What is a limerick?', fields));
      expect((await post(PATH, ask('What is a limerick?', fields))).headers).toMatchObject({ 'x-cache': 'HIT' });
    },
  );
});

describe("another request's own data is never shown", () => {
  const AUTHORS = [
    { metadata: { ticket: '1' } },
    { metadata: { ticket: '2' } },
    { metadata: {} },
    { user: 'ann' },
    { user: 'bob' },
    { safety_identifier: 'a' },
    { instructions: 'You talk to Ann.' },
    { instructions: 'You talk to Bob.' },
    { service_tier: 'flex' },
  ];

  test('neither to the same question nor to a reworded one', async () => {
    const { post } = proxy.client();
    for (const author of AUTHORS) {
      const { text, headers } = await post(PATH, ask(QUESTION, author));
      expect(headers).toMatchObject({ 'x-cache': 'MISS' });
      if (!('service_tier' in author)) expect(JSON.parse(text)).toMatchObject(author);
    }
    for (const author of AUTHORS) {
      const same = await post(PATH, ask(QUESTION, author));
      expect(same.headers).toMatchObject({ 'x-cache': 'HIT' });
      if (!('service_tier' in author)) expect(JSON.parse(same.text)).toMatchObject(author);
    }
    const other = await post(PATH, ask(REWORDED, { metadata: { ticket: '3' } }));
    expect(other.headers).toMatchObject({ 'x-cache': 'MISS' });
    expect(JSON.parse(other.text)).toMatchObject({ metadata: { ticket: '3' } });
    for (const author of AUTHORS.filter((author) => !('service_tier' in author))) {
      const reworded = await post(PATH, ask(REWORDED, author));
      expect(reworded.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
      expect(JSON.parse(reworded.text)).toMatchObject(author);
    }
  });

  test('not even where the operator leaves its author out of the key', async () => {
    const CACHE_KEY_IGNORE = 'stream,stream_options,user,metadata,safety_identifier,service_tier';
    await using careless = await startProxy({ env: { ...EXACT_ONLY, CACHE_KEY_IGNORE } });
    const { post } = careless.client();
    await post(PATH, ask(QUESTION, { metadata: { ticket: '1' }, service_tier: 'flex' }));
    const shared = await post(PATH, ask(QUESTION, { metadata: { ticket: '1' } }));
    expect(shared.headers).toMatchObject({ 'x-cache': 'HIT' });
    const other = await post(PATH, ask(QUESTION, { metadata: { ticket: '2' } }));
    expect(JSON.parse(other.text)).toMatchObject({ metadata: { ticket: '2' } });
  });
});

describe('by meaning', () => {
  const list = (content: unknown) =>
    ask([
      { role: 'developer', content: 'Be kind.' },
      { role: 'user', content },
    ]);

  test('a reworded question is a hit, as a text and as the last item, whole and streamed', async () => {
    for (const body of [ask, (question: string) => list([{ type: 'input_text', text: question }])]) {
      const { post } = proxy.client();
      const miss = await post(PATH, body(QUESTION));
      const hit = await post(PATH, body(REWORDED));
      expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
      expect(hit.text).toBe(miss.text);
      const streamed = await post(PATH, { ...body(REWORDED), stream: true });
      expect(streamed.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-similarity': expect.any(String) });
      expect(streamed.text).toContain(`"id":"${idOf(miss.text)}"`);
    }
  });

  test('what was cut at its limit is for the same request only', async () => {
    const { post } = proxy.client();
    const short = { max_output_tokens: 3 };
    const miss = await post(PATH, ask(QUESTION, short));
    expect(JSON.parse(miss.text)).toMatchObject({ status: 'incomplete' });
    expect((await post(PATH, ask(REWORDED, short))).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await post(PATH, ask(QUESTION, short))).headers).toMatchObject({ 'x-cache': 'HIT' });
    const streamed = await post(PATH, ask(QUESTION, { ...short, stream: true }));
    expect(streamed.text).toContain('event: response.incomplete\n');
  });

  const image = { type: 'input_image', image_url: 'https://images.example/1.png' };
  const exactOnly: Record<string, [reason: string, (question: string) => object]> = {
    'an image': ['media', (text) => list([{ type: 'input_text', text }, image])],
    'a sound': [
      'media',
      (text) =>
        list([
          { type: 'input_text', text },
          { type: 'input_audio', input_audio: {} },
        ]),
    ],
    'a file': [
      'media',
      (text) =>
        list([
          { type: 'input_text', text },
          { type: 'input_file', file_id: 'file_1' },
        ]),
    ],
    tools: ['tools', (text) => ask(text, { tools: [{ type: 'function', name: 'f', parameters: {} }] })],
    'a schema': ['schema', (text) => ask(text, { text: { format: { type: 'json_schema', name: 's', schema: {} } } })],
    'log probabilities': ['logprobs', (text) => ask(text, { include: ['message.output_text.logprobs'] })],
  };
  test.each(Object.entries(exactOnly))('%s makes it exact only', async (_, [reason, body]) => {
    const { post } = proxy.client();
    await post(PATH, body(QUESTION));
    const reworded = await post(PATH, body(REWORDED));
    expect(reworded.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': reason });
    expect((await post(PATH, body(QUESTION))).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('the weather today is asked of the upstream', async () => {
    const { headers } = await proxy.client().post(PATH, ask('What is the weather in Paris today?'));
    expect(headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': 'time-sensitive' });
  });
});

test('an explanation says what would happen, and in which item two requests differ', async () => {
  const { post, namespace } = proxy.client();
  const developer = (content: string) => [
    { role: 'developer', content },
    { role: 'user', content: QUESTION },
  ];
  await post(PATH, ask(developer('Be kind.')));
  const explain = async (body: object) => {
    const response = await proxy.request('/admin/cache/explain', {
      method: 'POST',
      headers: {
        authorization: 'Bearer admin',
        'content-type': 'application/json',
        'x-cache-namespace': namespace,
      },
      body: JSON.stringify(body),
    });
    return await response.json();
  };
  expect(await explain(ask(developer('Be kind.')))).toMatchObject({ served_by: 'memory', question: QUESTION });
  expect(await explain(ask(developer('Be brief.')))).toMatchObject({
    served_by: 'upstream',
    nearly_equal: { differs_in: ['input[-2]'] },
  });
  expect(await explain(ask('Hi', { background: true }))).toMatchObject({ reason: 'background' });
});

test('many who ask the same at once, streamed or not, cost one call', async () => {
  const { post } = proxy.client();
  const bodies = Array.from({ length: 20 }, (_, i) => ask('How tall is a giraffe?', { stream: i % 2 === 0 }));
  const replies = await Promise.all(bodies.map((body) => post(PATH, body)));
  for (const { text } of replies) expect(text).toContain('This is the scripted answer');
  expect(proxy.calls('How tall is a giraffe?')).toHaveLength(1);
});

test('the upstream is sent what the client sent, and no word about usage', async () => {
  const { post } = proxy.client();
  const body = ask('Who invented the zip?', { stream: true, stream_options: { include_obfuscation: false }, seed: 1 });
  await post(PATH, body);
  const [call] = proxy.calls('Who invented the zip?');
  expect(call?.path).toBe(PATH);
  expect(call?.json).toEqual(body);
});

test('an upstream without the endpoint: a 400 that says who has it', async () => {
  const row = { base_url: proxy.upstream.url, api_key: 'k' };
  const UPSTREAMS = JSON.stringify([
    { ...row, name: 'chatty', serves: ['chat.completions'] },
    { ...row, name: 'modern', serves: ['responses'] },
  ]);
  await using two = await startProxy({ env: { ...EXACT_ONLY, UPSTREAMS }, beside: proxy });
  const { post } = two.client();
  expect((await post(PATH, ask('Who serves it?'))).headers).toMatchObject({ 'x-upstream': 'modern' });
  const refused = await post(PATH, ask('Who serves it?'), { 'x-upstream': 'chatty' });
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.text).error.message).toMatch(/\/v1\/responses.*modern/);
  await using one = await startProxy({
    env: { ...EXACT_ONLY, UPSTREAMS: JSON.stringify([{ ...row, name: 'chatty', serves: ['chat.completions'] }]) },
    beside: proxy,
  });
  const nobody = await one.client().post(PATH, ask('Who serves it?'));
  expect(nobody.status).toBe(400);
  expect(JSON.parse(nobody.text).error.message).toMatch(/\/v1\/responses/);
});
