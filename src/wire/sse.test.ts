import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SseEvent } from '../types.ts';
import { encodeSse, parseSse } from './sse.ts';

async function* stream(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, maxLength?: number) =>
  Array.fromAsync(parseSse(stream([bytes(text)]), maxLength === undefined ? {} : { maxLength }));

/** Cuts bytes at the given places, however senseless. */
function chunked(all: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (all.length + 1)), all.length].sort((a, b) => a - b);
  return at.slice(1).map((end, i) => all.subarray(at[i], end));
}

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
const data = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
const name = fc.stringMatching(/^[a-z][a-z._]{0,10}$/);
const anyEvent: fc.Arbitrary<SseEvent> = fc.oneof(
  data.map((data) => ({ data })),
  fc.record({ event: name, data }),
  line.map((comment) => ({ comment })),
);
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('server-sent events', () => {
  it('are the same however the bytes are cut, and whatever ends the lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent), cuts, fc.constantFrom('\n', '\r\n', '\r'), async (events, cuts, newline) => {
        const encoded = events.map(encodeSse).join('').replaceAll('\n', newline);
        const parsed = await Array.fromAsync(parseSse(stream(chunked(bytes(encoded), cuts))));
        expect(parsed).toEqual(events);
      }),
    );
  });

  it('are encoded a line of data to a line', () => {
    expect(encodeSse({ event: 'ping', data: 'a\nb' })).toBe('event: ping\ndata: a\ndata: b\n\n');
    expect(encodeSse({ comment: 'OPENROUTER PROCESSING' })).toBe(': OPENROUTER PROCESSING\n\n');
  });

  it('include the last one when its blank line is missing', async () => {
    expect(await parse('data: 1\n\ndata: [DONE]')).toEqual([{ data: '1' }, { data: '[DONE]' }]);
    expect(await parse('data: 1\n\ndata: [DONE]\n')).toEqual([{ data: '1' }, { data: '[DONE]' }]);
  });

  it('ignore a BOM, ids, retries and unknown fields', async () => {
    expect(await parse('\ufeffid: 1\nretry: x\nfoo: bar\ndata:1\n\n')).toEqual([{ data: '1' }]);
  });

  it('reach the reader as soon as they are complete', async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield bytes('data: 1\n\n');
      throw new Error('read too far');
    }
    expect(await parseSse(slow()).next()).toEqual({ done: false, value: { data: '1' } });
  });

  it('have a greatest length, even in pieces', async () => {
    const event = `data: ${'x'.repeat(100)}`;
    const pieces = chunked(bytes(`${event}\n\n`), [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(await Array.fromAsync(parseSse(stream(pieces), { maxLength: 106 }))).toHaveLength(1);
    await expect(Array.fromAsync(parseSse(stream(pieces), { maxLength: 80 }))).rejects.toMatchObject({
      code: 'upstream_bad_answer',
      message: 'The upstream sent an event that is too long.',
    });
    await expect(parse('data: x\n'.repeat(100), 80)).rejects.toMatchObject({ code: 'upstream_bad_answer' });
  });

  it('must be UTF-8', async () => {
    const torn = bytes('data: é').subarray(0, 7);
    const bad = Array.fromAsync(parseSse(stream([torn])));
    await expect(bad).rejects.toMatchObject({ code: 'upstream_bad_answer' });
  });
});
