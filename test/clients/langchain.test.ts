import { tool } from '@langchain/core/tools';
import { ChatOpenAI, type ChatOpenAIFields, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { City, EMBEDDING_MODEL, MODEL, Work } from './asked.ts';
import { type ClientsProxy, startClientsProxy } from './proxy.ts';

let proxy: ClientsProxy;
beforeAll(async () => {
  proxy = await startClientsProxy();
});
afterAll(() => proxy[Symbol.asyncDispose]());

const reached = () => ({ apiKey: 'any', maxRetries: 0, configuration: { baseURL: proxy.url, fetch: proxy.fetch } });
const findAuthor = tool(({ work }) => `of ${work}`, { name: 'find_author', description: 'Finds', schema: Work });

describe.each<[string, ChatOpenAIFields]>([
  ['chat', {}],
  ['the Responses API', { useResponsesApi: true }],
])('@langchain/openai over %s', (api, fields) => {
  const model = () => new ChatOpenAI({ model: MODEL, ...reached(), ...fields });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'invoke',
      async () => (await model().invoke(`${api}: what is a chain?`)).toDict(),
      { data: { content: expect.anything() } },
    ],
    [
      'stream',
      async () => {
        const chunks = await Array.fromAsync(await model().stream(`${api}: what is a link?`));
        const whole = chunks.reduce((one, other) => one.concat(other));
        return { text: whole.text, usage: whole.usage_metadata };
      },
      { text: expect.stringMatching(/./), usage: { total_tokens: expect.any(Number) } },
    ],
    [
      'bindTools',
      async () => (await model().bindTools([findAuthor]).invoke(`${api}: who wrote Faust?`)).tool_calls,
      [{ name: 'find_author', args: { work: expect.any(String) } }],
    ],
    [
      'withStructuredOutput',
      () => model().withStructuredOutput(City).invoke(`${api}: which city?`),
      { name: expect.any(String), inhabitants: expect.any(Number) },
    ],
  ])('%s: a miss and a hit, the same object', async (_, ask, shape) => {
    expect(await proxy.twice(ask)).toMatchObject(shape);
  });
});

test('@langchain/openai embedDocuments: a miss and a hit, the same vectors', async () => {
  const embeddings = new OpenAIEmbeddings({ model: EMBEDDING_MODEL, ...reached() });
  const vectors = await proxy.twice(() => embeddings.embedDocuments(['chain one', 'chain two']));
  expect(vectors).toEqual([expect.any(Array), expect.any(Array)]);
  await proxy.twice(() => embeddings.embedQuery('chain three'));
});
