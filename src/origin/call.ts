/** One call of one upstream, over a pool of kept-alive connections. */
import { Agent, type Dispatcher, errors, request } from 'undici';
import { AppError, clientGone } from '../errors.ts';
import type { Endpoint, Ms, OriginReply, OriginRequest } from '../types.ts';
import { nameAt, type Upstream } from './catalogue.ts';
import { refusedKey } from './fault.ts';
import { renameModel } from './rename.ts';

/** The connections to all upstreams. */
export type Connections = Agent;

interface ConnectionOptions {
  readonly connectTimeout: Ms;
  /** To the first byte. */
  readonly timeout: Ms;
  /** Between two bytes of an answer. */
  readonly idleTimeout: Ms;
}

export function openConnections({ connectTimeout, timeout, idleTimeout }: ConnectionOptions): Connections {
  return new Agent({
    connect: { timeout: connectTimeout },
    headersTimeout: timeout,
    bodyTimeout: idleTimeout,
    keepAliveTimeout: 30_000,
    allowH2: false,
  });
}

const PATHS: Record<Endpoint, string> = {
  'chat.completions': '/chat/completions',
  responses: '/responses',
  completions: '/completions',
  embeddings: '/embeddings',
};

/** What one call sends: undici's own options, without what is the same for all of them. */
type Sent = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>;

/**
 * Sends one request to one upstream, and says so when no answer begins.
 * @throws AppError: `upstream_unreachable`, `upstream_bad_answer` (no HTTP), `upstream_timeout`, `client_gone`; what the
 * body throws as an AppError
 */
export async function send(
  connections: Connections,
  upstream: Upstream,
  url: URL,
  sent: Sent,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, { dispatcher: connections, ...sent, signal });
  } catch (error) {
    throw error instanceof AppError ? error : whyNotReached(upstream, error, signal);
  }
}

/**
 * Sends one request to one upstream, under its own name for the model. Redirects are not followed: they would take our
 * key along.
 * @throws AppError: `upstream_unreachable`, `upstream_timeout`, `upstream_refused_key`, `upstream_bad_answer` (a
 * redirect, a body that is packed), `client_gone` (the signal aborted); the body throws `upstream_bad_answer` when it breaks off, and
 * `client_gone`
 */
export async function callUpstream(
  connections: Connections,
  upstream: Upstream,
  asked: OriginRequest,
  signal: AbortSignal,
): Promise<OriginReply> {
  const model = nameAt(upstream, asked.model);
  const url = urlOf(upstream, PATHS[asked.endpoint], asked.query);
  const sent = {
    method: 'POST',
    headers: headersFor(upstream, asked),
    body: model === asked.model ? asked.body : renameModel(asked.body, model),
  } as const;
  const { statusCode, headers, body } = await send(connections, upstream, url, sent, signal);
  const refused = whyRefused(upstream, statusCode) ?? whyUnreadable(upstream, headers);
  if (refused) {
    leave(body);
    throw refused;
  }
  return {
    upstream: upstream.name,
    model,
    status: statusCode,
    failed: false,
    contentType: String(headers['content-type'] ?? 'application/json'),
    headers: passedOn(headers),
    body: bytesOf(upstream, body, signal),
  };
}

export function urlOf({ baseUrl }: Upstream, path: string, query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** Who we are to the upstream. */
export function credentials({ apiKey }: Upstream): Record<string, string> {
  return { 'user-agent': 'llm-cache-proxy', ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
}

function headersFor(upstream: Upstream, { headers, stream }: OriginRequest): Record<string, string> {
  return {
    ...headers,
    'content-type': 'application/json',
    accept: stream ? 'text/event-stream, application/json' : 'application/json',
    // An entry is the body byte for byte: it is not to be packed.
    'accept-encoding': 'identity',
    ...credentials(upstream),
  };
}

/** Headers of an upstream's that a client can use; its request id is passed on beside ours. */
const PASSED_ON = /^(x-ratelimit-.+|retry-after|retry-after-ms|x-should-retry|openai-processing-ms|openai-version)$/;

function passedOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name === 'x-request-id') passed['x-upstream-request-id'] = String(value);
    else if (PASSED_ON.test(name)) passed[name] = String(value);
  }
  return passed;
}

/** `null`: the status is not about the proxy itself. */
export function whyRefused({ name }: Upstream, status: number): AppError | null {
  if (status === 401 || status === 403) return refusedKey(name);
  if (status > 599) return new AppError('upstream_bad_answer', `${name} answers with status ${status}, which is none.`);
  if (status < 300 || status >= 400) return null;
  return new AppError('upstream_bad_answer', `${name} redirects; check its base URL.`);
}

/** An entry is the body byte for byte: of one that is packed, though that was not asked for, there is nothing to read. */
function whyUnreadable({ name }: Upstream, { 'content-encoding': coding }: Dispatcher.ResponseData['headers']) {
  if (coding === undefined || coding === 'identity') return null;
  return new AppError('upstream_bad_answer', `${name} packs its answers, though it was asked not to.`);
}

/** The cause stays in the log: it names addresses. */
function whyNotReached({ name }: Upstream, cause: unknown, signal: AbortSignal): AppError {
  if (signal.aborted) return clientGone(cause);
  if (MALFORMED.some((malformed) => cause instanceof malformed)) {
    return new AppError('upstream_bad_answer', `${name} answers with what is no HTTP.`, { cause });
  }
  return TIMEOUTS.some((timeout) => cause instanceof timeout)
    ? new AppError('upstream_timeout', `${name} did not answer in time.`, { cause })
    : new AppError('upstream_unreachable', `${name} cannot be reached.`, { cause });
}

const MALFORMED = [errors.HTTPParserError, errors.HeadersOverflowError, errors.ResponseContentLengthMismatchError];
const TIMEOUTS = [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError];

/** That it took too long, before it answered or in the middle of its answer. */
export function isTimeout({ cause }: AppError): boolean {
  return TIMEOUTS.some((timeout) => cause instanceof timeout);
}

/** A body as bytes; leaving it ends the connection, also when nothing was read yet. */
export function bytesOf(
  { name }: Upstream,
  body: Dispatcher.ResponseData['body'],
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const source: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const bytes: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        return await source.next();
      } catch (cause) {
        if (signal.aborted) throw clientGone(cause);
        const fell = cause instanceof errors.BodyTimeoutError ? 'fell silent' : 'broke off';
        throw new AppError('upstream_bad_answer', `${name} ${fell} in the middle of its answer.`, { cause });
      }
    },
    async return() {
      leave(body);
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => bytes };
}

function leave(body: Dispatcher.ResponseData['body']): void {
  // That it was left is an error to whoever reads it: nobody does.
  body.on('error', () => {});
  body.destroy();
}
