import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createFreshness } from './freshness.ts';

/**
 * 1,839 volatile and 1,800 timeless questions in a dozen languages, written in 13 rounds: each was judged at first sight,
 * then the rules were made wider by what it showed. Missed of the volatile, and kept out of the timeless, in percent:
 *
 *     round               1      2     3     4     5      6     7     8     9    10    11    12    13
 *     rules of before   43/10  27/7  45/6  19/3  30/10  31/4   5/3  37/4  50/1  17/3  21/4  27/2  28/5
 *     at first sight    43/10  16/8  23/7   4/4  16/10  13/3   5/3  34/4  45/2  12/3  11/3  17/2  21/9
 *
 * Rounds 3, 5, 8, 9, 12 and 13 were meant to be hard: most of their volatile questions have no word of time, price, weather
 * or office in them ("Who did the Lakers trade for?"). Of such questions one in six is missed; of those as they are usually
 * asked one in thirty: see heldout.test.ts.
 */
const questions = (name: string) =>
  readFileSync(new URL(`../../test/questions/${name}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n');

const { isTimeSensitive } = createFreshness([], () => Date.UTC(2026, 10, 21));

test('at most 3% of the volatile are missed', () => {
  const volatile = questions('volatile');
  const missed = volatile.filter((question) => !isTimeSensitive(question));
  expect(missed.length / volatile.length, missed.join('\n')).toBeLessThanOrEqual(0.03);
});

test('at most 5% of the timeless are kept out', () => {
  const timeless = questions('timeless');
  const keptOut = timeless.filter(isTimeSensitive);
  expect(keptOut.length / timeless.length, keptOut.join('\n')).toBeLessThanOrEqual(0.05);
});

test('a year makes a question one of the present when it is this one or near, and not when it is over', () => {
  const inYear = (year: number) => createFreshness([], () => Date.UTC(year, 5)).isTimeSensitive;
  expect(inYear(2026)('best phones 2026')).toBe(true);
  expect(inYear(2026)('best phones 2027')).toBe(true);
  expect(inYear(2027)('best phones 2026')).toBe(false);
  expect(inYear(2026)('2026年最好的手机')).toBe(true);
  for (const question of [
    'Write a haiku about 2026',
    'What is 2026-2000?',
    'Solve 2026x = 3',
    'How far is 2026.5 m?',
  ]) {
    expect(inYear(2026)(question), question).toBe(false);
  }
});
