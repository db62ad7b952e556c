import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headIn, inForm, isOfOne, putTogether, shares, takeApart, vectorIn } from './embeddings-answer.ts';

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });
const floats = fc.array(float32, { minLength: 1, maxLength: 40 });
const write = (values: readonly number[]) =>
  `[${values.map((value) => (Object.is(value, -0) ? '-0' : value)).join(',')}]`;
const bytes = (text: string) => new TextEncoder().encode(text);

describe('forms', () => {
  test('32-bit floats survive the way to base64 and back, digit for digit', () => {
    fc.assert(
      fc.property(floats, (values) => {
        const list = write(values);
        const base64 = inForm(list, 'base64');
        expect(JSON.parse(base64)).toBe(Buffer.from(Float32Array.from(values).buffer).toString('base64'));
        expect(inForm(base64, 'float')).toBe(list);
      }),
    );
  });

  test('what is in the form already is not touched', () => {
    expect(inForm('[ 0.10, 1E5 ]', 'float')).toBe('[ 0.10, 1E5 ]');
    expect(inForm('"AACAPw=="', 'base64')).toBe('"AACAPw=="');
  });
});

describe('an answer', () => {
  const head = fc.dictionary(
    fc.string().filter((name) => !['object', 'data', 'usage', 'error', '__proto__'].includes(name)),
    fc.oneof(fc.string(), fc.integer(), fc.constant('"embedding":[1]'), fc.constant('"data":[{"embedding":"')),
  );

  test('put together and taken apart is what it was, in whatever words it is wrapped', () => {
    fc.assert(
      fc.property(fc.array(floats, { minLength: 1, maxLength: 5 }), head, (lists, fields) => {
        const vectors = lists.map(write);
        const body = putTogether(fields, { prompt_tokens: 3 }, vectors);
        const parts = takeApart(body, vectors.length, false);
        expect(parts).toMatchObject({ usage: { prompt_tokens: 3 }, vectors });
        expect('head' in parts && parts.head).toEqual({ object: 'list', ...fields });
        expect(JSON.parse(body).data).toHaveLength(vectors.length);
      }),
    );
  });

  test('to one input gives its vector and its head without being parsed', () => {
    fc.assert(
      fc.property(floats, head, fc.boolean(), (values, fields, base64) => {
        const vector = base64 ? inForm(write(values), 'base64') : write(values);
        const body = bytes(putTogether(fields, { prompt_tokens: 1 }, [vector]));
        expect(isOfOne(body)).toBe(true);
        expect(vectorIn(body)).toBe(vector);
        expect(headIn(body)).toEqual({ object: 'list', ...fields });
      }),
    );
  });

  test.each(['', '{}', '{"data":[]}', '{"object":"list","data":[{"index":0,"embedding":[1]}]}'])(
    'of another making is not taken for one: %s',
    (text) => expect(isOfOne(bytes(text))).toBe(false),
  );

  test.each([
    ['unparsable', 'no JSON'],
    ['unparsable', '[]'],
    ['error', '{"error":{"message":"x"}}'],
    ['items', '{}'],
    ['items', '{"data":[{"index":1,"embedding":[1]}]}'],
    ['items', '{"data":[{"embedding":[1]},{"embedding":[1]}]}'],
    ['vector', '{"data":[{"embedding":7}]}'],
    ['vector', '{"data":[{"embedding":""}]}'],
    ['vector', '{"data":[{"embedding":[]}]}'],
    ['vector', '{"data":[{"embedding":[1,]}]}'],
    ['vector', '{"data":[{"embedding":[1e999]}]}'],
    ['vector', '{"data":[{"embedding":"AAAA"}]}'],
    ['vector', '{"data":[{"embedding":"AADAfw=="}]}'], // not a number
    ['vector', '{"data":[{"embedding":"#5"}]}'],
  ])('%s: %s', (fault, body) => {
    expect(takeApart(body, 1, true)).toEqual({ fault });
  });
});

describe('shares', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 50 });

  test('add up to what the call was billed', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 1_000_000 }), (given, tokens) => {
        const all = shares({ inputTokens: tokens, outputTokens: 0, cachedInputTokens: 0, cost: 1 }, given);
        expect(all.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(tokens);
        expect(all.every(({ inputTokens }) => inputTokens >= 0)).toBe(true);
        expect(all.reduce((sum, { cost = 0 }) => sum + cost, 0)).toBeCloseTo(1);
      }),
    );
  });

  test('by weight', () => {
    const total = { inputTokens: 100, outputTokens: 0, cachedInputTokens: 0 };
    expect(shares(total, [1, 3]).map(({ inputTokens }) => inputTokens)).toEqual([25, 75]);
  });
});
