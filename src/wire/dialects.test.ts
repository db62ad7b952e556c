import { expect, it } from 'vitest';
import type { JsonObject } from '../types.ts';
import { dialectNameOf } from './dialects.ts';

it.each<[JsonObject, string]>([
  [{ messages: [] }, 'chat'],
  [{ messages: [], input: 'x' }, 'chat'],
  [{ input: 'x' }, 'responses'],
  [{ prompt: { id: 'pmpt_1' } }, 'responses'],
  [{ prompt: 'x' }, 'completions'],
  [{ prompt: [1] }, 'completions'],
  [{}, 'chat'],
])('%j is a request of %s', (body, name) => {
  expect(dialectNameOf(body)).toBe(name);
});
