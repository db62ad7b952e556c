import { expect, test } from 'vitest';
import { createRevivable } from './thread.ts';

/** Threads that do nothing but die when told to. */
function deck() {
  let time = 0;
  const started: { die: (error: Error) => void; closed: boolean }[] = [];
  const threads = createRevivable(
    (onExit) => {
      const thread = {
        die: onExit,
        closed: false,
        async close() {
          thread.closed = true;
        },
      };
      started.push(thread);
      return thread;
    },
    () => time,
  );
  const wait = (ms: number) => {
    time += ms;
  };
  const die = () => started.at(-1)?.die(new Error('crashed'));
  return { threads, started, die, wait };
}

test('starts with the first call, and keeps the thread', () => {
  const { threads, started } = deck();
  expect(started).toHaveLength(0);
  expect(threads.living()).toBe(threads.living());
  expect(started).toHaveLength(1);
});

test('after each death waits longer, to a minute', () => {
  const { threads, started, die, wait } = deck();
  threads.living();
  for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    die();
    expect(() => threads.living()).toThrow(`next start in ${seconds} s`);
    wait(seconds * 1_000 - 1);
    expect(() => threads.living()).toThrow('next start in 1 s');
    wait(1);
    threads.living();
  }
  expect(started).toHaveLength(9);
});

test('says why the last one died', () => {
  const { threads, die } = deck();
  threads.living();
  die();
  expect(() => threads.living()).toThrow(expect.objectContaining({ cause: new Error('crashed') }));
});

test('one that proved itself begins anew with the shortest wait', () => {
  const { threads, die, wait } = deck();
  threads.living();
  die();
  wait(1_000);
  threads.living();
  threads.prove();
  die();
  expect(() => threads.living()).toThrow('next start in 1 s');
});

test('a closed one starts no more', async () => {
  const { threads, started } = deck();
  threads.living();
  await threads.close();
  expect(started[0]?.closed).toBe(true);
  expect(() => threads.living()).toThrow('closed');
});
