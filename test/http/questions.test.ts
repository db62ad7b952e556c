import { expect, test } from 'vitest';
import { newQuestion, question, reword } from '../../bench/questions.ts';
import { readQuestions } from '../../src/cli/questions.ts';
import { percentile } from '../../src/cli/table.ts';

test('a file of questions is read line by line, and what is none is told by its number', () => {
  const lines = ['"one"', '', '{"question":"two"}', '{', '{"a":"three","b":"four"}', '{"a":"five"}', '7', '"six"\r'];
  const { requests, bad } = readQuestions([...lines, '{"messages":[],"model":"own","seed":1}'].join('\n'), 'given');
  const chat = (content: string) => ({ model: 'given', messages: [{ role: 'user', content }] });
  expect(requests).toEqual([
    ...['one', 'two', 'three', 'four', 'six'].map(chat),
    { messages: [], model: 'own', seed: 1 },
  ]);
  expect(bad.map(({ line }) => line)).toEqual([4, 6, 7]);
});

test('a percentile is one of the values (nearest rank)', () => {
  const values = [30, 10, 50, 20, 40];
  expect([0, 0.5, 0.95, 1].map((rank) => percentile(values, rank))).toEqual([10, 30, 50, 50]);
  expect(percentile([], 0.5)).toBeNaN();
});

test.each([
  ['stored', 10_000, question],
  ['reworded', 40_000, (number: number) => reword(number, 10_000)],
  ['new', 10_000, newQuestion],
])('the questions of the bench are all different: %s', (_, count, ask) => {
  expect(new Set(Array.from({ length: count }, (_, number) => ask(number))).size).toBe(count);
});
