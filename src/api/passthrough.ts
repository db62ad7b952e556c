/** Requests that are passed through to an upstream, as they are. Nothing of them is cached. */
import { type Context, Hono } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import { AppError, clientGone, invalid } from '../errors.ts';
import type { Forward, Ms, Namespace, Outcome, Verdict } from '../types.ts';
import type { Authenticate } from './auth.ts';
import { toAppError } from './error.ts';
import { streamBytes } from './stream-bytes.ts';

export interface PassthroughParts {
  readonly forward: Forward;
  readonly authenticate: Authenticate;
  readonly record: (outcome: Outcome) => void;
  readonly now: () => Ms;
}

export interface PassthroughOptions {
  /** `known`: the routes that are listed here; `all`: others too. */
  readonly routes: 'known' | 'all' | 'none';
  /** Of one request's body. */
  readonly maxBytes: number;
  /** Whether the client may see what every other one has stored with our key. */
  readonly isTrusted: (context: Context) => boolean;
}

type Env = { Variables: RequestIdVariables };

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
export const KNOWN = [
  '/moderations',
  ...['/audio/:path{.+}', '/images/:path{.+}', '/chat/completions/:path{.+}', '/responses/:path{.+}'],
  ...['/files/*', '/batches/*', '/uploads/*', '/conversations/*', '/vector_stores/*'],
];
/** Whoever posts there has the answer, and nothing else is kept. */
const KEEPS_NOTHING =
  /^\/(moderations|audio\/(speech|transcriptions|translations)|images\/(generations|edits|variations))$/;
/** Whoever may spend our keys may not hand them out; and what is the proxy's own is nobody else's. */
const NEVER: ReadonlySet<string> = new Set(['organization', 'cache']);

/** All that is passed through, below `/v1`. */
export function passthroughRoutes(parts: PassthroughParts, options: PassthroughOptions): Hono<Env> {
  const routes = new Hono<Env>();
  const pass = passThrough(parts, options);
  if (options.routes === 'none') return routes;
  routes.get('/chat/completions', pass);
  // A model that is in no list; and the end of one that was tuned.
  routes.on(['GET', 'DELETE'], '/models/:id{.+}', pass);
  routes.on(METHODS, KNOWN, pass);
  if (options.routes === 'all') routes.on(METHODS, '/*', pass);
  return routes;
}

function passThrough(parts: PassthroughParts, { maxBytes, isTrusted }: PassthroughOptions) {
  const { forward, authenticate, record, now } = parts;

  return async function pass(context: Context<Env>): Promise<Response> {
    const begun = performance.now();
    const at = now();
    const requestId = context.get('requestId');
    let namespace: Namespace = '';
    const finish = (status: number, verdict: Verdict | null, model: string, error: string | null) =>
      record({
        ...{ requestId, at, endpoint: 'passthrough', namespace, model, stream: false },
        ...{ question: null, status, verdict, usage: null, notStored: null, error },
        ...{ latency: performance.now() - begun, steps: {} },
      });
    try {
      namespace = authenticate(context);
      const key = readKey(context);
      const { route, target } = readTarget(context);
      const { req } = context;
      if (key === null && !isForAll(req.method, route, target) && !isTrusted(context)) throw notYours();
      const { upstream, model, status, headers, body } = await forward(
        {
          ...{ namespace, method: req.method, route, target, key },
          headers: req.header(),
          body: readBody(context, maxBytes),
          upstream: req.header('x-upstream') ?? null,
        },
        req.raw.signal,
      );
      const verdict: Verdict = { status: 'BYPASS', tier: 'upstream', key: '', reason: 'passthrough', upstream };
      const stream = streamBytes(context, status, body, (error) =>
        finish(status, verdict, model, error === null ? null : toAppError(error).code),
      );
      // https://www.rfc-editor.org/rfc/rfc9110#section-15.3.6
      const length = status === 205 && { 'content-length': '0' };
      return new Response(stream, {
        status,
        headers: { ...headers, ...length, ...headersOf(verdict), 'x-request-id': requestId },
      });
    } catch (cause) {
      const error = toAppError(cause);
      finish(error.status, null, '', error.code);
      throw error;
    }
  };
}

/** What neither shows nor changes anything of another client's. */
function isForAll(method: string, route: string, target: string): boolean {
  const [path = ''] = target.split('?');
  return method === 'GET' ? route === 'models' : method === 'POST' && KEEPS_NOTHING.test(path);
}

function headersOf({ status, reason = '', upstream = '' }: Verdict): Record<string, string> {
  return { 'x-cache': status, 'x-cache-reason': reason, 'x-upstream': upstream };
}

/** A key of the client's own for the upstream. */
function readKey({ req }: Context): string | null {
  const key = req.header('x-upstream-key');
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,512}$/.test(key)) throw invalid('x-upstream-key', 'x-upstream-key takes an API key.');
  return key;
}

/**
 * What is asked for, and what it is called there. Judged by the path as the upstream may come to read it: one that then
 * leads elsewhere leads nowhere.
 */
function readTarget({ req }: Context): { readonly route: string; readonly target: string } {
  const { pathname, search } = new URL(req.url);
  const path = decoded(pathname);
  const [, , first = '', second] = path.split('/');
  const route = first === 'chat' && second === 'completions' ? 'chat.completions' : first;
  if (ASTRAY.test(path) || NEVER.has(route.toLowerCase())) {
    throw new AppError('not_found', `Unknown request URL: ${req.method} ${req.path}`);
  }
  return { route, target: `${pathname.slice('/v1'.length)}${search}` };
}

/** A dot segment, an empty one, a backslash, or something encoded still. */
const ASTRAY = /\/\.{0,2}\/|\/\.{1,2}$|[\\%]/;

/** Decoded as often as two servers may do it. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(path));
  } catch (error) {
    if (error instanceof URIError) return '%';
    throw error;
  }
}

function notYours(): AppError {
  const message =
    "Stored objects are not told apart by client: this route takes the client's own key for the upstream " +
    '(x-upstream-key), or a client that TRUSTED_CLIENTS names.';
  return new AppError('forbidden', message);
}

/**
 * `null`: there is none. Over a socket a request has one when its headers say so.
 * https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
function readBody({ req, env }: Context, maxBytes: number): AsyncIterable<Uint8Array> | null {
  const length = req.header('content-length') ?? (req.header('transfer-encoding') && 'unknown');
  if (Number(length) > maxBytes) throw tooLarge(maxBytes);
  if (length === '0' || (length === undefined && env?.incoming) || !req.raw.body) return null;
  return limited(req.raw.body, maxBytes);
}

async function* limited(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof AppError ? error : clientGone(error);
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('body_too_large', `The body is larger than ${maxBytes} bytes.`);
}
