/** What one call comes to: an answer to hand on, or a failure, of which nothing was handed on yet. */
import { AppError } from '../errors.ts';
import type { Json, JsonObject, Ms, OriginReply, SseEvent } from '../types.ts';
import { parseSse } from '../wire/sse.ts';
import { type Beginning, begin, given, leave, reading, replay } from './bytes.ts';
import { isTimeout } from './call.ts';
import { errorIn, errorInEvent, type Fault, faultOfError, faultOfStatus, refusedKey } from './fault.ts';
import { readRetryAfter } from './retry.ts';

export type Attempt = { readonly reply: OriginReply } | { readonly failure: Failure };

export interface Failure {
  /** For metrics: `timeout`, `unreachable`, `refused_key`, `bad_answer`, `error` (inside a 200), `status_<n>`. */
  readonly kind: string;
  /** Whether the same upstream may do better soon. */
  readonly passing: boolean;
  /** When it says that it will. */
  readonly retryAfter: Ms | null;
  /** What the client is told when nobody answers. */
  readonly result: OriginReply | AppError;
}

/** What is read of an answer before it is handed on; a longer one is no error. */
const INSPECTED_BYTES = 1024 * 1024;
/** A stream that has only said for so long that it is at work is handed on: someone on its way may wait for a sign. */
const PATIENCE: Ms = 10_000;

/**
 * Makes one call, and looks into what it brings.
 * @throws AppError(client_gone)
 */
export async function attempt(call: () => Promise<OriginReply>, now: () => Ms): Promise<Attempt> {
  try {
    const reply = await call();
    if (reply.status >= 300) return await inspectStatus(reply, now());
    const streams = reply.contentType.startsWith('text/event-stream');
    return await (streams ? inspectStream(reply, now) : inspectWhole(reply, now()));
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'client_gone') throw error;
    const kind = isTimeout(error) ? 'timeout' : error.code.replace('upstream_', '');
    // A time-out used up the time that there was; a key stays refused.
    const passing = kind === 'unreachable' || kind === 'bad_answer';
    return { failure: { kind, passing, retryAfter: null, result: error } };
  }
}

async function inspectStatus(reply: OriginReply, now: Ms): Promise<Attempt> {
  const fault = faultOfStatus(reply.status);
  if (fault === 'request') return { reply };
  const beginning = begin(reply.body);
  await readOn(beginning);
  const error = errorIn(jsonIn(beginning));
  const noCredit = error !== null && faultOfError(error) === 'quota';
  return failed(reply, beginning, `status_${reply.status}`, noCredit ? 'quota' : fault, now);
}

async function inspectWhole(reply: OriginReply, now: Ms): Promise<Attempt> {
  const beginning = begin(reply.body);
  if (!(await readOn(beginning))) return { reply: { ...reply, body: replay(beginning) } };
  const answer = jsonIn(beginning);
  if (answer === undefined) throw new AppError('upstream_bad_answer', `${reply.upstream} did not answer with JSON.`);
  return judge(reply, beginning, errorIn(answer), now);
}

async function inspectStream(reply: OriginReply, now: () => Ms): Promise<Attempt> {
  const beginning = begin(reply.body);
  const until = now() + PATIENCE;
  const event = await firstEvent(beginning, () => now() >= until);
  if (!event) return failed(reply, beginning, 'bad_answer', 'passing', now());
  return judge(reply, beginning, errorInEvent(event), now());
}

/** Reads until it is known to be whole (true), or too long to be an error. */
async function readOn(beginning: Beginning): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of reading(beginning)) {
    bytes += chunk.byteLength;
    if (bytes > INSPECTED_BYTES) return false;
  }
  return true;
}

/** `undefined`: it is no JSON. Read by JavaScript's own parser: what a duplicate key means is for others to say. */
function jsonIn({ held }: Beginning): Json | undefined {
  try {
    return JSON.parse(Buffer.concat(held).toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The first event that says something, or whatever came last when that takes too long; `null`: it ended before. */
async function firstEvent(beginning: Beginning, isLate: () => boolean): Promise<SseEvent | null> {
  for await (const event of parseSse(reading(beginning))) {
    if (event.data !== undefined || isLate()) return event;
  }
  return null;
}

/** A 2xx with an error in it, or without. */
async function judge(reply: OriginReply, beginning: Beginning, error: JsonObject | null, now: Ms): Promise<Attempt> {
  const fault = error && faultOfError(error);
  if (fault === null || fault === 'request') return { reply: { ...reply, body: replay(beginning) } };
  if (fault === 'key') {
    await leave(beginning.rest);
    throw refusedKey(reply.upstream);
  }
  return failed(reply, beginning, 'error', fault, now);
}

/** What was read of it is what the client is told, as it came. */
async function failed(reply: OriginReply, beginning: Beginning, kind: string, fault: Fault, now: Ms): Promise<Attempt> {
  await leave(beginning.rest);
  const passing = fault === 'passing' && reply.headers['x-should-retry'] !== 'false';
  const result = { ...reply, failed: true, body: given(beginning) };
  return { failure: { kind, passing, retryAfter: readRetryAfter(reply.headers, now), result } };
}
