import OpenAI from 'openai';
import { zodFunction, zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { City, EMBEDDING_MODEL, MODEL, Work } from './asked.ts';
import { type ClientsProxy, startClientsProxy } from './proxy.ts';

let proxy: ClientsProxy;
let client: OpenAI;
beforeAll(async () => {
  proxy = await startClientsProxy();
  client = new OpenAI({ baseURL: proxy.url, apiKey: 'any', maxRetries: 0, fetch: proxy.fetch });
});
afterAll(() => proxy[Symbol.asyncDispose]());

const user = (content: string) => ({ model: MODEL, messages: [{ role: 'user' as const, content }] });
const tools = [zodFunction({ name: 'find_author', parameters: Work })];

describe('openai for Node', () => {
  const city = { name: expect.any(String), inhabitants: expect.any(Number), rivers: expect.any(Array) };
  const called = { choices: [{ message: { tool_calls: [{ function: { name: 'find_author' } }] } }] };

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'chat',
      () => client.chat.completions.create(user('What is a hash?')),
      { choices: [{ finish_reason: 'stop', message: { content: expect.stringMatching(/./) } }] },
    ],
    [
      'chat streamed',
      async () => {
        const body = { ...user('What is a stream?'), stream: true, stream_options: { include_usage: true } } as const;
        const chunks = await Array.fromAsync(await client.chat.completions.create(body));
        const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
        return { text, id: chunks[0]?.id, usage: chunks.at(-1)?.usage };
      },
      { text: expect.stringMatching(/./), usage: { total_tokens: expect.any(Number) } },
    ],
    [
      'chat.completions.stream',
      () => client.chat.completions.stream(user('What is a helper?')).finalChatCompletion(),
      { choices: [{ finish_reason: 'stop' }] },
    ],
    ['tools', () => client.chat.completions.create({ ...user('Who wrote Faust?'), tools }), called],
    [
      'tools streamed',
      () => client.chat.completions.stream({ ...user('Who wrote Ulysses?'), tools }).finalChatCompletion(),
      called,
    ],
    [
      'chat.completions.runTools, which answers with the result',
      async () => {
        const find = zodFunction({
          name: 'find_author',
          parameters: Work,
          function: ({ work }) => `Of ${work}: Homer`,
        });
        const runner = client.chat.completions.runTools({ ...user('Who wrote the Iliad?'), tools: [find] });
        await runner.done();
        return runner.messages;
      },
      { length: 4, 3: { role: 'assistant', content: expect.stringMatching(/./) } },
    ],
    [
      'chat.completions.parse',
      () => client.chat.completions.parse({ ...user('Which city?'), response_format: zodResponseFormat(City, 'city') }),
      { choices: [{ message: { parsed: city } }] },
    ],
    [
      'chat.completions.stream of structured output',
      () =>
        client.chat.completions
          .stream({ ...user('Which town?'), response_format: zodResponseFormat(City, 'city') })
          .finalChatCompletion(),
      { choices: [{ message: { parsed: city } }] },
    ],
    [
      'completions',
      () => client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Node says' }),
      { object: 'text_completion' },
    ],
    [
      'responses',
      () => client.responses.create({ model: MODEL, instructions: 'Be brief.', input: 'What is an ode?' }),
      { status: 'completed', output_text: expect.stringMatching(/./) },
    ],
    [
      'responses.stream',
      async () => {
        const stream = client.responses.stream({ model: MODEL, input: 'What is an epic?' });
        const kinds = new Set((await Array.fromAsync(stream)).map(({ type }) => type));
        return { kinds: [...kinds], final: await stream.finalResponse() };
      },
      { kinds: expect.arrayContaining(['response.created', 'response.output_text.delta', 'response.completed']) },
    ],
    [
      'responses.parse',
      () =>
        client.responses.parse({ model: MODEL, input: 'Which place?', text: { format: zodTextFormat(City, 'city') } }),
      { output_parsed: city },
    ],
    [
      'responses with tools',
      () => client.responses.create({ model: MODEL, input: 'Who wrote Emma?', tools: [workTool] }),
      { output: [{ type: 'function_call', name: 'find_author' }] },
    ],
    ['embeddings', () => embed(undefined), { data: [{ index: 0 }, { index: 1 }] }],
    ['embeddings as floats', () => embed('float'), { data: [{ index: 0 }, { index: 1 }] }],
    ['embeddings as base64', () => embed('base64'), { data: [{ embedding: expect.any(String) }, { index: 1 }] }],
  ])('%s: a miss and a hit, the same object', async (_, ask, shape) => {
    expect(await proxy.twice(ask)).toMatchObject(shape);
  });

  const ways = {
    whole: (content: string) => client.chat.completions.create(user(content)),
    streamed: (content: string) => client.chat.completions.stream(user(content)).finalChatCompletion(),
  };
  test.each<['whole' | 'streamed', 'whole' | 'streamed']>([
    ['streamed', 'whole'],
    ['whole', 'streamed'],
  ])('asked for %s, then %s: one answer', async (first, second) => {
    const question = `What is ${first}?`;
    const one = await proxy.calls(1, () => ways[first](question));
    const { id, choices } = await proxy.calls(0, () => ways[second](question));
    expect({ id, said: choices[0]?.message.content }).toEqual({ id: one.id, said: one.choices[0]?.message.content });
  });

  const parameters = { ...Work.toJSONSchema() };
  const workTool = { type: 'function', name: 'find_author', strict: true, parameters } as const;

  async function embed(form: 'float' | 'base64' | undefined) {
    const input = [`node one ${form}`, `node two ${form}`];
    const body = { model: EMBEDDING_MODEL, input, dimensions: 16, ...(form && { encoding_format: form }) };
    // Their usage is what the call itself was billed, which is nothing on a hit.
    return { ...(await client.embeddings.create(body)), usage: null };
  }
});
