import { createHash } from 'node:crypto';
import { createBreaker } from '../breaker.ts';
import type { Embedder, Embedding, Ms } from '../types.ts';
import { countAtMost, readTokenizer, type TokenCount } from './remote-tokens.ts';
import { normalize } from './vector.ts';

export interface RemoteEmbedderOptions {
  /** A text-embeddings-inference server (its root or `/embed`), or a Hugging Face endpoint for feature extraction. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Tokens the model reads, where the endpoint does not say. Default 256, the smallest among the usual models. */
  readonly window?: number;
  /** What an embedding may cost a request: an endpoint that is out is used again once it answers within this. Default 1 s. */
  readonly timeout?: Ms;
  readonly now?: () => Ms;
  /** Told that the endpoint went out, and that it is back. */
  readonly onNotice?: (message: string) => void;
}

/** What text-embeddings-inference says about itself under `/info`. */
interface ServerInfo {
  readonly model_id: string;
  readonly model_sha: string | null;
  readonly max_input_length: number;
}

const START_TIMEOUT: Ms = 10_000;

/**
 * Embeds over HTTP, by `@huggingface/inference`. Sends to `url` and its siblings `/info` and `/tokenize`, and nowhere
 * else: redirects are errors.
 *
 * Tokens are counted by the server where it has `/tokenize`; else they are estimated, on the high side. Rejects when
 * the endpoint can't be reached or gives no sentence embedding. No error holds the token, and so none has a cause: the
 * client library keeps the request's headers in its errors.
 */
export async function createRemoteEmbedder(options: RemoteEmbedderOptions): Promise<Embedder> {
  const { url, token, timeout = 1_000, now = Date.now, onNotice = () => {} } = options;
  // 300 ms and 20 MB that only this embedder needs.
  const { featureExtraction } = await import('@huggingface/inference');
  const base = url.replace(/\/(?:embed)?\/*$/, '');
  const start = AbortSignal.timeout(START_TIMEOUT);

  /** The endpoint's answer, or an error that says only what may be said. */
  async function send<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      throw new EndpointError(`the embedding endpoint ${describeFailure(error)}`, statusOf(error));
    }
  }

  /** The JSON that a sibling of the endpoint answers with; `null` when there is no such sibling, or it speaks no JSON. */
  async function ask(path: string, body: object | null, signal: AbortSignal): Promise<unknown> {
    const response = await send(signal, () =>
      fetch(`${base}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: body && JSON.stringify(body),
        redirect: 'error',
        signal,
      }),
    );
    if (response.ok) return send(signal, () => response.json().catch(() => null));
    await response.body?.cancel();
    if (isRefusal(response.status)) throw new EndpointError(`the embedding endpoint answered ${response.status}`);
    return null;
  }

  async function vectorOf(text: string, signal: AbortSignal): Promise<Float32Array> {
    const rows = await send(signal, () =>
      featureExtraction(
        { endpointUrl: url, ...(token ? { accessToken: token } : {}), inputs: text, normalize: true, truncate: false },
        { fetch: (input, init) => fetch(input, { ...init, redirect: 'error', signal }), retry_on_error: false },
      ),
    );
    return normalize(sentenceIn(rows));
  }

  const info = readInfo(await ask('/info', null, start));
  const window = info?.max_input_length ?? options.window ?? 256;
  const count = await readTokenizer({ ask, vectorOf }, start);
  const dimensions = (await vectorOf('dimensions', start)).length;

  const breaker = createBreaker({
    name: 'The embedding endpoint',
    timeout,
    probe: () => vectorOf('health', AbortSignal.timeout(timeout)),
    isOutage,
    onChange: onNotice,
    now,
  });

  async function embed(text: string, signal: AbortSignal): Promise<Embedding> {
    // The server refuses what is too long: such a text must not look like a fault of the server's.
    const counted: TokenCount | null = countAtMost(text) > window ? await count(text, signal) : null;
    if (counted && counted.tokens > window) return { vector: new Float32Array(0), ...counted };
    const [vector, { tokens, unknown }] = await Promise.all([vectorOf(text, signal), counted ?? count(text, signal)]);
    if (vector.length !== dimensions) {
      throw new EndpointError(`the embedding endpoint gave ${vector.length} dimensions instead of ${dimensions}`);
    }
    return { vector, tokens, unknown };
  }

  return {
    id: `${nameOf(url, info)}-${dimensions}`,
    dimensions,
    window,
    vocabulary: new Set(),
    async embed(text, signal) {
      signal.throwIfAborted();
      // Each caller's patience is in its signal.
      return breaker.run(() => embed(text, signal), Number.POSITIVE_INFINITY);
    },
    outage: () => breaker.outage,
    async close() {
      breaker.close();
    },
  };
}

/** An error that says only what may be said. */
class EndpointError extends Error {
  readonly status: number | null;

  constructor(message: string, status: number | null = null) {
    super(message);
    this.status = status;
  }
}

/** It failed, or was late. That a caller went away, or a text is one that it does not take, is no fault of its. */
function isOutage(error: unknown): boolean {
  if (error instanceof EndpointError) return error.status === null || isRefusal(error.status);
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Statuses that say "not now" or "not you"; any other 4xx says "no such thing". */
function isRefusal(status: number): boolean {
  return status >= 500 || status === 401 || status === 403 || status === 408 || status === 429;
}

/** Its status, or the code of the network's error; never a message, in which the token or an address may be. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if ('httpResponse' in error) return `answered ${statusOf(error) ?? 'an error'}`;
  const code = error.cause instanceof Error && 'code' in error.cause ? ` (${String(error.cause.code)})` : '';
  return error instanceof TypeError ? `cannot be reached${code}` : 'gave an answer that is no embedding';
}

function statusOf(error: unknown): number | null {
  const response = error instanceof Error && 'httpResponse' in error ? error.httpResponse : null;
  if (typeof response !== 'object' || !response || !('status' in response)) return null;
  return typeof response.status === 'number' ? response.status : null;
}

function readInfo(info: unknown): ServerInfo | null {
  if (typeof info !== 'object' || !info || !('model_id' in info) || !('max_input_length' in info)) return null;
  const { model_id, max_input_length } = info;
  if (typeof model_id !== 'string' || typeof max_input_length !== 'number') return null;
  const model_sha = 'model_sha' in info && typeof info.model_sha === 'string' ? info.model_sha : null;
  return { model_id, model_sha, max_input_length };
}

/** The one row of numbers in `[…]` or `[[…]]`. More rows are the states of tokens, and how to pool them is not ours. */
function sentenceIn(rows: unknown): Float32Array {
  const row = Array.isArray(rows) && rows.length === 1 && Array.isArray(rows[0]) ? rows[0] : rows;
  if (!Array.isArray(row) || row.length === 0 || !row.every(Number.isFinite)) {
    throw new EndpointError('the embedding endpoint gave no sentence embedding: one list of numbers was expected');
  }
  return Float32Array.from(row);
}

/** By the model where the server names it; otherwise by the address, of which only a hash is shown. */
function nameOf(url: string, info: ServerInfo | null): string {
  const address = createHash('sha256').update(url).digest('hex').slice(0, 8);
  if (!info) return `remote-${address}`;
  const name = info.model_id.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(-64);
  return info.model_sha ? `${name}-${info.model_sha.slice(0, 8)}` : `${name}-${address}`;
}
