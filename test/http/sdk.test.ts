/** The official SDK on a real socket: what it makes of a hit is what it makes of a miss, field by field. */
import type OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { afterAll, describe, expect, test } from 'vitest';
import { sse } from '../../demo/upstream.ts';
import { MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());
const client = await proxy.sdk();
type Params = ChatCompletionCreateParamsNonStreaming;

const parameters = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } };
const tools = [{ type: 'function' as const, function: { name: 'forecast', parameters } }];
const PARAMS: Record<string, Partial<Params>> = {
  plain: {},
  'n: 2': { n: 2 },
  tools: { tools },
  'JSON mode': { response_format: { type: 'json_object' } },
  'a schema': { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: parameters } } },
  'log probabilities': { logprobs: true, top_logprobs: 2 },
  reasoning: { model: 'scripted-reasoning' },
  'an end at the limit': { max_tokens: 4 },
};

/** The same question in a wording of each test's own, so that nothing but that test stores its answer. */
function paramsOf(name: string, how: string): Params {
  const content = `A question about ${name}, ${how}, that is long enough for an answer in several slices of text`;
  return { model: MODEL, messages: [{ role: 'user', content }], ...PARAMS[name] };
}

async function create(params: Params): Promise<{ cache: string | null; data: OpenAI.ChatCompletion }> {
  const { data, response } = await client.chat.completions.create(params).withResponse();
  await proxy.settled();
  return { cache: response.headers.get('x-cache'), data };
}

async function stream(params: Params, usage = true) {
  const { data, response } = await client.chat.completions
    .create({ ...params, stream: true, ...(usage && { stream_options: { include_usage: true } }) })
    .withResponse();
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of data) chunks.push(chunk);
  await proxy.settled();
  return { cache: response.headers.get('x-cache'), chunks };
}

/** What the SDK itself puts together from a stream. */
async function finalOf(params: Params): Promise<OpenAI.ChatCompletion> {
  const run = client.chat.completions.stream({ ...params, stream: true, stream_options: { include_usage: true } });
  const final = await run.finalChatCompletion();
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
    expect(plainOf(await finalOf(params))).toEqual(plainOf(miss.data));
    expect((await stream(params)).cache).toBe('HIT');
  });

  test('a stream on a streamed answer adds up to the same, and the whole does too', async () => {
    const params = paramsOf(name, 'streamed');
    const miss = await finalOf(params);
    const hit = await finalOf(params);
    expect(hit).toEqual(miss);
    const whole = await create(params);
    expect(whole.cache).toBe('HIT');
    expect(plainOf(whole.data)).toEqual(plainOf(hit));
  });
});

/** Without what the SDK adds, what a chunk has no room for, and what the SDK does not add up. */
function plainOf({ choices, ...completion }: OpenAI.ChatCompletion) {
  return {
    ...completion,
    choices: choices.map(({ message, ...choice }) => {
      const {
        parsed: _,
        annotations: __,
        reasoning_content: ___,
        tool_calls,
        ...fields
      } = {
        parsed: null,
        reasoning_content: null,
        ...message,
      };
      const calls = tool_calls?.map((call) => ({
        ...call,
        function: 'function' in call && nameAndArguments(call.function),
      }));
      return { ...choice, message: { ...fields, ...(calls && { tool_calls: calls }) } };
    }),
  };
}

const nameAndArguments = ({ name, arguments: values }: { name: string; arguments: string }) => ({ name, values });

test('reasoning, which the SDK does not know, is the same in a stream', async () => {
  const params = { ...paramsOf('reasoning', 'in chunks'), model: 'scripted-reasoning' };
  const { data } = await create(params);
  const { cache, chunks } = await stream(params);
  const deltas = chunks.map(({ choices }) => JSON.parse(JSON.stringify(choices[0]?.delta ?? {})));
  const reasoning = deltas.map((delta) => delta.reasoning_content ?? '').join('');
  expect(cache).toBe('HIT');
  expect(reasoning).toMatch(/^The question is: .* of text$/);
  expect(data.choices[0]?.message).toHaveProperty('reasoning_content', reasoning);
});

test('a JSON hit on an answer that was streamed without include_usage has its usage', async () => {
  const params = paramsOf('plain', 'streamed with no usage');
  const { chunks } = await stream(params, false);
  expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true);
  const { cache, data } = await create(params);
  expect(cache).toBe('HIT');
  expect(data.usage).toMatchObject({ prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) });
  const reference = await create(paramsOf('plain', 'streamed with no Usage'));
  expect(data.usage?.completion_tokens).toBe(reference.data.usage?.completion_tokens);
});

test('a refusal comes through in both ways, and is not stored', async () => {
  const params = { ...paramsOf('plain', 'refused'), model: 'scripted-refusal' };
  for (const _ of [1, 2]) {
    const { cache, data } = await create(params);
    expect(cache).toBe('MISS');
    expect(data.choices[0]?.message.refusal).toBe('I cannot help with that.');
  }
  const { cache, chunks } = await stream(params);
  expect(cache).toBe('MISS');
  expect(chunks.map(({ choices }) => choices[0]?.delta.refusal ?? '').join('')).toBe('I cannot help with that.');
});

describe('errors are what the SDK knows them as', () => {
  const ask = (content: string) =>
    client.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content }] });

  test('a bad request', async () => {
    const empty = client.chat.completions.create({ model: MODEL, messages: [] });
    await expect(empty).rejects.toMatchObject({ status: 400, param: 'messages', code: 'invalid_request' });
  });

  test.each([400, 404, 422, 429, 500, 503])("an upstream's %i, streamed or not", async (status) => {
    const body = { error: { message: `no ${status}`, type: 'own_type', param: 'own_param', code: 'own_code' } };
    proxy.script(`SDK error ${status}`, { status, body });
    const expected = { status, type: 'own_type', param: 'own_param', code: 'own_code' };
    await expect(ask(`SDK error ${status}`)).rejects.toMatchObject(expected);
    const messages = [{ role: 'user' as const, content: `SDK error ${status}` }];
    const streamed = client.chat.completions.create({ model: MODEL, messages, stream: true });
    await expect(streamed).rejects.toMatchObject(expected);
  });

  test('in mid-stream', async () => {
    proxy.script('SDK mid-stream', {
      stream: [
        sse({ id: 'x', model: MODEL, choices: [{ index: 0, delta: { content: 'Half' }, finish_reason: null }] }),
        sse({ error: { message: 'overheated', type: 'server_error', param: null, code: null } }),
      ],
    });
    const messages = [{ role: 'user' as const, content: 'SDK mid-stream' }];
    const streamed = await client.chat.completions.create({ model: MODEL, messages, stream: true });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const chunk of streamed) seen.push(chunk.choices[0]?.delta.content ?? '');
    })();
    await expect(reading).rejects.toThrow('overheated');
    expect(seen).toEqual(['Half']);
  });

  test('only-if-cached is not retried', async () => {
    const patient = await proxy.sdk({ maxRetries: 3, headers: { 'cache-control': 'only-if-cached' } });
    const before = (await proxy.metrics()).requests.failed;
    const asked = patient.chat.completions.create(paramsOf('plain', 'not cached'));
    await expect(asked).rejects.toMatchObject({ status: 504, code: 'only_if_cached' });
    expect((await proxy.metrics()).requests.failed).toBe(before + 1);
  });
});

test('an abort in mid-stream ends the stream, and the proxy goes on', async () => {
  const params = paramsOf('plain', 'aborted');
  const streamed = await client.chat.completions.create({ ...params, stream: true });
  for await (const _ of streamed) break;
  await proxy.settled();
  expect((await create(params)).cache).toBe('HIT');
});
