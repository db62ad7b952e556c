import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Latencies } from './latencies.ts';

const latency = fc.double({ min: 0, max: 900_000, noNaN: true });

test('a percentile is right to 5%, above 10 microseconds', () => {
  fc.assert(
    fc.property(
      fc.array(latency, { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.01, 0.5, 0.95, 1),
      (all, share) => {
        const latencies = new Latencies();
        for (const one of all) latencies.add(one);
        const exact = all.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(share * all.length) - 1)] ?? 0;
        const found = latencies.percentile(share) ?? Number.NaN;
        if (exact <= 0.01) expect(found).toBeLessThanOrEqual(0.011);
        else expect(Math.abs(found / exact - 1)).toBeLessThan(0.055);
      },
    ),
  );
});

test('count and sum are exact', () => {
  const latencies = new Latencies();
  for (const one of [1, 2, 3.5, 0, 10_000_000]) latencies.add(one);
  expect([latencies.count, latencies.sum]).toEqual([5, 10_000_006.5]);
});

test('none have no percentile', () => {
  expect(new Latencies().percentile(0.5)).toBeNull();
});

test('what is taken from its buckets is the same again', () => {
  fc.assert(
    fc.property(fc.array(latency), (all) => {
      const latencies = new Latencies();
      for (const one of all) latencies.add(one);
      const again = Latencies.from(JSON.parse(JSON.stringify(latencies)));
      expect(again.count).toBe(all.length);
      for (const share of [0.1, 0.5, 0.99]) expect(again.percentile(share)).toBe(latencies.percentile(share));
    }),
  );
});

test('buckets that are none are left out', () => {
  expect(
    Latencies.from([
      [1.5, 3],
      [-1, 2],
      [10_000, 2],
      [5, 1],
    ]).count,
  ).toBe(1);
});
