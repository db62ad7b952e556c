import { describe, expect, it } from 'vitest';
import { isLiveSearchModel, isSameModel } from './model.ts';

describe('the model that answered', () => {
  it.each([
    ['gpt-4o', 'gpt-4o-2024-08-06'],
    ['gpt-4o-2024-08-06', 'gpt-4o'],
    ['openai/gpt-4o:online', 'gpt-4o-2024-08-06'],
    ['meta-llama/llama-3.3-70b-instruct:free', 'meta-llama/Llama-3.3-70B-Instruct'],
    ['gpt-3.5-turbo', 'gpt-3.5-turbo-0125'],
    ['deepseek-v3', 'deepseek/deepseek-v3-0324'],
    ['o1', 'o1-preview-2024-09-12'],
    ['mistral-large-latest', 'mistral-large-2411'],
    ['mistralai/mistral-7b-instruct', 'mistral-7b-instruct-v0.3'],
    ['gemini-2.5-flash', 'gemini-2.5-flash-preview-05-20'],
    ['claude-3-5-sonnet', 'claude-3-5-sonnet@20240620'],
    ['openrouter/auto', 'anthropic/claude-3-opus'],
    ['auto', 'anything'],
    ['llama3.2:1b', 'llama3.2:1b'],
  ])('%s is also %s', (asked, answered) => {
    expect(isSameModel(asked, answered)).toBe(true);
  });

  it.each([
    ['gpt-4o', 'gpt-4o-mini'],
    ['gpt-4o-mini', 'gpt-4o'],
    ['gpt-4o-2024-05-13', 'gpt-4o-2024-08-06'],
    ['llama-3.1-8b-instant', 'llama-3.1-70b-versatile'],
    ['llama3.2:1b', 'llama3.2:3b'],
    ['text-davinci-002', 'text-davinci-003'],
    ['ft:gpt-4o-mini:acme::1', 'ft:gpt-4o-mini:acme::2'],
    ['ft:gpt-4o-mini:acme::1', 'gpt-4o-mini'],
    ['deepseek-v3', 'deepseek-v2'],
  ])('%s is not %s', (asked, answered) => {
    expect(isSameModel(asked, answered)).toBe(false);
  });
});

describe('models that search the live web', () => {
  it.each([
    'openai/gpt-4o:online',
    'gpt-4o-search-preview',
    'gpt-4o-mini-search-preview-2025-03-11',
    'gpt-5-search-api',
    'groq/compound',
    'groq/compound-mini',
    'compound-beta',
    'perplexity/sonar-pro',
    'llama-3.1-sonar-small-128k-online',
    'o3-deep-research',
  ])('%s', (model) => {
    expect(isLiveSearchModel(model)).toBe(true);
  });

  it.each(['gpt-4o', 'llama-3.3-70b-versatile', 'deepseek-r1', 'vendor/compounder'])('not %s', (model) => {
    expect(isLiveSearchModel(model)).toBe(false);
  });
});
