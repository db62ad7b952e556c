/** `/v1/completions` through the front door, and with the official SDK on a real socket. */
import type OpenAI from 'openai';
import type { CompletionCreateParamsNonStreaming } from 'openai/resources/completions';
import { afterAll, describe, expect, test } from 'vitest';
import { sse } from '../../demo/upstream.ts';
import { MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());
type Params = CompletionCreateParamsNonStreaming;

const PATH = '/v1/completions';
const QUESTION = 'How do vaccines work?';
/** At a cosine similarity of 0.94. */
const REWORDED = 'Can you explain how vaccines work?';
const ask = (prompt: unknown, more: object = {}) => ({ model: MODEL, prompt, ...more });

const PARAMS: Record<string, Partial<Params>> = {
  plain: {},
  'n: 2': { n: 2 },
  'several prompts': { prompt: ['a prompt of many words', 'and another one'] },
  tokens: { prompt: [1, 2, 3] },
  'log probabilities': { logprobs: 1 },
  echo: { echo: true, logprobs: 0 },
  'an end at the limit': { max_tokens: 4 },
};

describe.each(Object.keys(PARAMS))('%s', (name) => {
  /** Tests that share a proxy, but no answers. */
  const setUp = (how: string) => proxy.sdk({ headers: { 'x-cache-namespace': `${name} ${how}`.replace(/\W+/g, '-') } });
  const prompt = `A question about ${name} that is long enough for an answer in several slices of text`;
  const params: Params = { model: MODEL, prompt, ...PARAMS[name] };

  async function create(sdk: OpenAI) {
    const { data, response } = await sdk.completions.create(params).withResponse();
    await proxy.settled();
    return { cache: response.headers.get('x-cache'), data };
  }

  async function stream(sdk: OpenAI, usage: boolean) {
    const options = usage ? { stream_options: { include_usage: true } } : {};
    const { data, response } = await sdk.completions.create({ ...params, ...options, stream: true }).withResponse();
    const chunks: OpenAI.Completion[] = [];
    for await (const chunk of data) chunks.push(chunk);
    await proxy.settled();
    return { cache: response.headers.get('x-cache'), chunks };
  }

  test('a hit is the miss again, whole and streamed', async () => {
    const sdk = await setUp('whole');
    const miss = await create(sdk);
    const hit = await create(sdk);
    expect([miss.cache, hit.cache]).toEqual(['MISS', 'HIT']);
    expect(hit.data).toEqual(miss.data);
    const streamed = await stream(sdk, true);
    expect(streamed.cache).toBe('HIT');
    expect(sum(streamed.chunks)).toEqual(sum([miss.data]));
    expect(streamed.chunks.at(-1)).toMatchObject({ choices: [], usage: miss.data.usage });
  });

  test('a hit on what was streamed adds up to the same, with usage for who asks', async () => {
    const sdk = await setUp('streamed');
    const miss = await stream(sdk, false);
    const hit = await stream(sdk, true);
    expect([miss.cache, hit.cache]).toEqual(['MISS', 'HIT']);
    expect(sum(hit.chunks)).toEqual(sum(miss.chunks));
    expect(miss.chunks.every((chunk) => !('usage' in chunk))).toBe(true);
    const whole = await create(sdk);
    expect(whole.cache).toBe('HIT');
    expect(sum([whole.data])).toEqual(sum(miss.chunks));
    expect(hit.chunks.at(-1)?.usage).toEqual(whole.data.usage);
  });
});

/** What the choices of all chunks say together. */
function sum(chunks: readonly OpenAI.Completion[]) {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  return [...new Set(choices.map(({ index }) => index))].map((wanted) => {
    const pieces = choices.filter(({ index }) => index === wanted);
    return {
      text: pieces.map(({ text }) => text).join(''),
      tokens: pieces.flatMap(({ logprobs }) => logprobs?.tokens ?? []),
      top: pieces.flatMap(({ logprobs }) => logprobs?.top_logprobs ?? []),
      finish: pieces.map(({ finish_reason }) => finish_reason).find(Boolean),
    };
  });
}

describe('a prompt', () => {
  test('is matched by meaning, whole and streamed', async () => {
    const { post } = proxy.client();
    const miss = await post(PATH, ask(QUESTION));
    const hit = await post(PATH, ask(REWORDED));
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'semantic' });
    expect(hit.text).toBe(miss.text);
    const { text, headers } = await post(PATH, ask(REWORDED, { stream: true }));
    expect(headers).toMatchObject({ 'x-cache': 'HIT', 'content-type': 'text/event-stream; charset=utf-8' });
    expect(text).toContain(`"id":"${JSON.parse(miss.text).id}"`);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
  });

  const exactOnly: Record<string, [reason: string, body: (prompt: string) => object]> = {
    'in a list': ['not-user', (prompt) => ask([prompt])],
    'that is repeated': ['verbatim', (prompt) => ask(prompt, { echo: true })],
    'before a suffix': ['verbatim', (prompt) => ask(prompt, { suffix: 'The end.' })],
    'with several answers': ['choices', (prompt) => ask(prompt, { n: 2 })],
    'with log probabilities': ['logprobs', (prompt) => ask(prompt, { logprobs: 0 })],
  };
  test.each(Object.entries(exactOnly))('%s is exact only', async (_, [reason, body]) => {
    const { post } = proxy.client();
    await post(PATH, body(QUESTION));
    const reworded = await post(PATH, body(REWORDED));
    expect(reworded.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': reason });
    expect((await post(PATH, body(QUESTION))).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('that is repeated keeps its letters', async () => {
    const { post } = proxy.client();
    await post(PATH, ask('what is a haiku?', { echo: true }));
    const other = await post(PATH, ask('What is a haiku?', { echo: true }));
    expect(other.headers).toMatchObject({ 'x-cache': 'MISS' });
    expect(JSON.parse(other.text).choices[0].text).toMatch(/^What is a haiku\?/);
  });

  test('whose answer was cut at its limit serves the same request only', async () => {
    const { post } = proxy.client();
    await post(PATH, ask(QUESTION, { max_tokens: 3 }));
    expect((await post(PATH, ask(REWORDED, { max_tokens: 3 }))).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await post(PATH, ask(QUESTION, { max_tokens: 3 }))).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('about today is asked of the upstream', async () => {
    const { headers } = await proxy.client().post(PATH, ask('What is the weather in Paris today?'));
    expect(headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': 'time-sensitive' });
  });

  test('whose stream was cut is not stored', async () => {
    const { post } = proxy.client();
    const blocks = [sse({ id: 'x', model: MODEL, choices: [{ index: 0, text: 'Half', finish_reason: null }] })];
    proxy.script('Half of what?', { stream: blocks, finish: 'cut' });
    for (const _ of [1, 2]) {
      const { text, headers } = await post(PATH, ask('Half of what?', { stream: true }));
      expect(text).toContain('Half');
      expect(headers).toMatchObject({ 'x-cache': 'MISS' });
    }
  });

  test.each([ask(7), ask({}), { prompt: 'x' }, ask('x', { n: 0 })])('%j is refused', async (body) => {
    const { status, text } = await proxy.client().post(PATH, body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'invalid_request_error', param: expect.any(String) } });
  });
});
