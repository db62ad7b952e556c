import { expect, it } from 'vitest';
import type { JsonObject } from '../types.ts';
import { languageOf } from './dialects.ts';

it.each<[JsonObject, string]>([
  [{ messages: [] }, 'chat'],
  [{ messages: [], input: 'x' }, 'chat'],
  [{ input: 'x' }, 'responses'],
  [{ input: 'x', model: 'gpt-4o-mini' }, 'responses'],
  [{ input: [{ role: 'user', content: 'x' }] }, 'responses'],
  [{ input: [] }, 'responses'],
  [{ input: ['x', 'y'] }, 'embeddings'],
  [{ input: [1, 2] }, 'embeddings'],
  [{ input: 'x', dimensions: 256 }, 'embeddings'],
  ...['text-embedding-3-small', 'nomic-embed-text', 'BAAI/bge-m3', 'intfloat/e5-large', 'all-MiniLM-L6-v2'].map(
    (model): [JsonObject, string] => [{ input: 'x', model }, 'embeddings'],
  ),
  [{ prompt: { id: 'pmpt_1' } }, 'responses'],
  [{ prompt: 'x' }, 'completions'],
  [{ prompt: [1] }, 'completions'],
  [{}, 'chat'],
])('%j is a request of %s', (body, name) => {
  expect(languageOf(body)).toBe(name);
});
