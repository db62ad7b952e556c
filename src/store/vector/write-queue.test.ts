import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WriteQueue } from './write-queue.ts';

/** A queue that writes down what is sent, and sends the next thing only when it is let. */
function opened() {
  const log: string[] = [];
  const gates: (() => void)[] = [];
  const pass = () => new Promise<void>((resolve) => gates.push(resolve));
  const queue = new WriteQueue<string>(async (items) => {
    log.push(items.join());
    await pass();
  });
  const letAll = async () => {
    for (let idle = 0; idle < 5; idle++) {
      await turn();
      const next = gates.shift();
      next?.();
      if (next) idle = 0;
    }
  };
  return { queue, log, pass, letAll };
}

const one = (id: string, item = id) => new Map([[id, item]]);

test('what is added while something is sent goes together, the later of two with one id', async () => {
  const { queue, log, letAll } = opened();
  const added = [queue.add(one('a'))];
  await turn();
  added.push(queue.add(one('b')), queue.add(one('c')), queue.add(one('b', 'B')));
  await letAll();
  await Promise.all(added);
  expect(log).toEqual(['a', 'B,c']);
});

test('what is run in between keeps its place', async () => {
  const { queue, log, letAll } = opened();
  const done = [queue.add(one('a')), queue.run(async () => void log.push('delete a')), queue.add(one('a', 'anew'))];
  await letAll();
  await Promise.all(done);
  expect(log).toEqual(['a', 'delete a', 'anew']);
});

test('a batch has an end', async () => {
  const { queue, log, letAll } = opened();
  const many = new Map(Array.from({ length: 600 }, (_, n) => [`${n}`, `${n}`]));
  const added = queue.add(many);
  await letAll();
  await added;
  expect(log.map((batch) => batch.split(',').length)).toEqual([256, 256, 88]);
});

test('what fails is told to those who added it, and the rest goes on', async () => {
  let fail = true;
  const queue = new WriteQueue<string>(async () => {
    if (fail) throw new Error('no');
  });
  await expect(queue.add(one('a'))).rejects.toThrow('no');
  await expect(queue.run(() => Promise.reject(new Error('neither')))).rejects.toThrow('neither');
  fail = false;
  await queue.add(one('b'));
});

test('what waits is bounded, and there is room again when it is sent', async () => {
  const { queue, letAll } = opened();
  const many = new Map(Array.from({ length: 10_000 }, (_, n) => [`${n}`, `${n}`]));
  const added = queue.add(many);
  await expect(queue.add(one('one more'))).rejects.toThrow('wait already');
  await letAll();
  await added;
  const again = queue.add(one('one more'));
  await letAll();
  await again;
});
