/** Text in the pieces that a stream brings it in. */

/** UTF-16 units. */
export const SLICE_LENGTH = 40;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Pieces of about 40 UTF-16 units that end between graphemes; none for the empty text. */
export function* slices(text: string, length = SLICE_LENGTH): Generator<string, void, undefined> {
  for (let start = 0; start < text.length; ) {
    const end = cut(text, start, start + length);
    yield text.slice(start, end);
    start = end;
  }
}

/** The last boundary of graphemes in `start..end`. `start` is one. */
function cut(text: string, start: number, end: number): number {
  if (end >= text.length) return text.length;
  if (isPlain(text.charCodeAt(end - 1)) && isPlain(text.charCodeAt(end))) return end;
  // The segmenter costs microseconds, and a window bounds what it reads: a grapheme has no greatest length.
  const boundary =
    start + (segmenter.segment(text.slice(start, end + SLICE_LENGTH)).containing(end - start)?.index ?? 0);
  if (boundary > start) return boundary;
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end + 1 : end;
}

/** Between two printable ASCII characters there is always a boundary. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code < 0x7f;
}

function isHighSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xd800;
}
