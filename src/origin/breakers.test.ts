import { expect, test } from 'vitest';
import type { Outage } from '../types.ts';
import { createBreakers, type Pair } from './breakers.ts';

const SECOND = 1000;
const ONE = { upstream: 'one', model: 'small' };

function setUp() {
  const clock = { now: 1_000_000 };
  const told: (Outage | null)[] = [];
  const breakers = createBreakers({ now: () => clock.now, onChange: (_, outage) => told.push(outage) });
  const fail = (times: number, pair: Pair = ONE, retryAfter: number | null = null) => {
    for (let n = 0; n < times; n++) breakers.fail(pair, 'answers 503', retryAfter);
  };
  const pass = (time: number) => {
    clock.now += time;
  };
  return { breakers, told, fail, pass, clock };
}

test('opens after five failures one after the other', () => {
  const { breakers, told, fail, clock } = setUp();
  fail(4);
  breakers.succeed(ONE);
  fail(4);
  expect([breakers.admits(ONE), breakers.isOut(ONE), breakers.outageOf('one')]).toEqual([true, false, null]);
  fail(1);
  const outage = { since: clock.now, reason: 'answers 503' };
  expect([breakers.admits(ONE), breakers.isOut(ONE), breakers.outageOf('one')]).toEqual([false, true, outage]);
  fail(20);
  expect(told).toEqual([outage]);
});

test('is for one upstream and one model', () => {
  const { breakers, fail } = setUp();
  fail(5);
  expect(breakers.admits({ upstream: 'one', model: 'large' })).toBe(true);
  expect(breakers.admits({ upstream: 'two', model: 'small' })).toBe(true);
  expect(breakers.outageOf('two')).toBeNull();
});

test('lets one call through after its pause, and another after twice that, up to a minute', () => {
  const { breakers, fail, pass } = setUp();
  fail(5);
  for (const seconds of [5, 10, 20, 40, 60, 60]) {
    pass((seconds - 1) * SECOND);
    expect(breakers.admits(ONE)).toBe(false);
    pass(SECOND);
    // The one whose client goes away says nothing: it keeps nobody out for good.
    expect([breakers.admits(ONE), breakers.admits(ONE)]).toEqual([true, false]);
    expect(breakers.isOut(ONE)).toBe(true);
  }
});

test('a success closes it, and its pauses begin anew', () => {
  const { breakers, told, fail, pass } = setUp();
  fail(5);
  pass(5 * SECOND);
  breakers.admits(ONE);
  fail(1);
  pass(10 * SECOND);
  breakers.admits(ONE);
  breakers.succeed(ONE);
  expect([breakers.admits(ONE), breakers.outageOf('one')]).toEqual([true, null]);
  fail(5);
  pass(5 * SECOND);
  expect(breakers.admits(ONE)).toBe(true);
  expect(told.map((outage) => outage !== null)).toEqual([true, false, true]);
});

test('a long time that the upstream names opens it until then, at most for a minute', () => {
  const { breakers, fail, pass } = setUp();
  fail(1, ONE, 5 * SECOND);
  expect(breakers.admits(ONE)).toBe(true);
  fail(1, ONE, 30 * SECOND);
  pass(29 * SECOND);
  expect(breakers.admits(ONE)).toBe(false);
  pass(SECOND);
  expect(breakers.admits(ONE)).toBe(true);
  fail(1, ONE, 3600 * SECOND);
  pass(59 * SECOND);
  expect(breakers.admits(ONE)).toBe(false);
  pass(SECOND);
  expect(breakers.admits(ONE)).toBe(true);
});

test('the oldest outage is the upstream’s', () => {
  const { breakers, fail, pass, clock } = setUp();
  const since = clock.now;
  fail(5);
  pass(SECOND);
  fail(5, { upstream: 'one', model: 'large' });
  fail(1);
  expect(breakers.outageOf('one')?.since).toBe(since);
  breakers.succeed(ONE);
  expect(breakers.outageOf('one')?.since).toBe(since + SECOND);
});

test('what nobody asks any more is forgotten', () => {
  const { breakers, fail, pass } = setUp();
  fail(4);
  pass(301 * SECOND);
  fail(1);
  expect(breakers.isOut(ONE)).toBe(false);
  fail(4);
  expect(breakers.isOut(ONE)).toBe(true);
  pass(306 * SECOND);
  expect([breakers.isOut(ONE), breakers.outageOf('one'), breakers.admits(ONE)]).toEqual([false, null, true]);
});

test('no more than a thousand are remembered: the one that failed longest ago is not', () => {
  const { breakers, fail } = setUp();
  const pairs = Array.from({ length: 1_001 }, (_, at) => ({ upstream: 'one', model: `model-${at}` }));
  fail(5, pairs[0]);
  fail(5, pairs[1]);
  fail(1, pairs[0]);
  for (const pair of pairs.slice(2)) fail(5, pair);
  expect(pairs.filter((pair) => !breakers.isOut(pair))).toEqual([pairs[1]]);
});
