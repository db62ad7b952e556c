/**
 * Holds the figures reached on this repository's own pairs (docs/semantic-quality.md), with the similarities that the
 * shipped model gave them: `npm run eval` writes those anew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare, extractFeatures, SAME_WORDS_FLOOR } from './guard.ts';

const ROOT = join(import.meta.dirname, '../..');
const THRESHOLD = 0.9;

interface LabelledPair {
  readonly cat: string;
  readonly a: string;
  readonly b: string;
}

const tokenizer: { model: { vocab: Record<string, number> } } = readJson('models/all-MiniLM-L6-v2/tokenizer.json');
const vocabulary: ReadonlySet<string> = new Set(
  Object.keys(tokenizer.model.vocab).filter((word) => /^\p{L}+$/u.test(word)),
);
const similarities: Record<string, readonly number[]> = readJson('eval/data/similarities.json');

it.each([
  ['adversarial', 0.005],
  ['own-adversarial', 0.006],
  ['fresh-adversarial', 0.005],
  ['second-adversarial', 0.01],
  ['third-adversarial', 0.03],
  ['fourth-adversarial', 0.005],
  ['fifth-adversarial', 0.01],
  ['sixth-adversarial', 0.02],
  ['seventh-adversarial', 0.01],
  ['eighth-adversarial', 0.01],
  ['ninth-adversarial', 0.01],
  ['tenth-adversarial', 0.01],
  ['eleventh-adversarial', 0.015],
  ['twelfth-adversarial', 0.02],
])('serves of %s at most a share of %d', (set, most) => {
  expect(servedShare(set)).toBeLessThanOrEqual(most);
});

it.each([
  ['benign', 0.97],
  ['own-benign', 0.92],
  ['fresh-benign', 0.97],
  ['second-benign', 0.95],
  ['third-benign', 0.95],
  ['fifth-benign', 0.95],
  ['sixth-benign', 0.9],
  ['seventh-benign', 0.75],
  ['eighth-benign', 0.97],
  ['ninth-benign', 0.94],
  ['tenth-benign', 0.58],
  ['eleventh-benign', 0.6],
  ['twelfth-benign', 0.92],
])('serves of %s at least a share of %d', (set, least) => {
  expect(servedShare(set)).toBeGreaterThanOrEqual(least);
});

it('serves nine of ten questions with one slip of the finger', () => {
  expect(servedShare('benign', 'typo')).toBeGreaterThanOrEqual(0.95);
});

it('would serve many of the adversarial pairs without the guards', () => {
  const near = (similarities.adversarial ?? []).filter((similarity) => similarity >= THRESHOLD);
  expect(near.length / (similarities.adversarial ?? []).length).toBeGreaterThan(0.3);
});

function servedShare(set: string, kind?: string): number {
  const cosines = similarities[set] ?? [];
  const pairs = readPairs(set);
  expect(cosines).toHaveLength(pairs.length);
  const chosen = pairs
    .map((pair, at) => ({ ...pair, similarity: cosines[at] ?? 0 }))
    .filter(({ cat }) => !kind || cat === kind);
  return chosen.filter(isServed).length / chosen.length;
}

function isServed({ a, b, similarity }: LabelledPair & { similarity: number }): boolean {
  const { refused, sameWords } = compare(extractFeatures(a, vocabulary), extractFeatures(b, vocabulary), similarity);
  return refused === null && similarity >= (sameWords ? SAME_WORDS_FLOOR : THRESHOLD);
}

function readPairs(set: string): readonly LabelledPair[] {
  const lines = readFileSync(join(ROOT, `eval/data/${set}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}
