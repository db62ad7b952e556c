import { expect, test } from 'vitest';
import { createQueue } from './queue.ts';

const never = new AbortController().signal;

/** A model whose runs end when the test says so. */
function steppedModel() {
  const started: string[] = [];
  let current = Promise.withResolvers<string>();
  return {
    started,
    run(text: string) {
      started.push(text);
      current = Promise.withResolvers();
      return current.promise;
    },
    async finish(outcome: string | Error) {
      if (outcome instanceof Error) current.reject(outcome);
      else current.resolve(outcome);
      await new Promise(setImmediate);
    },
  };
}

test('runs one text at a time, in the order of arrival', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 10);
  const results = Promise.all(['a', 'b', 'c'].map((text) => queue.add(text, never)));
  expect(model.started).toEqual(['a']);
  await model.finish('A');
  expect(model.started).toEqual(['a', 'b']);
  await model.finish('B');
  await model.finish('C');
  expect(await results).toEqual(['A', 'B', 'C']);
});

test('who asks for a text that waits or runs shares its run', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 10);
  const asked = Promise.all(['a', 'b', 'a', 'b'].map((text) => queue.add(text, never)));
  await model.finish('A');
  await model.finish('B');
  expect(await asked).toEqual(['A', 'B', 'A', 'B']);
  expect(model.started).toEqual(['a', 'b']);
});

test('a text that nobody waits for any more is not run', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 10);
  const first = queue.add('a', never);
  const controller = new AbortController();
  const left = queue.add('b', controller.signal);
  const stayed = queue.add('c', controller.signal);
  const alsoC = queue.add('c', never);
  controller.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  await expect(stayed).rejects.toThrow('left');
  expect(queue.length).toBe(1);
  await model.finish('A');
  await model.finish('C');
  expect(await first).toBe('A');
  expect(await alsoC).toBe('C');
  expect(model.started).toEqual(['a', 'c']);
});

test('a text asked for again after all had left is run', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 10);
  const first = queue.add('a', never);
  const controller = new AbortController();
  const left = queue.add('b', controller.signal);
  controller.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  const again = queue.add('b', never);
  await model.finish('A');
  await model.finish('B');
  expect([await first, await again]).toEqual(['A', 'B']);
});

test('holds no more than its limit beside the running text, and takes texts again when there is room', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 2);
  const taken = Promise.all(['running', 'b', 'c'].map((text) => queue.add(text, never)));
  await expect(queue.add('d', never)).rejects.toThrow('overloaded: 2 texts wait already');
  const shared = queue.add('c', never);
  expect(queue.length).toBe(2);
  for (const result of ['A', 'B', 'C']) await model.finish(result);
  expect(await taken).toEqual(['A', 'B', 'C']);
  expect(await shared).toBe('C');
  const later = queue.add('d', never);
  await model.finish('D');
  expect(await later).toBe('D');
});

test('an error reaches those who asked for that text, and the next one is run', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 10);
  const [a, b] = [queue.add('a', never), queue.add('b', never)];
  const failed = expect(a).rejects.toThrow('broken');
  await model.finish(new Error('broken'));
  await failed;
  await model.finish('B');
  expect(await b).toBe('B');
});

test('once closed refuses what waits and what comes, and waits for what runs', async () => {
  const model = steppedModel();
  const queue = createQueue(model.run, 10);
  const [a, b] = [queue.add('a', never), queue.add('b', never)];
  const refused = expect(b).rejects.toThrow('closed');
  let closed = false;
  const closing = queue.close().then(() => {
    closed = true;
  });
  await refused;
  await expect(queue.add('c', never)).rejects.toThrow('closed');
  await new Promise(setImmediate);
  expect(closed).toBe(false);
  await model.finish('A');
  await closing;
  expect(await a).toBe('A');
  expect(model.started).toEqual(['a']);
});
