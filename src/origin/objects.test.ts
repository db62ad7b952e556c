import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bytes } from './bytes.ts';
import { createObjects } from './objects.ts';

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(body: Bytes): Promise<string> {
  const held: Uint8Array[] = [];
  for await (const chunk of body) held.push(chunk);
  return Buffer.concat(held).toString();
}

test('an id is remembered wherever the chunks of an answer end, and the answer is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.string(), async (size, text) => {
      const objects = createObjects();
      const answer = JSON.stringify({ text, id: 'batch_123', output_file_id: 'file-456', data: [{ id: 'file-789' }] });
      expect(await readAll(objects.learn('one', chunks(answer, size)))).toBe(answer);
      for (const id of ['batch_123', 'file-456', 'file-789']) expect(objects.makerOf([id])).toBe('one');
    }),
  );
});

test('of several ids the first that is known counts, and of an id the last that said it', async () => {
  const objects = createObjects();
  await readAll(objects.learn('one', chunks('{"id":"file-1"}', 99)));
  await readAll(objects.learn('two', chunks('data: {"response": {"id": "resp_2"}}\n\n', 99)));
  expect(objects.makerOf(['file-0', 'resp_2', 'file-1'])).toBe('two');
  expect(objects.makerOf(['file-0'])).toBeNull();
  await readAll(objects.learn('two', chunks('{"id":"file-1"}', 99)));
  expect(objects.makerOf(['file-1'])).toBe('two');
});

describe('bounds', () => {
  test('the latest are remembered', async () => {
    const objects = createObjects();
    for (let n = 0; n < 25_000; n++) await readAll(objects.learn('one', chunks(`{"id":"file-${n}"}`, 99)));
    const known = Array.from({ length: 25_000 }, (_, n) => objects.makerOf([`file-${n}`])).filter(Boolean);
    expect(known).toHaveLength(20_000);
    expect(objects.makerOf(['file-24999'])).toBe('one');
    expect(objects.makerOf(['file-0'])).toBeNull();
  });

  test('only the beginning of an answer is looked into', async () => {
    const objects = createObjects();
    await readAll(objects.learn('one', chunks(`{"id":"file-1","x":"${'x'.repeat(70_000)}","id":"file-2"}`, 1_000)));
    expect([objects.makerOf(['file-1']), objects.makerOf(['file-2'])]).toEqual(['one', null]);
  });
});

test('who leaves an answer before it begins leaves it at its source', async () => {
  let left = false;
  const source: AsyncIterator<Uint8Array> = {
    next: () => new Promise(() => {}),
    async return() {
      left = true;
      return { done: true, value: undefined };
    },
  };
  const body = createObjects().learn('one', { [Symbol.asyncIterator]: () => source });
  await body[Symbol.asyncIterator]().return?.();
  expect(left).toBe(true);
});
