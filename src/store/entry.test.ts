import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAlias, newEntry, newKey } from '../../test/stored.ts';
import { byteSize, compact, decode, encode } from './entry.ts';

test('what is decoded is what was encoded', () => {
  const meta = fc.record({ question: fc.string({ unit: 'binary' }), model: fc.string(), storedAt: fc.nat() });
  fc.assert(
    fc.property(meta, fc.uint8Array(), (meta, body) => {
      const entry = newEntry(0, meta, body);
      expect(decode(encode(entry))).toEqual(entry);
    }),
  );
  expect(decode(encode(newAlias(5)))).toEqual(newAlias(5, { target: expect.any(String) }));
});

test('the bytes are the format, one line of JSON and the body as it came', () => {
  const bytes = encode(newEntry(0, { question: 'a\nb' }, Uint8Array.of(10, 255, 0)));
  const [line, ...rest] = Buffer.from(bytes.subarray(1)).toString('latin1').split('\n');
  expect(bytes[0]).toBe(1);
  expect(JSON.parse(line!)).toMatchObject({ kind: 'entry', question: 'a\nb', model: 'llama-3.3-70b-versatile' });
  expect(rest.join('\n')).toBe('\n\xff\0');
});

test('decoding does not copy the body, encoding shares nothing', () => {
  const entry = newEntry(0);
  const bytes = encode(entry);
  const decoded = decode(bytes);
  expect(decoded?.kind === 'entry' && decoded.body.buffer).toBe(bytes.buffer);
  expect(bytes.buffer).not.toBe(entry.body.buffer);
  expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
});

test('bytes of an unknown format, or cut in the metadata, are no value', () => {
  const bytes = encode(newEntry(0));
  expect(decode(new Uint8Array())).toBeNull();
  expect(decode(Uint8Array.of(2, ...bytes.subarray(1)))).toBeNull();
  expect(decode(Buffer.from('{"kind":"entry"}\n'))).toBeNull();
  expect(decode(bytes.subarray(0, 40))).toBeNull();
});

test('compact lets go of a larger buffer, and leaves alone what is alone', () => {
  const whole = new Uint8Array(1_000).fill(7);
  const view = { ...newEntry(0), body: whole.subarray(10, 20) };
  const alone = compact(view);
  expect(alone).toEqual(view);
  expect(alone.kind === 'entry' && alone.body.buffer.byteLength).toBe(10);
  expect(compact(alone)).toBe(alone);
});

test('the size is that of the key and of the bytes', () => {
  const key = newKey();
  for (const value of [newEntry(0, { question: '日本 ü' }, new Uint8Array(99)), newAlias(0)]) {
    expect(byteSize(key, value)).toBe(key.length + encode(value).byteLength);
  }
});
