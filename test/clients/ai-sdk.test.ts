import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { type EmbeddingModel, embedMany, generateText, type LanguageModel, Output, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { City, EMBEDDING_MODEL, MODEL, Work } from './asked.ts';
import { type ClientsProxy, startClientsProxy } from './proxy.ts';

let proxy: ClientsProxy;
beforeAll(async () => {
  proxy = await startClientsProxy();
});
afterAll(() => proxy[Symbol.asyncDispose]());

const reached = () => ({ apiKey: 'any', baseURL: proxy.url, fetch: proxy.fetch });
const openai = () => createOpenAI(reached());
const compatible = () =>
  createOpenAICompatible({ name: 'proxy', includeUsage: true, supportsStructuredOutputs: true, ...reached() });
const tools = { find_author: tool({ description: 'Finds', inputSchema: Work, execute: ({ work }) => `of ${work}` }) };

describe.each<[string, () => LanguageModel]>([
  ['@ai-sdk/openai over chat', () => openai().chat(MODEL)],
  ['@ai-sdk/openai over the Responses API', () => openai()(MODEL)],
  ['@ai-sdk/openai-compatible', () => compatible()(MODEL)],
])('ai with %s', (name, model) => {
  const asked = (prompt: string) => ({ model: model(), maxRetries: 0, prompt: `${name}: ${prompt}` });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'generateText',
      async () => {
        const { text, finishReason, usage, response } = await generateText(asked('what is a kit?'));
        return { text, finishReason, usage, id: response.id, model: response.modelId };
      },
      { text: expect.stringMatching(/./), finishReason: 'stop', model: MODEL },
    ],
    [
      'streamText',
      async () => {
        const streamed = streamText(asked('what is a stream?'));
        const text = (await Array.fromAsync(streamed.textStream)).join('');
        return { text, finishReason: await streamed.finishReason, usage: await streamed.usage };
      },
      { text: expect.stringMatching(/./), finishReason: 'stop', usage: { totalTokens: expect.any(Number) } },
    ],
    [
      'tools',
      async () => (await generateText({ ...asked('who wrote Faust?'), tools })).toolCalls,
      [{ toolName: 'find_author', input: { work: expect.any(String) } }],
    ],
    [
      'tools streamed',
      async () => streamText({ ...asked('who wrote Emma?'), tools }).toolCalls,
      [{ toolName: 'find_author', input: { work: expect.any(String) } }],
    ],
    [
      'structured output',
      async () => {
        const { output } = await generateText({ ...asked('which city?'), output: Output.object({ schema: City }) });
        return output;
      },
      { name: expect.any(String), inhabitants: expect.any(Number) },
    ],
    [
      'structured output streamed',
      async () => streamText({ ...asked('which town?'), output: Output.object({ schema: City }) }).output,
      { name: expect.any(String), inhabitants: expect.any(Number) },
    ],
  ])('%s: a miss and a hit, the same object', async (_, ask, shape) => {
    expect(await proxy.twice(ask)).toMatchObject(shape);
  });
});

test.each<[string, () => EmbeddingModel]>([
  ['@ai-sdk/openai', () => openai().embedding(EMBEDDING_MODEL)],
  ['@ai-sdk/openai-compatible', () => compatible().embeddingModel(EMBEDDING_MODEL)],
])('ai with %s embedMany: a miss and a hit, the same vectors', async (name, model) => {
  const ask = async () => (await embedMany({ model: model(), values: [`${name} one`, `${name} two`] })).embeddings;
  expect(await proxy.twice(ask)).toEqual([expect.any(Array), expect.any(Array)]);
});
