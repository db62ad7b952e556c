import { expect, test } from 'vitest';
import type { ListedEntry } from './entries.ts';
import { type Asked, findLoneScopes, findSplitQuestions } from './scopes.ts';

const entry = (more: Partial<ListedEntry>): ListedEntry => ({
  ...{ key: 'k', question: 'q', model: 'm', endpoint: 'chat.completions', namespace: 'n', scope: 's' },
  ...{ hits: 0, bytes: 1, stored_at: 0 },
  ...more,
});
const entries = (count: number, more: (n: number) => Partial<ListedEntry>) =>
  Array.from({ length: count }, (_, n) => entry(more(n)));

test('twenty entries, each alone in its scope, are told', () => {
  const alone = entries(20, (n) => ({ scope: String(n) }));
  expect(findLoneScopes(alone)).toEqual([expect.stringMatching(/^of 20 entries of m in the namespace n, 20 are/)]);
  expect(findLoneScopes(alone.slice(1))).toEqual([]);
});

test.each<[string, ListedEntry[]]>([
  ['one scope', entries(20, () => ({}))],
  ['scopes that were hit', entries(20, (n) => ({ scope: String(n), hits: n % 5 === 0 ? 1 : 0 }))],
  ['models of few entries', entries(38, (n) => ({ scope: String(n), model: String(n % 2) }))],
  ['embeddings', entries(20, (n) => ({ scope: String(n), endpoint: 'embeddings' }))],
])('%s: nothing is told', (_, given) => {
  expect(findLoneScopes(given)).toEqual([]);
});

test('a question under five keys that never hit is told', () => {
  const ask = (n: number): Asked => ({ namespace: 'n', model: 'm', cache: 'MISS', key: String(n), question: 'Why?' });
  const misses = [0, 1, 2, 3, 4].map(ask);
  expect(findSplitQuestions(misses)).toEqual(['"Why?" was asked 5 times under 5 keys, and never hit']);
  expect(findSplitQuestions(misses.slice(1))).toEqual([]);
  expect(findSplitQuestions([...misses, { ...ask(0), cache: 'HIT' }])).toEqual([]);
  expect(findSplitQuestions(misses.map((asked) => ({ ...asked, question: null })))).toEqual([]);
});
