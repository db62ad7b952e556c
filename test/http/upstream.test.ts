/** The scripted upstream is what other tests stand on: the official SDK must read all that it says. */
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Scripted, sse, startUpstream, type Upstream } from '../../demo/upstream.ts';

const model = 'gpt-4o-mini';
const messages = [{ role: 'user' as const, content: 'What is the capital of France?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } };

let upstream: Upstream;
let client: OpenAI;
let scripted: Scripted | undefined;

beforeEach(async () => {
  scripted = undefined;
  upstream = await startUpstream({ reply: () => scripted });
  client = new OpenAI({ baseURL: upstream.url, apiKey: 'key', maxRetries: 0 });
});
afterEach(() => upstream.close());

describe('default answers', () => {
  test('the same words, whole and in chunks', async () => {
    const whole = await client.chat.completions.create({ model, messages, logprobs: true, n: 2 });
    const stream = client.chat.completions.stream({
      model,
      messages,
      logprobs: true,
      n: 2,
      stream_options: { include_usage: true },
    });
    const streamed = await stream.finalChatCompletion();
    expect(whole.choices.map(({ message }) => message.content)).toEqual([
      'The capital of France is Paris.',
      'The capital of France is Paris. (2)',
    ]);
    for (const [index, choice] of whole.choices.entries()) {
      expect(streamed.choices[index]).toMatchObject({
        message: { content: choice.message.content },
        finish_reason: choice.finish_reason,
        logprobs: choice.logprobs,
      });
    }
    expect(streamed.usage).toEqual(whole.usage);
    expect(streamed.id).not.toBe(whole.id);
  });

  test('a tool call, whole and in chunks', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'forecast', parameters } }];
    const whole = await client.chat.completions.create({ model, messages, tools });
    const streamed = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
    for (const { choices } of [whole, streamed]) {
      expect(choices[0]).toMatchObject({
        finish_reason: 'tool_calls',
        message: {
          content: null,
          tool_calls: [{ function: { name: 'forecast', arguments: `{"city":"${messages[0]?.content}","days":42}` } }],
        },
      });
    }
  });

  test('JSON, a refusal, reasoning and an answer cut at the length', async () => {
    const say = async (more: object) => {
      const { choices } = await client.chat.completions.create({ model, messages, ...more });
      return choices[0];
    };
    const json_schema = { name: 'trip', schema: parameters };
    expect(
      JSON.parse((await say({ response_format: { type: 'json_schema', json_schema } }))?.message.content ?? ''),
    ).toEqual({
      city: messages[0]?.content,
      days: 42,
    });
    expect((await say({ model: 'refusal' }))?.message).toMatchObject({ content: null, refusal: expect.any(String) });
    expect((await say({ model: 'reasoning' }))?.message).toMatchObject({ reasoning_content: expect.any(String) });
    expect(await say({ max_tokens: 2 })).toMatchObject({
      finish_reason: 'length',
      message: { content: 'The capital' },
    });
  });

  test('responses, completions, embeddings, models', async () => {
    const whole = await client.responses.create({ model, input: 'Hello' });
    const streamed = await client.responses.stream({ model, input: 'Hello' }).finalResponse();
    expect(streamed.output_text).toBe(whole.output_text);
    const tools = [{ type: 'function' as const, name: 'forecast', parameters, strict: true }];
    const called = await client.responses.stream({ model, input: 'Hello', tools }).finalResponse();
    expect(called.output[0]).toMatchObject({ type: 'function_call', arguments: '{"city":"Hello","days":42}' });
    const { choices } = await client.completions.create({ model, prompt: ['a', 'b'] });
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
    const { data } = await client.embeddings.create({ model, input: ['a', 'b', 'a'], dimensions: 4 });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([4, 4, 4]);
    expect(data[0]?.embedding).toEqual(data[2]?.embedding);
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain(model);
  });
});

describe('scripted replies', () => {
  const ask = () => client.chat.completions.create({ model, messages });
  const collect = async () => {
    const chunks: unknown[] = [];
    for await (const chunk of await client.chat.completions.create({ model, messages, stream: true }))
      chunks.push(chunk);
    return chunks;
  };

  test.each<[string, Scripted, 'cut' | 'finished']>([
    ['a reset before any answer', { finish: 'reset' }, 'cut'],
    ['a body cut short', { body: { choices: [] }, finish: 'cut' }, 'cut'],
    [
      'an error',
      { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'slow down' } } },
      'finished',
    ],
  ])('%s', async (_, reply, end) => {
    scripted = reply;
    await expect(ask()).rejects.toThrow();
    expect(await upstream.requests[0]?.ended).toBe(end);
  });

  test.each<[string, Scripted]>([
    ['cut in mid-stream', { stream: [sse({ choices: [] })], finish: 'cut' }],
    ['reset in mid-stream', { stream: [sse({ choices: [] })], finish: 'reset' }],
    ['an error event', { stream: [sse({ error: { message: 'boom' } })] }],
  ])('%s', async (_, reply) => {
    scripted = reply;
    await expect(collect()).rejects.toThrow();
  });

  test('a client that leaves one that hangs', async () => {
    scripted = { finish: 'hang' };
    const leaving = new AbortController();
    const asked = client.chat.completions.create({ model, messages }, { signal: leaving.signal });
    const gone = expect(asked).rejects.toThrow('aborted');
    await upstream.arrived(1);
    expect(upstream.requests[0]?.end).toBeNull();
    leaving.abort();
    await gone;
    expect(await upstream.requests[0]?.ended).toBe('aborted');
  });

  test('a stream that waits for the test', async () => {
    const gate = Promise.withResolvers<void>();
    scripted = {
      stream: [sse({ choices: [], id: 'first' }), gate.promise, sse({ choices: [], id: 'second' }), sse('[DONE]')],
    };
    const ids: string[] = [];
    for await (const { id } of await client.chat.completions.create({ model, messages, stream: true })) {
      ids.push(id);
      if (id === 'first') {
        expect(upstream.requests[0]?.end).toBeNull();
        gate.resolve();
      }
    }
    expect(ids).toEqual(['first', 'second']);
    expect(await upstream.requests[0]?.ended).toBe('finished');
  });
});
