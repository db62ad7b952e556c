import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimit } from './limit.ts';

const never = new AbortController().signal;

test('so many at one time, then those that wait, in their order; one more is refused', async () => {
  const limit = createLimit({ concurrency: 2, queue: 2 });
  const ends = [await limit.enter(never), await limit.enter(never)];
  const begun: string[] = [];
  const waiting = ['third', 'fourth'].map(async (name) => {
    const end = await limit.enter(never);
    begun.push(name);
    return end;
  });
  expect([limit.inFlight, limit.queued]).toEqual([2, 2]);
  await expect(limit.enter(never)).rejects.toMatchObject({ code: 'overloaded', status: 503, retryAfter: 1 });
  ends[1]?.();
  await waiting[0];
  expect(begun).toEqual(['third']);
  ends[0]?.();
  expect(begun).toEqual(['third']);
  await waiting[1];
  expect(begun).toEqual(['third', 'fourth']);
  for (const end of await Promise.all(waiting)) end();
  expect([limit.inFlight, limit.queued]).toEqual([0, 0]);
});

test('ending twice gives up one place', async () => {
  const limit = createLimit({ concurrency: 2, queue: 0 });
  const [first] = [await limit.enter(never), await limit.enter(never)];
  first();
  first();
  expect(limit.inFlight).toBe(1);
});

test('who goes away leaves the queue, and takes nobody’s turn', async () => {
  const limit = createLimit({ concurrency: 1, queue: 2 });
  const end = await limit.enter(never);
  const leaving = new AbortController();
  const gone = limit.enter(leaving.signal);
  const next = limit.enter(never);
  leaving.abort();
  await expect(gone).rejects.toMatchObject({ code: 'client_gone', status: 499 });
  expect(limit.queued).toBe(1);
  end();
  (await next)();
  expect([limit.inFlight, limit.queued]).toEqual([0, 0]);
  await expect(limit.enter(AbortSignal.abort())).rejects.toMatchObject({ code: 'client_gone' });
});

test('going away after one’s turn has come changes nothing', async () => {
  const limit = createLimit({ concurrency: 1, queue: 1 });
  const end = await limit.enter(never);
  const leaving = new AbortController();
  const next = limit.enter(leaving.signal);
  end();
  leaving.abort();
  (await next)();
  expect([limit.inFlight, limit.queued]).toEqual([0, 0]);
});

test('whatever comes, ends and leaves, the bounds hold and nobody is forgotten', async () => {
  const steps = fc.array(fc.constantFrom('enter', 'end', 'leave'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const limit = createLimit({ concurrency: 2, queue: 3 });
      const running: (() => void)[] = [];
      const waiting: AbortController[] = [];
      const turn = () => new Promise((resolve) => setImmediate(resolve));
      for (const step of taken) {
        if (step === 'end') running.shift()?.();
        else if (step === 'leave') waiting.pop()?.abort();
        else {
          const client = new AbortController();
          waiting.push(client);
          limit
            .enter(client.signal)
            .then((end) => running.push(end))
            .catch(() => {})
            .finally(() => waiting.includes(client) && waiting.splice(waiting.indexOf(client), 1));
        }
        await turn();
        expect(limit.inFlight).toBe(running.length);
        expect(limit.queued).toBe(waiting.length);
        expect(limit.inFlight).toBeLessThanOrEqual(2);
        expect(limit.queued).toBeLessThanOrEqual(3);
        if (limit.queued > 0) expect(limit.inFlight).toBe(2);
      }
    }),
    { numRuns: 50 },
  );
});
