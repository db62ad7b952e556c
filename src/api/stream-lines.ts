import type { Context } from 'hono';
import { AppError } from '../errors.ts';
import { streamBytes } from './stream-bytes.ts';

const utf8 = new TextEncoder();

/**
 * A response of JSON lines, made as they are read: one who reads slowly is waited for, for one who is gone nothing more
 * is made. What goes wrong on the way cuts it off, for its status is sent already; `onError` is told.
 */
export function streamLines(
  context: Context,
  lines: AsyncIterable<string>,
  onError: (error: unknown) => void,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const stream = streamBytes(context, 200, encoded(lines), (error) => {
    const isGone = error instanceof AppError && error.code === 'client_gone';
    if (error !== null && !isGone) onError(error);
  });
  return new Response(stream, {
    headers: { 'content-type': 'application/x-ndjson', 'x-accel-buffering': 'no', ...headers },
  });
}

/** The same lines, once the first is there: what fails before it rejects, and can have a status of its own. */
export async function begun(lines: AsyncGenerator<string, void>): Promise<AsyncIterable<string>> {
  const first = await lines.next();
  return (async function* go() {
    if (first.done) return;
    try {
      yield first.value;
      yield* lines;
    } finally {
      await lines.return();
    }
  })();
}

async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array, void> {
  for await (const line of lines) yield utf8.encode(line);
}
