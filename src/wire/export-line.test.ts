import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newEntry, newKey, normalised } from '../../test/stored.ts';
import { AppError } from '../errors.ts';
import { type Exported, readLine, writeLine } from './export-line.ts';

const plain: Exported = { key: newKey(), entry: newEntry(1_000, { scope: newKey() }), hits: 0, vector: null };

test('what is read is what was written, byte for byte, and its line is the same again', () => {
  const text = fc.string({ unit: 'binary' });
  const meta = fc.record({
    question: fc.oneof(text, fc.constantFrom('\ud800', '日本語\n"\\\u2028')),
    tags: fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 16 }),
    usage: fc.constantFrom(null, { inputTokens: 1, outputTokens: 2 ** 40, cachedInputTokens: 0, cost: 1e-7 }),
    shape: fc.dictionary(fc.stringMatching(/^[a-z[\]-]+$/), fc.stringMatching(/^[0-9a-f]{8}$/)),
    storedAt: fc.double({ min: 0, max: 1_000, noNaN: true }).map(Math.abs),
  });
  const body = fc.tuple(fc.constantFrom('', ' ', '\n\t'), fc.dictionary(text, fc.jsonValue()));
  const vector = fc.option(
    fc.record({
      embedder: text,
      question: text,
      values: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 20 }).map(normalised),
    }),
  );
  fc.assert(
    fc.property(meta, body, fc.nat(), vector, (meta, [space, answer], hits, vector) => {
      const entry = newEntry(
        1_000,
        { scope: newKey(), ...meta },
        Buffer.from(space + JSON.stringify(answer, null, 1) + space),
      );
      const exported = { key: newKey(), entry, hits, vector };
      const line = writeLine(exported);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      const read = readLine(Buffer.from(line));
      expect(read).toEqual(exported);
      expect(readLine(Buffer.from(writeLine(read)))).toEqual(exported);
    }),
  );
});

test('a body that is no text comes back all the same', () => {
  const { meta } = plain.entry;
  const entry = newEntry(1_000, { ...meta, endpoint: 'embeddings' }, Uint8Array.of(0xff, 0, 0x0a, 0x80));
  expect(readLine(Buffer.from(writeLine({ ...plain, entry })))).toEqual({ ...plain, entry });
});

test('metadata that a later version adds is kept', () => {
  const line = JSON.parse(writeLine(plain));
  const { entry } = readLine(Buffer.from(JSON.stringify({ ...line, more: 1, meta: { ...line.meta, later: [1] } })));
  expect(entry.meta).toEqual({ ...plain.entry.meta, later: [1] });
});

test('whatever the bytes, a line is read or refused', () => {
  const line = writeLine(plain);
  const cut = fc
    .tuple(fc.nat(line.length), fc.nat(line.length), fc.string())
    .map(([a, b, text]) => line.slice(0, a) + text + line.slice(b));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        cut.map((text) => Buffer.from(text)),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        try {
          readLine(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      },
    ),
    { numRuns: 300 },
  );
});
