import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientsProxy, startClientsProxy } from './proxy.ts';
import { type PythonClient, startPythonClient } from './python.ts';

let proxy: ClientsProxy;
let python: PythonClient;
beforeAll(async () => {
  proxy = await startClientsProxy();
  python = await startPythonClient(proxy.url);
});
afterAll(async () => {
  await python?.close();
  await proxy?.[Symbol.asyncDispose]();
});

const CITY = { name: expect.any(String), inhabitants: expect.any(Number), rivers: expect.any(Array) };
const called = { choices: [{ message: { tool_calls: [{ function: { name: 'find_author' } }] } }] };

describe('openai for Python', () => {
  test.each<[string, object]>([
    ['chat', { choices: [{ finish_reason: 'stop' }] }],
    ['chat_stream', { text: expect.stringMatching(/./), usage: { total_tokens: expect.any(Number) } }],
    ['chat_stream_helper', { choices: [{ message: { parsed: CITY } }] }],
    ['tools', called],
    ['tools_stream', called],
    ['parse', { choices: [{ message: { parsed: CITY } }] }],
    ['completion', { object: 'text_completion', choices: [{ finish_reason: 'stop' }] }],
    ['responses', { status: 'completed', instructions: 'Be brief.' }],
    ['responses_stream', { kinds: expect.arrayContaining(['response.created']), final: { status: 'completed' } }],
    ['responses_parse', { output: [{ content: [{ parsed: CITY }] }] }],
    ['embeddings', { data: [{ embedding: expect.any(Array) }, { embedding: expect.any(Array) }] }],
    ['embeddings_float', { data: [{ embedding: expect.any(Array) }] }],
    ['asynchronous', { choices: [{ finish_reason: 'stop' }] }],
  ])('%s: a miss and a hit, the same object', async (name, shape) => {
    let cache: readonly string[] = [];
    const ask = async () => {
      const answer = await python.ask(name);
      cache = answer.cache;
      return answer.made;
    };
    expect(await proxy.twice(ask, () => cache)).toMatchObject(shape);
  });
});
