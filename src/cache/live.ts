import { AppError } from '../errors.ts';
import type { Assembler, Dialect, JsonObject, OriginReply, Reason, SseEvent } from '../types.ts';
import { isObject, readJson } from '../wire/json.ts';
import { parseSse } from '../wire/sse.ts';
import { Chunks } from './chunks.ts';

/** The most that is read of an answer that does not stream, for storing it and for its usage. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/** An upstream's answer once all of it is there. */
export interface Whole {
  /** What a client is given that did not ask for a stream; `null` when there is no such thing. */
  readonly body: Uint8Array | null;
  /** Of one that is too large, its usage. */
  readonly answer: JsonObject | null;
  /** Why there is no answer to be stored: `cut`, `error`, `empty`, `unparsable`, `too-large`, `status-<n>`. */
  readonly fault: Reason | null;
}

/** An upstream's answer as it arrives, shared by all who asked for it. */
export interface Live {
  readonly reply: OriginReply;
  /** The events as they come; `null` when the upstream did not stream. */
  readonly chunks: Chunks | null;
  readonly whole: Promise<Whole>;
}

/** Begins to read an upstream's answer. Reading goes on by itself, whoever listens. */
export function readLive(reply: OriginReply, dialect: Dialect, maxEntryBytes: number): Live {
  const streams = reply.status < 300 && reply.contentType.startsWith('text/event-stream');
  if (!streams) return { reply, chunks: null, whole: readWhole(reply) };
  const chunks = new Chunks(maxEntryBytes);
  return { reply, chunks, whole: readStream(reply, dialect.assembler(maxEntryBytes), chunks) };
}

async function readStream(reply: OriginReply, assembler: Assembler, chunks: Chunks): Promise<Whole> {
  try {
    for await (const event of parseSse(reply.body)) {
      assembler.push(event);
      await chunks.append(event);
    }
  } catch (error) {
    // The client is told in the stream's own language; there is no status left to change.
    void chunks.append(errorEvent(error));
    chunks.end();
    return nothing('cut');
  }
  chunks.end();
  const made = assembler.whole();
  if ('fault' in made) return { ...nothing(made.fault), answer: made.rest ?? null };
  return { body: Buffer.from(JSON.stringify(made.answer)), answer: made.answer, fault: null };
}

/** All of an answer, or why it cannot be had: `too-large`, `cut`. */
export async function readBytes({ body }: OriginReply, maxBytes: number): Promise<Buffer | Reason> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of body) {
      bytes += part.byteLength;
      if (bytes > maxBytes) return 'too-large';
      parts.push(part);
    }
  } catch {
    return 'cut';
  }
  return Buffer.concat(parts);
}

async function readWhole(reply: OriginReply): Promise<Whole> {
  const body = await readBytes(reply, MAX_WHOLE_BYTES);
  if (typeof body === 'string') return nothing(body);
  if (reply.status >= 300) return { body, answer: null, fault: `status-${reply.status}` };
  if (body.byteLength === 0) return nothing('empty');
  const answer = readJson(body.toString());
  // A page of HTML is no answer; what is merely odd is passed on as it came.
  if (!isObject(answer)) return isJson(body) ? { body, answer: null, fault: 'unparsable' } : nothing('unparsable');
  return { body, answer, fault: null };
}

function isJson(body: Buffer): boolean {
  try {
    return JSON.parse(body.toString()) !== undefined;
  } catch {
    return false;
  }
}

function nothing(fault: Reason): Whole {
  return { body: null, answer: null, fault };
}

function errorEvent(cause: unknown): SseEvent {
  const error = cause instanceof AppError ? cause : new AppError('upstream_bad_answer', 'The upstream broke off.');
  return { data: JSON.stringify(error) };
}
