import { type Handler, Hono } from 'hono';
import { z } from 'zod';
import type { JsonObject, Namespace } from '../types.ts';
import type { Dialects } from '../wire/dialects.ts';
import { type EmbeddingsAsk, embeddings } from '../wire/embeddings.ts';
import { parseJson } from '../wire/json.ts';
import { type CompletionParts, completion, type EndpointParts } from './completion.ts';
import { createErrorHandler, type OnFailure, toAppError } from './error.ts';
import { readLanguage } from './language.ts';
import { parseAs } from './parse.ts';
import { streamLines } from './stream-lines.ts';

/** The body of `POST /admin/cache/warm`: bodies as the endpoints take them, and how many are asked at a time. */
export const warmRequest = z.strictObject({
  requests: z.array(z.custom<JsonObject>(isRequest, 'must be the body of a request')).min(1),
  concurrency: z.int().min(1).max(64).default(4),
});

function isRequest(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface WarmParts extends Omit<CompletionParts, 'authenticate'> {
  readonly dialects: Dialects;
  readonly answerItems: EndpointParts<EmbeddingsAsk, typeof embeddings>['answer'];
  readonly onFailure: OnFailure;
}

/** Headers that steer the cache: those of the call are those of each of its requests. */
const PASSED_ON = [
  'x-cache-namespace',
  'x-cache-tags',
  'x-cache-version',
  'x-cache-ttl',
  'x-upstream',
  'cache-control',
];

interface Warmed {
  readonly index: number;
  readonly status: number;
  /** As in `x-cache`, and the tier and key with it. */
  readonly cache: string | null;
  readonly tier: string | null;
  readonly key: string | null;
  readonly error: string | null;
}

/**
 * Runs requests through the cache as if clients had sent them, on the same way. `?namespace=` is the client's whose
 * they are, `?endpoint=` the endpoint's, should their fields not tell. A line for each as it is done, and the sums at the
 * end.
 */
export function warm({ dialects, answerItems, onFailure, ...parts }: WarmParts): Handler {
  const { readBody } = parts;
  const endpoints = new Hono<{ Bindings: { owner: Namespace } }>();
  const authenticate: CompletionParts['authenticate'] = ({ env }) => env.owner;
  for (const [name, dialect] of Object.entries(dialects)) {
    endpoints.post(`/${name}`, completion(dialect, { ...parts, authenticate }));
  }
  endpoints.post('/embeddings', completion(embeddings, { ...parts, answer: answerItems, authenticate }));
  endpoints.onError(createErrorHandler(onFailure));

  return async function warmUp(context) {
    // Read without loss: what is sent upstream is what was sent here.
    const { requests, concurrency } = parseAs(warmRequest, parseJson(await readBody(context)));
    const fail = (error: unknown) => onFailure(toAppError(error), context.get('requestId') ?? '');
    const owner = context.req.query('namespace') ?? 'default';
    const language = readLanguage(context);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    for (const name of PASSED_ON) {
      const value = context.req.header(name);
      if (value !== undefined) headers[name] = value;
    }

    const { signal } = context.req.raw;

    async function ask(request: JsonObject, index: number): Promise<Warmed> {
      try {
        const init = { method: 'POST', headers, body: JSON.stringify(request), signal };
        const response = await endpoints.request(`/${language(request)}`, init, { owner });
        const text = await response.text();
        const header = (name: string) => response.headers.get(name);
        const cache = { cache: header('x-cache'), tier: header('x-cache-tier'), key: header('x-cache-key') };
        return { index, status: response.status, ...cache, error: response.ok ? null : messageOf(text) };
      } catch (cause) {
        const { status, message } = toAppError(cause);
        return { index, status, cache: null, tier: null, key: null, error: message };
      }
    }

    return streamLines(context, report(requests, concurrency, ask), fail);
  };
}

async function* report(
  requests: readonly JsonObject[],
  concurrency: number,
  ask: (request: JsonObject, index: number) => Promise<Warmed>,
): AsyncGenerator<string, void> {
  const sums = { requests: requests.length, hits: 0, misses: 0, bypassed: 0, failed: 0 };
  for await (const warmed of asTheyEnd(requests, concurrency, ask)) {
    if (warmed.error !== null) sums.failed += 1;
    else if (warmed.cache === 'BYPASS') sums.bypassed += 1;
    else if (warmed.cache === 'MISS') sums.misses += 1;
    else sums.hits += 1;
    yield `${JSON.stringify(warmed)}\n`;
  }
  yield `${JSON.stringify({ done: true, ...sums })}\n`;
}

/** Results as they come, so many at a time. Where they are not taken, nothing more is begun. */
async function* asTheyEnd<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R, void> {
  const running = new Map<number, Promise<{ index: number; result: R }>>();
  const waiting = items.entries();
  function begin(): void {
    const next = waiting.next();
    if (next.done) return;
    const [index, item] = next.value;
    running.set(
      index,
      work(item, index).then((result) => ({ index, result })),
    );
  }

  for (let n = 0; n < concurrency; n += 1) begin();
  while (running.size > 0) {
    const { index, result } = await Promise.race(running.values());
    running.delete(index);
    begin();
    yield result;
  }
}

function messageOf(text: string): string {
  try {
    return String(JSON.parse(text).error.message);
  } catch {
    return text.slice(0, 200);
  }
}
