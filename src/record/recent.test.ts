import { describe, expect, test } from 'vitest';
import { MEMORY, outcome, SEMANTIC, verdict } from '../../test/outcome.ts';
import { createRecent, type RecentRequest } from './recent.ts';

const ALL = { limit: 10_000, matched: false, after: 0 };
const at = Date.UTC(2026, 0, 2);
const numbered = (n: number, more: Parameters<typeof outcome>[0] = {}) =>
  outcome({ requestId: String(n), at: at + n, ...more });
const ids = (requests: readonly RecentRequest[]) => requests.map(({ request_id }) => Number(request_id));

describe('the latest requests', () => {
  test('are 1,000, the newest first', () => {
    const recent = createRecent();
    for (let n = 0; n < 2_500; n++) recent.add(numbered(n), 1);
    expect(ids(recent.latest(ALL))).toEqual(Array.from({ length: 1_000 }, (_, n) => 2_499 - n));
    expect(ids(recent.latest({ ...ALL, limit: 2 }))).toEqual([2_499, 2_498]);
    expect(recent.find('2499')).toBeDefined();
    expect(recent.find('1499')).toBeUndefined();
  });

  test('keep those answered by meaning apart, so that others do not push them out', () => {
    const recent = createRecent();
    recent.add(numbered(0, { verdict: SEMANTIC }), 1);
    for (let n = 1; n <= 3_000; n++) recent.add(numbered(n), 1);
    expect(recent.find('0')).toMatchObject({ asked_key: 'b'.repeat(64), key: 'a'.repeat(64), similarity: 0.9345 });
    expect(ids(recent.latest({ ...ALL, matched: true }))).toEqual([0]);
    const [newest, ...others] = ids(recent.latest(ALL));
    expect([newest, others.at(-1)]).toEqual([3_000, 0]);
  });

  test('bear what was said of the match, whenever it is asked again', () => {
    const recent = createRecent();
    recent.add(numbered(0, { verdict: SEMANTIC }), 1);
    recent.add(numbered(1), 1);
    recent.judge({ askedKey: 'b'.repeat(64), key: 'a'.repeat(64), verdict: 'good' });
    recent.add(numbered(2, { verdict: SEMANTIC }), 1);
    const said = recent.latest(ALL).map(({ request_id, feedback }) => [request_id, feedback]);
    expect(said).toEqual([
      ['2', 'good'],
      ['1', undefined],
      ['0', 'good'],
    ]);
  });

  test('leave out plain hits that are too many, by ids that are missing', () => {
    const recent = createRecent();
    const second = (n: number) => at + Math.floor(n / 500) * 1_000;
    for (let n = 0; n < 1_000; n++) recent.add(numbered(n, { at: second(n), verdict: MEMORY }), 1);
    recent.add(numbered(1_000, { at: second(999) }), 1);
    recent.add(numbered(1_001, { at: second(999), verdict: SEMANTIC }), 1);
    const kept = recent.latest(ALL);
    expect(kept).toHaveLength(50 + 50 + 2);
    expect(kept.map(({ id }) => id).slice(0, 3)).toEqual([1_002, 1_001, 550]);
  });

  test('after an id', () => {
    const recent = createRecent();
    for (let n = 1; n <= 5; n++) recent.add(numbered(n), 1);
    expect(ids(recent.latest({ ...ALL, after: 3 }))).toEqual([5, 4]);
  });

  test('of two with one id the newer is found', () => {
    const recent = createRecent();
    recent.add(outcome({ requestId: 'same', verdict: SEMANTIC }), 1);
    recent.add(outcome({ requestId: 'same', model: 'newer' }), 1);
    expect(recent.find('same')).toMatchObject({ model: 'newer' });
  });

  test('tell what a page shows', () => {
    const recent = createRecent();
    recent.add(outcome({ verdict: SEMANTIC, latency: 4.56789, steps: { memory: 0.12345 } }), 0.000123456789);
    recent.add(outcome({ verdict: verdict({ nearest: 0.88, reason: 'guard:negation' }), question: null }), null);
    const [miss, hit] = recent.latest(ALL);
    expect(hit).toMatchObject({
      time: '2026-01-02T03:04:05.000Z',
      model: 'gpt-4o-mini',
      tier: 'semantic',
      question: 'What is a cache, please?',
      matched: 'What is a cache?',
      latency_ms: 4.568,
      input_tokens: 11,
      cost_usd: 0.000123457,
      steps: { memory: 0.123 },
    });
    expect(miss).toMatchObject({ tier: 'upstream', nearest: 0.88, reason: 'guard:negation', question: null });
    expect(miss?.cost_usd).toBeUndefined();
  });

  test('hold no more of a question than its beginning', () => {
    const recent = createRecent();
    recent.add(outcome({ question: 'é'.repeat(100_000) }), 1);
    expect(recent.latest(ALL)[0]?.question).toBe('é'.repeat(2_000));
  });
});

test('who follows is told of each, until it stops', () => {
  const recent = createRecent();
  const told: number[] = [];
  const stop = recent.follow(({ request_id }) => told.push(Number(request_id)));
  recent.add(numbered(1), 1);
  recent.add(numbered(2, { verdict: SEMANTIC }), 1);
  stop();
  recent.add(numbered(3), 1);
  expect(told).toEqual([1, 2]);
});
