import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Nearest } from './nearest.ts';

test('it keeps the best of what it was offered, and the first of equals', () => {
  const offers = fc.array(
    fc.integer({ min: -9, max: 9 }).map((value) => value / 10),
    { maxLength: 60, size: 'max' },
  );
  fc.assert(
    fc.property(offers, fc.integer({ min: -1, max: 12 }), (similarities, k) => {
      const nearest = new Nearest(k);
      for (const [id, similarity] of similarities.entries()) nearest.offer(id, similarity);
      const sorted = [...similarities.entries()].sort(([, a], [, b]) => b - a).slice(0, Math.max(0, k));
      expect(nearest.ids).toEqual(sorted.map(([id]) => id));
      expect(nearest.similarities).toEqual(sorted.map(([, similarity]) => similarity));
    }),
  );
});

test('what is no number is not near', () => {
  const nearest = new Nearest(3);
  nearest.offer(1, Number.NaN);
  nearest.offer(2, 0.5);
  expect(nearest.ids).toEqual([2]);
});
