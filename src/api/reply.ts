import { isUtf8 } from 'node:buffer';
import { verdictHeaders } from '../cache/verdict-headers.ts';
import type { Ending, Reply, SseEvent, Steps } from '../types.ts';
import { encodeSse } from '../wire/sse.ts';

type OnEnd = (ending: Ending) => void;

/** Up to so many bytes Node writes a text together with the headers in less time than bytes beside them (measured). */
const WRITTEN_AS_TEXT = 16_384;

/**
 * A reply as an HTTP response. `onEnd` is called once, when its last byte has been handed over or the client is gone.
 * Headers are a plain record: node-server writes those without building a `Headers`.
 */
export function toResponse(reply: Reply, requestId: string, steps: Steps, onEnd: OnEnd): Response {
  const { status, body } = reply;
  const headers = headersOf(reply, requestId, steps);
  if (body instanceof Uint8Array) {
    whenEnded(reply, onEnd);
    return new Response(textOrBytes(body), { status, headers });
  }
  headers['cache-control'] = 'no-cache';
  headers['x-accel-buffering'] = 'no';
  if (Symbol.asyncIterator in body) {
    const stream = toStream(body, () => whenEnded(reply, onEnd));
    return new Response(stream, { status, headers });
  }
  whenEnded(reply, onEnd);
  return new Response(Array.from(body, encodeSse).join(''), { status, headers });
}

function textOrBytes(body: Uint8Array): string | Uint8Array<ArrayBuffer> {
  if (body.byteLength > WRITTEN_AS_TEXT || !isUtf8(body)) return body as Uint8Array<ArrayBuffer>;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

function whenEnded({ ended }: Reply, onEnd: OnEnd): void {
  if (ended instanceof Promise) void ended.then(onEnd);
  else onEnd(ended);
}

/** Pulled by the reader: what a slow client has not read yet is not taken from the upstream's list either. */
function toStream(events: AsyncIterable<SseEvent>, onEnd: () => void): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (!done) return controller.enqueue(encoder.encode(encodeSse(value)));
      controller.close();
      onEnd();
    },
    async cancel() {
      onEnd();
      await iterator.return?.();
    },
  });
}

function headersOf({ verdict, contentType, headers: passedOn }: Reply, requestId: string, steps: Steps) {
  const headers = verdictHeaders(verdict);
  headers['content-type'] = contentType;
  headers['server-timing'] = serverTiming(steps);
  headers['x-request-id'] = requestId;
  for (const name in passedOn) headers[name] ??= passedOn[name] as string;
  return headers;
}

/** https://www.w3.org/TR/server-timing/ */
function serverTiming(steps: Steps): string {
  let value = '';
  for (const name in steps) value += `${value && ', '}${name};dur=${(steps[name] as number).toFixed(2)}`;
  return value;
}
