import { type AnswerParts, createAnswer } from '../answer.ts';
import { decidePolicy, type PolicySettings } from '../cache/policy.ts';
import { verdictHeaders } from '../cache/verdict-headers.ts';
import { AppError } from '../errors.ts';
import type { Dialect, Namespace, Origin, Reply, SseEvent } from '../types.ts';
import { dialects } from '../wire/dialects.ts';
import { parseJson } from '../wire/json.ts';
import { encodeSse } from '../wire/sse.ts';
import type { Counted } from './statistics.ts';

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

interface FetchParts {
  readonly answer: Omit<AnswerParts, 'origin'>;
  readonly settings: PolicySettings;
  readonly namespace: Namespace;
  readonly counted: Counted;
}

/** A call that the cache may answer. */
interface Call {
  readonly url: URL;
  readonly dialect: Dialect;
  readonly headers: Headers;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** A `fetch` that asks the cache first: what the proxy is to a client, without a server between. */
export function createFetch(upstream: Fetch, { answer: parts, settings, namespace, counted }: FetchParts): Fetch {
  async function answer(call: Call): Promise<Response> {
    const { url, dialect, headers } = call;
    const begun = performance.now();
    const ask = dialect.ask(parseJson(Buffer.from(call.body)), {
      ignore: dialect.keyIgnore,
      mask: [],
      resolveModel: (model) => model,
    });
    const judged = decidePolicy(
      ask,
      (name) => headers.get(name) ?? undefined,
      (name) => url.searchParams.get(name) ?? undefined,
      namespace,
      settings,
    );
    // One cache may serve several clients: what one upstream says is not another's answer.
    const policy = { ...judged, upstream: `${url.host}${url.pathname}` };
    const asked = { dialect, ask, policy, signal: () => call.signal, steps: {} };
    const reply = await createAnswer({ ...parts, origin: originOf(upstream, call) })(asked);
    void count(reply, () => performance.now() - begun);
    return toResponse(reply);

    async function count({ verdict, ended }: Reply, latency: () => number): Promise<void> {
      counted.add(asked, verdict, await ended, latency());
    }
  }

  return async function cachedFetch(input, init) {
    const call = await toCall(input, init);
    if (!call) return upstream(input, init);
    try {
      return await orAborted(answer(call), call.signal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The client's own fetch failed: it knows best what that means.
      if (error.code === 'upstream_unreachable') throw error.cause;
      return Response.json(error, { status: error.status, headers: error.headers });
    }
  };
}

const PATHS: readonly (readonly [path: string, dialect: Dialect])[] = [
  ['/chat/completions', dialects.chat],
  ['/completions', dialects.completions],
  ['/responses', dialects.responses],
];

/** `null`: it is none that the cache may answer. */
async function toCall(input: string | URL | Request, init: RequestInit = {}): Promise<Call | null> {
  const request = input instanceof Request ? input : null;
  const method = init.method ?? request?.method ?? 'GET';
  const url = new URL(request?.url ?? String(input));
  const dialect = PATHS.find(([path]) => url.pathname.endsWith(path))?.[1];
  if (!dialect || method.toUpperCase() !== 'POST') return null;
  const body = init.body ?? (await request?.clone().text());
  if (typeof body !== 'string') return null;
  const signal = init.signal ?? request?.signal ?? new AbortController().signal;
  return { url, dialect, headers: new Headers(init.headers ?? request?.headers), body, signal };
}

/** What only the cache understands of a request's headers. */
const OURS = /^(x-cache-.+|x-bypass-cache|x-upstream)$/;
/** They are those of a body that is sent anew, or was taken apart. */
const OF_BODY = /^(content-length|content-encoding|transfer-encoding)$/;
/** What a client can use of an answer's headers. */
const PASSED_ON = /^(x-ratelimit-.+|retry-after|retry-after-ms|x-should-retry|x-request-id|openai-.+)$/;

function originOf(upstream: Fetch, { url, headers }: Call): Origin {
  return {
    async call({ body, model }, signal) {
      const sent = pick(headers, (name) => !OURS.test(name) && !OF_BODY.test(name));
      const response = await upstream(url, { method: 'POST', headers: sent, body, signal }).catch((cause: unknown) => {
        throw new AppError('upstream_unreachable', `${url.host} cannot be reached.`, { cause });
      });
      const { status } = response;
      return {
        upstream: url.host,
        model,
        status,
        failed: status === 429 || status >= 500,
        contentType: response.headers.get('content-type') ?? 'application/json',
        headers: pick(response.headers, (name) => PASSED_ON.test(name)),
        body: response.body ?? nothing(),
      };
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function pick(headers: Headers, isMeant: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => isMeant(name)));
}

function toResponse({ status, contentType, headers, body, verdict }: Reply): Response {
  const init = { status, headers: { ...headers, ...verdictHeaders(verdict), 'content-type': contentType } };
  if (body instanceof Uint8Array) return new Response(new Uint8Array(body), init);
  return new Response(ReadableStream.from(encode(body)), init);
}

async function* encode(events: AsyncIterable<SseEvent> | Iterable<SseEvent>): AsyncGenerator<Uint8Array> {
  for await (const event of events) yield Buffer.from(encodeSse(event));
}

/** Rejects when the caller has gone: the call itself goes on for others, or for a while. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
