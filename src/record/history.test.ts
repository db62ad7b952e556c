import { describe, expect, test } from 'vitest';
import { MEMORY, outcome, SEMANTIC } from '../../test/outcome.ts';
import type { Ledger, Ms } from '../types.ts';
import { createHistory, type HistoryReport, keepHistory, RANGE_NAMES } from './history.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** On the border of every bucket. */
const NOON = Date.UTC(2026, 0, 2, 12);

const at = (time: Ms, more: Parameters<typeof outcome>[0] = {}) => outcome({ at: time, latency: 0, ...more });
const total = ({ series }: HistoryReport, name: keyof HistoryReport['series']) =>
  series[name].reduce<number>((sum, value) => sum + (value ?? 0), 0);

describe('a history', () => {
  test('puts each request into the bucket in which it ended', () => {
    const history = createHistory();
    history.add(at(NOON, { verdict: MEMORY, latency: 2 }), 0.5);
    history.add(at(NOON + 4 * SECOND, { verdict: SEMANTIC, latency: 4 }), 0.25);
    history.add(at(NOON + 4 * SECOND, { latency: 2_000 }), 1);
    history.add(at(NOON + 11 * SECOND, { verdict: null, error: 'invalid_request', usage: null }), null);
    const report = history.read('15m', NOON + 14 * SECOND);
    expect(report).toMatchObject({ range: '15m', step_seconds: 5 });
    expect(report.time).toHaveLength(180);
    expect(report.time.slice(-3)).toEqual([NOON / 1000, NOON / 1000 + 5, NOON / 1000 + 10]);
    const latest = Object.fromEntries(Object.entries(report.series).map(([name, values]) => [name, values.slice(-3)]));
    const near = (latency: number) => expect.toSatisfy((found: number) => Math.abs(found / latency - 1) < 0.055);
    expect(latest).toEqual({
      memory: [1, 0, 0],
      exact: [0, 0, 0],
      promoted: [0, 0, 0],
      semantic: [1, 0, 0],
      upstream: [0, 1, 0],
      failed: [0, 0, 1],
      input_tokens_spent: [0, 11, 0],
      output_tokens_spent: [0, 10, 0],
      input_tokens_saved: [22, 0, 0],
      output_tokens_saved: [20, 0, 0],
      cost_spent: [0, 1, 0],
      cost_saved: [0.75, 0, 0],
      hit_p50: [near(2), null, null],
      hit_p95: [near(4), null, null],
      miss_p50: [null, near(2_000), null],
      miss_p95: [null, near(2_000), null],
      memory_p50: [near(2), null, null],
      memory_p95: [near(2), null, null],
      exact_p50: [null, null, null],
      exact_p95: [null, null, null],
      promoted_p50: [null, null, null],
      promoted_p95: [null, null, null],
      semantic_p50: [near(4), null, null],
      semantic_p95: [near(4), null, null],
    });
  });

  test.each([
    ['15m', 5 * SECOND, 180],
    ['1h', 20 * SECOND, 180],
    ['1d', 5 * MINUTE, 288],
    ['1w', 30 * MINUTE, 336],
  ] as const)('of %s holds so much and no more', (range, step, points) => {
    const history = createHistory();
    const turns = 2.5;
    for (let n = 0; n < turns * points; n++) history.add(at(NOON + n * step, { verdict: MEMORY }), 1);
    const end = NOON + (turns * points - 1) * step;
    expect(history.read(range, end).series.memory).toEqual(Array(points).fill(1));
    const later = history.read(range, end + 10 * step);
    expect(later.time).toHaveLength(points);
    expect(later.series.memory).toEqual([...Array(points - 10).fill(1), ...Array(10).fill(0)]);
    expect(total(history.read(range, end + points * step), 'memory')).toBe(0);
    expect(history.save().length).toBeLessThan(200_000);
  });

  test('a batch that lies across a border loses nothing', () => {
    const history = createHistory();
    for (const time of [5_001, 4_999, 5_002, 4_998]) history.add(at(NOON + time), 1);
    expect(total(history.read('15m', NOON + 6 * SECOND), 'upstream')).toBe(4);
  });

  test('a clock that was wrong and is set right does not stop it', () => {
    const history = createHistory();
    history.add(at(NOON + 400 * DAY), 1);
    history.add(at(NOON), 1);
    history.add(at(NOON + SECOND), 1);
    expect(total(history.read('1w', NOON + SECOND), 'upstream')).toBe(2);
  });

  test('large counts are exact', () => {
    const history = createHistory();
    const usage = { inputTokens: 123_456_789, outputTokens: 1, cachedInputTokens: 0 };
    history.add(at(NOON, { usage }), null);
    expect(total(history.read('1d', NOON), 'input_tokens_spent')).toBe(123_456_789);
  });

  test('what is saved is net of helper calls', () => {
    const history = createHistory();
    history.add(at(NOON, { verdict: MEMORY }), 1);
    const usage = { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };
    history.addCall('helper', usage, 0.25, NOON);
    history.addCall('helper', usage, null, NOON);
    expect(total(history.read('1h', NOON), 'cost_saved')).toBe(0.75);
    expect(history.today(NOON)).toMatchObject({ memory: 1, cost_saved: 0.75 });
  });

  test('today begins at midnight where the proxy runs', () => {
    const history = createHistory();
    const midnight = new Date(NOON).setHours(0, 0, 0, 0);
    history.add(at(midnight - 1), 1);
    history.add(at(midnight), 1);
    history.add(at(midnight + 23 * HOUR), 1);
    expect(history.today(midnight + DAY - 1).upstream).toBe(2);
    expect(history.today(midnight + DAY).upstream).toBe(0);
  });
});

describe('a history that is restored', () => {
  test('goes on where it was, in the middle of a bucket too', () => {
    const [before, after, unbroken] = [createHistory(), createHistory(), createHistory()];
    const requests = Array.from({ length: 500 }, (_, n) =>
      at(NOON + n * 1_700, { verdict: n % 3 === 0 ? MEMORY : SEMANTIC, latency: n % 50 }),
    );
    for (const [n, request] of requests.entries()) {
      unbroken.add(request, 0.1);
      (n < 250 ? before : after).add(request, 0.1);
      if (n === 249) after.restore(before.save());
    }
    const now = NOON + 500 * 1_700;
    for (const range of RANGE_NAMES) {
      const [expected, found] = [unbroken.read(range, now), after.read(range, now)];
      for (const name of ['memory', 'semantic', 'hit_p50', 'hit_p95', 'semantic_p95', 'output_tokens_saved'] as const) {
        expect([range, name, found.series[name]]).toEqual([range, name, expected.series[name]]);
      }
      expect(total(found, 'cost_saved')).toBeCloseTo(total(expected, 'cost_saved'), 4);
    }
  });

  test.each(['', '{}', '[]', 'null', '{"version":1,"ranges":{}}', '{"version":2,"ranges":{}}'])(
    'from %j complains, and counts on',
    (saved) => {
      const history = createHistory();
      expect(() => history.restore(saved)).toThrow();
      history.add(at(NOON), 1);
      expect(total(history.read('15m', NOON), 'upstream')).toBe(1);
    },
  );
});

describe('a history that is kept', () => {
  /** Documents in memory, as a ledger keeps them. */
  function ledgerOf(documents: Map<string, string>): Pick<Ledger, 'put' | 'get'> {
    return {
      put: async (name, document) => void documents.set(name, document),
      get: async (name) => documents.get(name) ?? null,
    };
  }
  const fail = (error: unknown): never => {
    throw error;
  };

  test('is there for the next of its name, and for no other', async () => {
    const ledger = ledgerOf(new Map());
    const first = createHistory();
    const keeping = await keepHistory(first, ledger, 'one', fail);
    first.add(at(NOON), 1);
    await keeping.close();
    for (const [name, requests] of [
      ['one', 1],
      ['other', 0],
    ] as const) {
      const history = createHistory();
      await (await keepHistory(history, ledger, name, fail)).close();
      expect([name, total(history.read('1w', NOON), 'upstream')]).toEqual([name, requests]);
    }
  });

  test('that cannot be kept is said, at both ends', async () => {
    const errors: unknown[] = [];
    const broken = new Error('no ledger');
    const ledger = { get: async () => fail(broken), put: async () => fail(broken) };
    const history = createHistory();
    const keeping = await keepHistory(history, ledger, 'one', (error) => errors.push(error));
    history.add(at(NOON), 1);
    await keeping.close();
    expect(errors).toEqual([broken, broken]);
  });
});
