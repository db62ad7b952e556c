import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createBreaker } from './breaker.ts';

function opened(probe: () => Promise<unknown> = async () => {}) {
  const breaker = createBreaker({ name: 'It', timeout: 20, probe });
  onTestFinished(breaker.close);
  return breaker;
}

const never = () => new Promise<never>(() => {});

test('what comes in time is passed on, a failure too', async () => {
  const breaker = opened();
  expect(await breaker.run(async () => 42)).toBe(42);
  await expect(breaker.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await breaker.run(async () => 43)).toBe(43);
});

test('after one that is late nothing is begun, until it answers again', async () => {
  const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
  const breaker = opened(() => answers);
  await expect(breaker.run(never)).rejects.toThrow('It took longer than 20 ms');
  let begun = 0;
  const work = async () => {
    begun += 1;
  };
  await expect(breaker.run(work)).rejects.toThrow('It does not answer');
  expect(begun).toBe(0);
  answer();
  await answers;
  await breaker.run(work);
  expect(begun).toBe(1);
});

test('it goes on asking until it is answered', async () => {
  let probes = 0;
  const breaker = opened(async () => {
    probes += 1;
    if (probes < 3) throw new Error('not yet');
  });
  await expect(breaker.run(never)).rejects.toThrow();
  await expect.poll(() => breaker.run(async () => true).catch(() => false), { timeout: 5_000 }).toBe(true);
  expect(probes).toBe(3);
});

test('a stall of the event loop is nobody’s fault', async () => {
  const breaker = opened();
  const { promise, resolve } = Promise.withResolvers<string>();
  // Ready when the timer is: both wait for the loop, which is busy for longer than the budget.
  const worked = breaker.run(() => promise);
  setTimeout(() => setImmediate(() => resolve('in time')), 19);
  await delay(1);
  const until = performance.now() + 60;
  while (performance.now() < until);
  expect(await worked).toBe('in time');
});
