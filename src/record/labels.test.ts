import { expect, test } from 'vitest';
import { createLabels } from './labels.ts';

test('the first names are labels, what comes after them is other', () => {
  const labelOf = createLabels(3);
  expect(['a', 'b', 'a', 'c', 'd', 'e', 'b', ''].map((name) => labelOf(name))).toEqual([
    ...['a', 'b', 'a', 'c', 'other', 'other', 'b', 'other'],
  ]);
});

test('a name that came with an error takes no place, and keeps one that it has', () => {
  const labelOf = createLabels(1);
  expect(labelOf('made-up', false)).toBe('other');
  expect(labelOf('real')).toBe('real');
  expect(labelOf('real', false)).toBe('real');
});

test('what is too long for a name is other', () => {
  expect(createLabels(9)('x'.repeat(129))).toBe('other');
});
