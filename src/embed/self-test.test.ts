import { expect, test } from 'vitest';
import type { Embedder, Embedding } from '../types.ts';
import { selfTest } from './self-test.ts';

/** The directions of the three sentences, in the plane. */
const SOUND = [
  [1, 0],
  [0.8, 0.6],
  [0, 1],
];

function embedderOf(vectors: readonly (readonly number[])[], more: Partial<Embedding> = {}): Embedder {
  let next = 0;
  return {
    id: 'drawn',
    dimensions: 2,
    window: 16,
    vocabulary: new Set(),
    embed: async () => ({ vector: Float32Array.from(vectors[next++ % 3] ?? []), tokens: 8, unknown: 0, ...more }),
    close: async () => {},
  };
}

test('passes a sound embedder', async () => {
  await expect(selfTest(embedderOf(SOUND))).resolves.toBeUndefined();
});

test.each<[string, Embedder, string]>([
  ['the wrong dimension', embedderOf([[1], [1], [1]]), 'gives 1 dimensions instead of 2'],
  ['no numbers', embedderOf([[Number.NaN, 0], ...SOUND.slice(1)]), 'not all numbers'],
  ['not normalised', embedderOf([[2, 0], ...SOUND.slice(1)]), 'length 2.000 instead of 1'],
  ['all zeros', embedderOf([[0, 0], ...SOUND.slice(1)]), 'length 0.000 instead of 1'],
  [
    'the same for everything',
    embedderOf([
      [1, 0],
      [1, 0],
      [1, 0],
    ]),
    'the same vector',
  ],
  [
    'no meaning',
    embedderOf([
      [1, 0],
      [0, 1],
      [0.8, 0.6],
    ]),
    'nearer (0.80) than similar ones (0.00)',
  ],
  ['no tokens', embedderOf(SOUND, { tokens: 0 }), 'counts 0 tokens'],
])('finds %s', async (_name, embedder, fault) => {
  await expect(selfTest(embedder)).rejects.toThrow(`the embedding model drawn is broken: it `);
  await expect(selfTest(embedder)).rejects.toThrow(fault);
});

test('an embedder that rejects fails with its own error', async () => {
  const broken = { ...embedderOf(SOUND), embed: () => Promise.reject(new Error('no thread')) };
  await expect(selfTest(broken)).rejects.toThrow('no thread');
});
