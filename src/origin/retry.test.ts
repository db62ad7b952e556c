import { describe, expect, test } from 'vitest';
import { pauseAfter, readRetryAfter } from './retry.ts';

describe('the pause', () => {
  const passing = { passing: true, retryAfter: null };

  test('is doubled each time, up to four seconds', () => {
    const longest = [0, 1, 2, 3, 4, 5, 9].map((tried) => pauseAfter(passing, tried, () => 1));
    expect(longest).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  test('is jittered: half of it at least', () => {
    expect(pauseAfter(passing, 1, () => 0)).toBe(250);
    expect(pauseAfter(passing, 1, () => 0.5)).toBe(375);
  });

  test('is what the upstream names, where that is longer; five seconds at most', () => {
    expect(pauseAfter({ ...passing, retryAfter: 100 }, 0, () => 1)).toBe(250);
    expect(pauseAfter({ ...passing, retryAfter: 5_000 }, 0, () => 1)).toBe(5_000);
    expect(pauseAfter({ ...passing, retryAfter: 5_001 }, 0, () => 1)).toBeNull();
  });

  test('there is none for what does not pass', () => {
    expect(pauseAfter({ passing: false, retryAfter: null }, 0, () => 1)).toBeNull();
  });
});

describe('retry-after', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  test.for([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '20', 'retry-after': '30' }, 20],
    [{ 'retry-after-ms': 'soon', 'retry-after': '30' }, 30_000],
    [{ 'retry-after': 'Fri, 02 Jan 2026 03:04:15 GMT' }, 10_000],
    [{ 'retry-after': 'Fri, 02 Jan 2026 03:04:00 GMT' }, 0],
    [{ 'retry-after': 'later' }, null],
    [{}, null],
  ] as const)('%o is %s ms', ([headers, wait]) => {
    expect(readRetryAfter(headers, now)).toBe(wait);
  });
});
