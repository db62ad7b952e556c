import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SLICE_LENGTH, slices } from './slices.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

describe('slices of text', () => {
  it('add up to the text and end between graphemes', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('👩‍👩‍👧‍👦', '🇫🇷🇩🇪', 'e\u0301', '\r\n', 'نص', '한국어'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const cut = [...slices(text)];
        expect(cut.join('')).toBe(text);
        const boundaries = new Set([...graphemes.segment(text)].map(({ index }) => index)).add(text.length);
        let end = 0;
        for (const slice of cut) {
          end += slice.length;
          expect(boundaries).toContain(end);
          expect(slice.length).toBeLessThanOrEqual(SLICE_LENGTH);
        }
      }),
    );
  });

  it('never split a surrogate pair, and end, in a grapheme without end', () => {
    fc.assert(
      fc.property(fc.nat(60), (zeros) => {
        const text = `a${'\u0301'.repeat(zeros)}${'\u{1d165}'.repeat(100)}`;
        const cut = [...slices(text)];
        expect(cut.join('')).toBe(text);
        expect(cut.every((slice) => slice.isWellFormed() && slice.length <= SLICE_LENGTH + 1)).toBe(true);
      }),
    );
  });

  it('take lone surrogates as they are, and none for no text', () => {
    expect([...slices('\ud800'.repeat(90))].join('')).toBe('\ud800'.repeat(90));
    expect([...slices('')]).toEqual([]);
  });
});
