import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createBreaker, OutOfService, reasonOf } from './breaker.ts';

function opened(options: Partial<Parameters<typeof createBreaker>[0]> = {}) {
  const breaker = createBreaker({ name: 'It', timeout: 20, probe: async () => {}, ...options });
  onTestFinished(breaker.close);
  return breaker;
}

const never = () => new Promise<never>(() => {});
const failing = (message: string) => () => Promise.reject(new Error(message));

test('what comes in time is passed on; so is a failure that is not the server’s, after which all goes on', async () => {
  const breaker = opened({ isOutage: () => false });
  expect(await breaker.run(async () => 42)).toBe(42);
  await expect(breaker.run(failing('no'))).rejects.toThrow('no');
  expect(breaker.outage).toBeNull();
  expect(await breaker.run(async () => 43)).toBe(43);
});

test.for([
  ['is late', never, 'It did not answer within 20 ms', 'does not answer in time'],
  ['fails', failing('no'), 'no', 'fails: no'],
] as const)('after one that %s nothing is begun, until it answers again', async ([, work, message, reason]) => {
  const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
  const breaker = opened({ probe: () => answers, now: () => 5_000 });
  await expect(breaker.run(work)).rejects.toThrow(message);
  expect(breaker.outage).toEqual({ since: 5_000, reason });
  let begun = 0;
  const count = async () => {
    begun += 1;
  };
  await expect(breaker.run(count)).rejects.toThrow(OutOfService);
  expect(begun).toBe(0);
  answer();
  await expect
    .poll(
      () =>
        breaker.run(count).then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  expect(begun).toBe(1);
  expect(breaker.outage).toBeNull();
});

test('it goes on asking until it is answered', async () => {
  let probes = 0;
  const breaker = opened({
    probe: async () => {
      probes += 1;
      if (probes < 3) throw new Error('not yet');
    },
  });
  await expect(breaker.run(never)).rejects.toThrow();
  await expect.poll(() => breaker.outage, { timeout: 5_000 }).toBeNull();
  expect(probes).toBe(3);
});

test('who answers, but later than requests may wait, stays out', async () => {
  let probes = 0;
  let slowness = 60;
  const breaker = opened({
    probe: async () => {
      probes += 1;
      await delay(slowness);
    },
  });
  await expect(breaker.run(never)).rejects.toThrow();
  await expect.poll(() => probes, { timeout: 5_000 }).toBe(3);
  expect(breaker.outage).not.toBeNull();
  slowness = 0;
  await expect.poll(() => breaker.outage, { timeout: 5_000 }).toBeNull();
});

test('a probe that is never answered does not keep it out', async () => {
  let probes = 0;
  const breaker = opened({ probe: () => (probes++ === 0 ? never() : Promise.resolve()) });
  breaker.trip('is gone');
  await expect.poll(() => breaker.outage, { timeout: 5_000 }).toBeNull();
  expect(probes).toBe(2);
});

test('going out and coming back are told once each, however many fail', async () => {
  const told: string[] = [];
  const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
  const breaker = opened({ probe: () => answers, onChange: (message) => told.push(message) });
  await Promise.allSettled(Array.from({ length: 20 }, () => breaker.run(failing('no'))));
  expect(told).toEqual(['It fails: no: requests go on without it']);
  answer();
  await expect.poll(() => told, { timeout: 5_000 }).toEqual([expect.anything(), expect.stringMatching(/^It is back/)]);
});

test('what is under way when it goes out is given up', async () => {
  const breaker = opened({ probe: never });
  const behind = breaker.run(never, Number.POSITIVE_INFINITY);
  const told = expect(behind).rejects.toThrow(OutOfService);
  await expect(breaker.run(never)).rejects.toThrow('did not answer');
  await told;
});

test('what another breaker refused is nothing to this one', async () => {
  const inner = opened({ probe: never });
  const outer = opened();
  inner.trip('is gone');
  await expect(outer.run(() => inner.run(async () => 1))).rejects.toThrow('It is gone');
  expect(outer.outage).toBeNull();
});

test('what nobody waits for has all the time it needs', async () => {
  const breaker = opened();
  expect(await breaker.run(() => delay(60, 'late'), Number.POSITIVE_INFINITY)).toBe('late');
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

test.for([
  [new Error('connect ECONNREFUSED 10.0.0.7:6379'), 'fails: connect ECONNREFUSED …'],
  [
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    'cannot be reached (ECONNREFUSED)',
  ],
  [new Error('MOVED 3999 127.0.0.1:6381'), 'fails: MOVED 3999 …'],
  [new Error('see http://user:key@host/path for more'), 'fails: see … for more'],
  [new Error('it answered 500'), 'answered 500'],
] as const)('a reason holds no address: %s', ([error, reason]) => {
  expect(reasonOf(error, 'It')).toBe(reason);
});

test('who is patient is served beyond the budget, also by one that is out for being slow', async () => {
  const breaker = opened({ isOutage: (error) => !(error instanceof RangeError) });
  const late = () => delay(60, 'late');
  expect(await breaker.runPatiently(late)).toBe('late');
  const wrong = () => Promise.reject(new RangeError('wrong'));
  await expect(breaker.runPatiently(wrong)).rejects.toThrow(new RangeError('wrong'));
  expect(breaker.outage).toBeNull();
  breaker.trip('is slow');
  expect(await breaker.runPatiently(late)).toBe('late');
});

test('who is patient does not wait for one that answers no probe', async () => {
  const breaker = opened({ probe: never });
  await expect(breaker.runPatiently(never)).rejects.toThrow(new OutOfService('It does not answer in time'));
  expect(breaker.outage?.reason).toBe('does not answer in time');
});

test('what fails while somebody patient waits is an outage to them too', async () => {
  const breaker = opened();
  await expect(breaker.runPatiently(failing('no'))).rejects.toThrow(new OutOfService('It fails: no'));
  expect(breaker.outage?.reason).toBe('fails: no');
});
