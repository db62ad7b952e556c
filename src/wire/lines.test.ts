import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from './lines.ts';

async function* cut(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function lines(text: string, size: number, maxBytes = 1_000) {
  const found = await Array.fromAsync(readLines(cut(text, size), maxBytes));
  return found.map(({ number, bytes }) => [number, bytes?.toString() ?? null]);
}

test('lines come as they were, however the body is cut into chunks', async () => {
  const texts = fc.array(fc.stringMatching(/^[aé\r ]{0,6}$/), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (texts, size, ends) => {
      const expected = texts.flatMap((text, index) => (text.trim() === '' ? [] : [[index + 1, text]]));
      expect(await lines(texts.join('\n') + (ends ? '\n' : ''), size)).toEqual(expected);
    }),
  );
});

test('a line that is too long is told by its number, and the others come', async () => {
  const text = `12345\n123456\n\n${'x'.repeat(100)}\n1\n${'y'.repeat(50)}`;
  for (const size of [1, 7, 1_000]) {
    expect(await lines(text, size, 5)).toEqual([
      [1, '12345'],
      [2, null],
      [4, null],
      [5, '1'],
      [6, null],
    ]);
  }
});
