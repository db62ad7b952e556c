/**
 * A scripted OpenAI-compatible upstream on loopback: what the demo, the replay, the bench and the tests call instead of
 * a paid one. It answers from the question alone (scripted/), keeps what it was sent, and can be told per request to
 * be slow, broken or rude. By hand: `node demo/upstream.ts --port 4000 --delay 500`.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { errorBody } from './scripted/answer.ts';
import { answerTo, listModels } from './scripted/answers.ts';

export { errorBody, sse } from './scripted/answer.ts';

export interface UpstreamOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Milliseconds to the first byte, and between the events of a stream. */
  readonly delayMs?: number;
  readonly chunkDelayMs?: number;
  /** What `GET /v1/models` lists. */
  readonly models?: readonly string[];
  /** How many of the latest requests are kept; a bench wants 0. */
  readonly keep?: number;
  /** Chooses the reply to one request; `undefined` leaves it to the default answer. */
  readonly reply?: (request: Recorded) => Scripted | undefined | Promise<Scripted | undefined>;
}

export interface Upstream {
  /** Base URL as SDKs take it, ending in `/v1`. */
  readonly url: string;
  readonly port: number;
  /** What was asked, the oldest first; a request is here before it is answered. */
  readonly requests: readonly Recorded[];
  /** Settles when `count` requests have come in since the start. */
  arrived(count: number): Promise<void>;
  /** Ends every connection, whatever is under way. */
  close(): Promise<void>;
}

/** How a request ended: answered whole, left by the client, or cut by the script. */
export type End = 'finished' | 'aborted' | 'cut';

export interface Recorded {
  /** Counts from 1. */
  readonly n: number;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** As it came; `text` decodes it, `json` parses it (`undefined`: it does not parse). */
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: unknown;
  /** `null` while it is under way. */
  readonly end: End | null;
  readonly ended: Promise<End>;
}

/** Text or bytes to send as they are, milliseconds to wait, or something to wait for. */
export type Piece = string | Uint8Array | number | Promise<unknown>;

/** A reply, made to measure. `{}` is an empty 200. */
export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** An object is sent as JSON, anything else as it is. */
  readonly body?: object | string | Uint8Array;
  /** Sent piece by piece, chunked, as `text/event-stream`; see `sse()` for whole events. */
  readonly stream?: Iterable<Piece> | AsyncIterable<Piece>;
  /** Milliseconds to the first byte. */
  readonly delayMs?: number;
  /**
   * What follows the last piece. `end` closes properly; `hang` sends nothing more and keeps the connection; `cut`
   * closes it before the end of the body; `reset` does so with a TCP reset. With neither body nor stream, the last
   * three do it before any answer.
   */
  readonly finish?: 'end' | 'hang' | 'cut' | 'reset';
}

const MODELS = ['llama-3.3-70b-versatile', 'llama-3.1-8b-instant', 'gpt-4o-mini', 'scripted-reasoning'];

export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const { keep = Number.POSITIVE_INFINITY } = options;
  const requests: Recording[] = [];
  const waiting = new Set<{ count: number; resolve: () => void }>();
  let n = 0;

  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of message) chunks.push(chunk);
    } catch (error) {
      if (isAbort(error)) return;
      throw error;
    }
    n += 1;
    const request = new Recording(n, message, Buffer.concat(chunks), response);
    if (keep > 0) requests.push(request);
    if (requests.length > keep) requests.shift();
    for (const waiter of waiting) {
      if (n < waiter.count) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
    await send((await options.reply?.(request)) ?? answer(request, options), request, response);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    arrived: (count) =>
      new Promise((resolve) => {
        if (n >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

class Recording implements Recorded {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly ended: Promise<End>;
  end: End | null = null;
  /** Set before the script itself closes the connection. */
  cut = false;

  constructor(n: number, message: IncomingMessage, bytes: Buffer, response: ServerResponse) {
    const url = new URL(message.url ?? '/', 'http://upstream');
    this.n = n;
    this.method = message.method ?? 'GET';
    this.path = url.pathname;
    this.query = url.searchParams;
    this.headers = message.headers;
    this.bytes = bytes;
    this.ended = new Promise((resolve) => {
      response.once('close', () => {
        this.end = this.cut ? 'cut' : response.writableFinished ? 'finished' : 'aborted';
        resolve(this.end);
      });
    });
  }

  get text(): string {
    return this.bytes.toString();
  }

  get json(): unknown {
    try {
      return JSON.parse(this.text);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

/** The default: what a well-behaved upstream answers. */
function answer(request: Recorded, options: UpstreamOptions): Scripted {
  const { delayMs = 0, chunkDelayMs = 0 } = options;
  if (request.method === 'GET' && request.path === '/v1/models') return { body: listModels(options.models ?? MODELS) };
  if (request.method !== 'POST') return { status: 404, body: errorBody(`No route ${request.method} ${request.path}`) };
  const body = request.json;
  if (typeof body !== 'object' || body === null) return { status: 400, body: errorBody('The body is not JSON') };
  const found = answerTo(request.path, body, request.n);
  if (found === null) return { status: 404, body: errorBody(`No route ${request.method} ${request.path}`) };
  const headers = { 'x-request-id': `req_${request.n}`, 'x-ratelimit-remaining-requests': '999' };
  if (!('stream' in body) || body.stream !== true) return { delayMs, headers, body: found.whole() };
  const events = found.events();
  return { delayMs, headers, stream: chunkDelayMs > 0 ? events.flatMap((event) => [event, chunkDelayMs]) : events };
}

async function send(scripted: Scripted, request: Recording, response: ServerResponse): Promise<void> {
  const { status = 200, finish = 'end' } = scripted;
  if (scripted.delayMs) await sleep(scripted.delayMs);
  if (scripted.stream) {
    response.writeHead(status, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...scripted.headers,
    });
    response.flushHeaders();
    for await (const piece of scripted.stream) await sendPiece(piece, response);
  } else if (scripted.body !== undefined || finish === 'end') {
    const { type, bytes } = bodyOf(scripted.body ?? '');
    // A body that will be cut announces one byte more than it has: the client must notice that it is not whole.
    const length = Buffer.byteLength(bytes) + (finish === 'end' ? 0 : 1);
    response.writeHead(status, { 'content-type': type, 'content-length': length, ...scripted.headers });
    response.write(bytes);
  }
  conclude(finish, request, response);
}

/** A promise has been awaited by the loop: what it gave is sent if it can be. */
async function sendPiece(piece: unknown, response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  if (typeof piece === 'number') await sleep(piece);
  else if (typeof piece === 'string' || piece instanceof Uint8Array) {
    if (!response.write(piece)) await drained(response);
  }
}

/** Or closed. */
async function drained(response: ServerResponse): Promise<void> {
  const waiting = new AbortController();
  const ignore = () => {};
  await Promise.race(['drain', 'close'].map((event) => once(response, event, waiting).catch(ignore)));
  waiting.abort();
}

function conclude(finish: NonNullable<Scripted['finish']>, request: Recording, response: ServerResponse): void {
  if (finish === 'hang') return;
  if (finish === 'end') {
    response.end();
    return;
  }
  request.cut = true;
  if (finish === 'reset') response.socket?.resetAndDestroy();
  else response.socket?.end();
}

function bodyOf(body: object | string | Uint8Array): { type: string; bytes: string | Uint8Array } {
  if (body instanceof Uint8Array) return { type: 'application/octet-stream', bytes: body };
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', bytes: body };
  return { type: 'application/json', bytes: JSON.stringify(body) };
}

const isAbort = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      delay: { type: 'string', default: '0' },
      'chunk-delay': { type: 'string', default: '0' },
    },
  });
  const upstream = await startUpstream({
    port: Number(values.port),
    delayMs: Number(values.delay),
    chunkDelayMs: Number(values['chunk-delay']),
    keep: 0,
  });
  console.log(`scripted upstream on ${upstream.url}`);
}
