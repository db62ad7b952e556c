import type { Ending, Reply, SseEvent, Steps, Verdict } from '../types.ts';
import { encodeSse } from '../wire/sse.ts';

type OnEnd = (ending: Ending) => void;

/**
 * A reply as an HTTP response. `onEnd` is called once, when its last byte has been handed over or the client is gone.
 * Headers are a plain record: node-server writes those without building a `Headers`.
 */
export function toResponse(reply: Reply, requestId: string, steps: Steps, onEnd: OnEnd): Response {
  const { status, body } = reply;
  const headers = headersOf(reply, requestId, steps);
  if (body instanceof Uint8Array) {
    whenEnded(reply, onEnd);
    return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
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
  const headers: Record<string, string> = {
    ...passedOn,
    'content-type': contentType,
    'x-cache': verdict.status,
    'x-cache-tier': verdict.tier,
    'x-cache-key': verdict.key,
    'cache-status': cacheStatus(verdict),
    'server-timing': serverTiming(steps),
    'x-request-id': requestId,
  };
  if (verdict.age !== undefined) headers.age = String(Math.floor(verdict.age / 1000));
  if (verdict.askedKey !== undefined) headers['x-cache-asked-key'] = verdict.askedKey;
  if (verdict.similarity !== undefined) headers['x-cache-similarity'] = verdict.similarity.toFixed(4);
  if (verdict.reason !== undefined) headers['x-cache-reason'] = verdict.reason;
  if (verdict.upstream !== undefined) headers['x-upstream'] = verdict.upstream;
  return headers;
}

/** https://www.rfc-editor.org/rfc/rfc9211 */
function cacheStatus(verdict: Verdict): string {
  const { status, tier, reason, freshFor = 0 } = verdict;
  const ttl = `ttl=${Math.ceil(freshFor / 1000)}`;
  if (verdict.forwardStatus !== undefined) return `llm-cache; fwd=stale; fwd-status=${verdict.forwardStatus}; ${ttl}`;
  const collapsed = verdict.collapsed ? '; collapsed' : '';
  if (status === 'HIT' || status === 'STALE') {
    return `llm-cache; hit; ${ttl}; detail=${verdict.promoted ? 'promoted' : tier}${collapsed}`;
  }
  const forward = status === 'BYPASS' ? 'bypass' : verdict.directed ? 'request' : 'miss';
  return `llm-cache; fwd=${forward}${verdict.stored ? '; stored' : ''}${collapsed}${reason ? `; detail=${reason}` : ''}`;
}

/** https://www.w3.org/TR/server-timing/ */
function serverTiming(steps: Steps): string {
  let value = '';
  for (const name in steps) value += `${value && ', '}${name};dur=${(steps[name] as number).toFixed(2)}`;
  return value;
}
