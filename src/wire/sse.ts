/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */

import { createParser, type ParseError } from 'eventsource-parser';
import { AppError } from '../errors.ts';
import type { SseEvent } from '../types.ts';

/** Characters that one event may have. */
const MAX_EVENT_LENGTH = 8 * 1024 * 1024;

/** The payload that ends a stream (chat, completions). */
export const DONE: SseEvent = { data: '[DONE]' };

/**
 * The events of a byte stream, comments (keep-alives) among them, in whatever chunks it comes. `id` and `retry` are
 * dropped: nobody resumes these streams.
 *
 * An event that the stream's end cuts off before its blank line is delivered, against the letter of the standard:
 * some upstreams end with a bare `data: [DONE]`, and a torn JSON payload does not parse anyway.
 *
 * Throws AppError(upstream_bad_answer) for bad UTF-8 or an event over `maxLength` characters.
 */
export async function* parseSse(
  chunks: AsyncIterable<Uint8Array>,
  { maxLength = MAX_EVENT_LENGTH }: { readonly maxLength?: number } = {},
): AsyncGenerator<SseEvent, void, undefined> {
  const feed = createFeed(maxLength);
  for await (const chunk of chunks) yield* feed(chunk);
  yield* feed(null);
}

/** One event as it goes over the wire, its blank line included. */
export function encodeSse({ event, data, comment }: SseEvent): string {
  const lines = [
    ...(comment === undefined ? [] : fieldLines('', comment)),
    ...(event === undefined ? [] : fieldLines('event', event)),
    ...(data === undefined ? [] : fieldLines('data', data)),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Takes bytes, gives the events that they complete; `null` is the end. */
function createFeed(maxBufferSize: number): (chunk: Uint8Array | null) => SseEvent[] {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let events: SseEvent[] = [];
  let overflow: ParseError | null = null;
  const parser = createParser({
    maxBufferSize,
    onEvent: ({ event, data }) => events.push(event === undefined ? { data } : { event, data }),
    onComment: (comment) => events.push({ comment }),
    onError(error) {
      // Unknown fields and bad `retry` values are ignored, as the standard demands.
      if (error.type === 'max-buffer-size-exceeded') overflow = error;
    },
  });

  return (chunk) => {
    parser.feed(chunk === null ? `${decode(decoder)}\n\n` : decode(decoder, chunk));
    if (overflow !== null) {
      throw new AppError('upstream_bad_answer', 'The upstream sent an event that is too long.', { cause: overflow });
    }
    const complete = events;
    events = [];
    return complete;
  };
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new AppError('upstream_bad_answer', 'The upstream sent a stream that is not valid UTF-8.', { cause });
  }
}

function fieldLines(field: string, value: string): string[] {
  return value.split(/\r\n|\r|\n/).map((line) => `${field}: ${line}`);
}
