const LINE_BREAK = 0x0a;

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line break; `null`: it is longer than it may be. */
  readonly bytes: Buffer | null;
}

/** The lines of a body of any size, holding no more than one of them and one chunk. The empty ones are left out. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line, void> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 0;

  function take(part: Buffer): void {
    length += part.length;
    // Of one that is too long nothing is kept.
    if (length > maxBytes) parts = [];
    else parts.push(part);
  }

  function end(): Line | null {
    number += 1;
    const line = { number, bytes: length > maxBytes ? null : Buffer.concat(parts) };
    const isBlank = line.bytes?.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);
    parts = [];
    length = 0;
    return isBlank ? null : line;
  }

  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, from)) {
      take(bytes.subarray(from, at));
      const line = end();
      if (line) yield line;
      from = at + 1;
    }
    take(bytes.subarray(from));
  }
  const last = length > 0 ? end() : null;
  if (last) yield last;
}
