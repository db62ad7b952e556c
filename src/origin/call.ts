import { Agent, errors, request } from 'undici';
import { AppError } from '../errors.ts';
import type { Endpoint, Ms, Origin, OriginReply, OriginRequest } from '../types.ts';
import { candidates, type Upstream } from './catalogue.ts';

const PATHS: Record<Endpoint, string> = {
  'chat.completions': '/chat/completions',
  responses: '/responses',
  completions: '/completions',
  embeddings: '/embeddings',
};

/** Headers of an upstream's that a client can use; its request id is passed on beside ours. */
const PASSED_ON = /^(x-ratelimit-.+|retry-after|retry-after-ms|openai-processing-ms|openai-version)$/;

interface CallOptions {
  readonly connectTimeout: Ms;
  /** To the first byte. */
  readonly timeout: Ms;
  /** Between two bytes of an answer. */
  readonly idleTimeout: Ms;
}

/** The upstreams over HTTP, by one pool of kept-alive connections. Redirects are not followed: they would take our key along. */
export function createOrigin(
  upstreams: readonly Upstream[],
  options: CallOptions,
): Origin & { close(): Promise<void> } {
  const agent = new Agent({
    connect: { timeout: options.connectTimeout },
    headersTimeout: options.timeout,
    bodyTimeout: options.idleTimeout,
    keepAliveTimeout: 30_000,
    allowH2: false,
  });
  return {
    async call(asked, signal) {
      const [upstream] = candidates(upstreams, asked.endpoint, asked.model, asked.upstream);
      return callUpstream(upstream as Upstream, asked, agent, signal);
    },
    /** Ends every call at once. */
    close: () => agent.destroy(),
  };
}

async function callUpstream(
  upstream: Upstream,
  asked: OriginRequest,
  dispatcher: Agent,
  signal: AbortSignal,
): Promise<OriginReply> {
  const reply = await request(urlOf(upstream, asked), {
    dispatcher,
    method: 'POST',
    headers: headersFor(upstream, asked),
    body: asked.body,
    signal,
  }).catch((error: unknown) => {
    throw unreachable(upstream, error);
  });
  const status = reply.statusCode;
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) {
    // Its message may hold our key: it is never shown.
    await reply.body.dump();
    throw status < 400
      ? new AppError('upstream_bad_answer', `${upstream.name} redirects; check its base URL.`)
      : new AppError('upstream_refused_key', `${upstream.name} refused the proxy's API key.`);
  }
  return {
    upstream: upstream.name,
    status,
    contentType: String(reply.headers['content-type'] ?? 'application/json'),
    headers: passedOn(reply.headers),
    body: reply.body,
  };
}

function urlOf({ baseUrl }: Upstream, { endpoint, query }: OriginRequest): URL {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}${PATHS[endpoint]}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function headersFor({ apiKey }: Upstream, { headers, stream }: OriginRequest): Record<string, string> {
  return {
    ...headers,
    'content-type': 'application/json',
    accept: stream ? 'text/event-stream, application/json' : 'application/json',
    // An entry is the body byte for byte: it is not to be packed.
    'accept-encoding': 'identity',
    'user-agent': 'llm-cache-proxy',
    ...(apiKey && { authorization: `Bearer ${apiKey}` }),
  };
}

function passedOn(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name === 'x-request-id') passed['x-upstream-request-id'] = String(value);
    else if (PASSED_ON.test(name)) passed[name] = String(value);
  }
  return passed;
}

/** The cause stays in the log: it names addresses. */
function unreachable({ name }: Upstream, cause: unknown): AppError {
  const late = cause instanceof errors.HeadersTimeoutError || cause instanceof errors.ConnectTimeoutError;
  return late
    ? new AppError('upstream_timeout', `${name} did not answer in time.`, { cause })
    : new AppError('upstream_unreachable', `${name} cannot be reached.`, { cause });
}
