import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRICES } from './prices.ts';
import { createPricing } from './pricing.ts';

const MILLION = 1_000_000;
const { priceOf, costOf } = createPricing();

describe('the price of a model', () => {
  test.each([
    ['llama-3.3-70b-versatile', 'llama-3.3-70b-versatile'],
    ['llama-3.1-8b-instant', 'llama-3.1-8b-instant'],
    ['meta-llama/llama-4-scout-17b-16e-instruct', 'llama-4-scout'],
    ['meta-llama/llama-4-maverick-17b-128e-instruct', 'llama-4-maverick'],
    ['qwen/qwen3-32b', 'qwen3-32b'],
    ['moonshotai/kimi-k2-instruct-0905', 'kimi-k2'],
    ['kimi-k2-0905-1t', 'kimi-k2-0905'],
    ['openai/gpt-oss-20b', 'gpt-oss-20b'],
    ['groq/openai/gpt-oss-120b', 'gpt-oss-120b'],
    ['openai/gpt-oss-120b:exacto', 'gpt-oss-120b'],
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    ['gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
    ['OpenAI/GPT-4o-mini:nitro', 'gpt-4o-mini'],
    ['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini'],
    ['gpt-5-chat-latest', 'gpt-5'],
    ['openai/gpt-5.1', 'gpt-5.1'],
    ['gpt-4-1106-preview', 'gpt-4-1106'],
    ['gpt-4-0613', 'gpt-4'],
    ['gpt-3.5-turbo-0125', 'gpt-3.5-turbo'],
    ['o3-mini-2025-01-31', 'o3-mini'],
    ['codex-mini-latest', 'codex-mini'],
    ['ft:gpt-4o-mini-2024-07-18:acme::abc123', 'ft:gpt-4o-mini'],
    ['text-embedding-3-small', 'text-embedding-3-small'],
    ['anthropic/claude-3.5-haiku', 'claude-3.5-haiku'],
    ['claude-3-5-haiku-20241022', 'claude-3.5-haiku'],
    ['anthropic/claude-sonnet-4.5', 'claude-sonnet-4.5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4.5'],
    ['google/gemini-2.5-flash-lite-preview-06-17', 'gemini-2.5-flash-lite'],
    ['google/gemini-2.0-flash-001', 'gemini-2.0-flash'],
    ['deepseek/deepseek-chat', 'deepseek-chat'],
    ['mistralai/mistral-large-2411', 'mistral-large'],
    ['mistralai/mistral-large-2512', 'mistral-large-2512'],
  ])('%s costs what %s does', (model, row) => {
    expect(PRICES[row]).toBeDefined();
    expect(priceOf(model)).toEqual(PRICES[row]);
  });

  test.each([
    'somebodys-own-model',
    'gpt-4o-audio-preview',
    'gpt-image-1',
    'gpt-6',
    'llama-3.3-405b-versatile',
    'ft:gpt-5:acme::abc123',
    'qwen3-235b-a22b',
    'constructor',
    '',
    '/',
    ':',
  ])('of %j is not known', (model) => {
    expect(priceOf(model)).toBeNull();
  });

  test('what is free is free, whatever the model costs elsewhere', () => {
    for (const model of ['openai/gpt-4o:free', 'someone/unheard-of:free']) {
      expect(priceOf(model)).toMatchObject({ input: 0, output: 0 });
    }
  });

  test('any name is read, and within reason', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (name) => void priceOf(name)));
    expect(priceOf('a/'.repeat(10_000))).toBeNull();
    expect(priceOf(`gpt-4o${'-2024'.repeat(10_000)}`)).toEqual(PRICES['gpt-4o']);
  });

  test('every row says from when it is, and reading cached input is no dearer', () => {
    for (const [name, { input, cachedInput = input, output, asOf }] of Object.entries(PRICES)) {
      expect([name, asOf]).toEqual([name, expect.stringMatching(/^20\d\d-(0[1-9]|1[0-2])$/)]);
      expect([name, cachedInput <= input, output >= 0]).toEqual([name, true, true]);
    }
  });
});

describe('the cost of an answer', () => {
  const usage = { inputTokens: 3 * MILLION, cachedInputTokens: MILLION, outputTokens: 2 * MILLION };

  test('counts cached input apart', () => {
    expect(costOf(usage, 'gpt-4o')).toBeCloseTo(2 * 2.5 + 1.25 + 2 * 10);
  });

  test('counts cached input as other input where it has no price of its own', () => {
    expect(costOf(usage, 'llama-3.1-8b-instant')).toBeCloseTo(3 * 0.05 + 2 * 0.08);
  });

  test('is what the upstream says, be there a price or not', () => {
    expect(costOf({ ...usage, cost: 0.5 }, 'gpt-4o')).toBe(0.5);
    expect(costOf({ ...usage, cost: 0 }, 'gpt-4o')).toBe(0);
    expect(costOf({ ...usage, cost: 0.5 }, 'unheard-of')).toBe(0.5);
  });

  test('is not known without a price', () => {
    expect(costOf(usage, 'unheard-of')).toBeNull();
  });
});

test("prices of the operator's go above the built-in ones", () => {
  const own = createPricing({
    'gpt-4o': { input: 1, output: 2 },
    'my-model': { input: 3, cachedInput: 1, output: 4 },
    'acme/llama-3.3-70b': { input: 5, output: 6 },
    'gpt-4o:batch': { input: 0.5, output: 1 },
  });
  expect(own.priceOf('openai/gpt-4o-2024-08-06')).toMatchObject({ input: 1, output: 2 });
  expect(own.priceOf('My-Model-latest')).toMatchObject({ input: 3, cachedInput: 1, output: 4 });
  expect(own.priceOf('acme/llama-3.3-70b-instruct')).toMatchObject({ input: 5 });
  expect(own.priceOf('other/llama-3.3-70b-instruct')).toBeNull();
  expect(own.priceOf('gpt-4o:batch')).toMatchObject({ input: 0.5 });
  expect(own.priceOf('gpt-4o-mini')).toEqual(PRICES['gpt-4o-mini']);
});
