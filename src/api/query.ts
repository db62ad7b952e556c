/**
 * `/query`, `/api/query` and `/cache/stats`, for those who come from a smaller semantic-cache service. A query is read
 * as the chat or responses request that it stands for, goes the same way as that, and shares its entries.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Ask, Dialect, Json, JsonObject, Ms, Reply, Verdict } from '../types.ts';
import { isPresent } from '../wire/answer.ts';
import type { Dialects } from '../wire/dialects.ts';
import { isObject, readJson } from '../wire/json.ts';
import type { Language } from './ask.ts';
import { type CompletionParts, completion, type EndpointParts } from './completion.ts';
import { parseAs } from './parse.ts';

/** The body of `POST /query`. */
export const queryRequest = z.strictObject({
  query: z.string().min(1),
  use_cache: z.boolean().default(true),
  similarity_threshold: z.number().min(0).max(1).optional(),
  model: z.string().min(1).optional(),
});

/** The body of `POST /api/query`. */
export const apiQueryRequest = z.strictObject({
  query: z.string().min(1),
  model: z.string().min(1).optional(),
});

export interface QueryParts extends CompletionParts {
  readonly dialects: Dialects;
  readonly defaultModel: string;
  /** Of the embeddings that questions are compared by; 0 when none are. */
  readonly embeddingDimension: () => number;
  readonly readCacheStats: () => Promise<CacheStats>;
}

export interface CacheStats {
  readonly cache_size: number;
  /** `null`: the store has a bound of its own. */
  readonly max_cache_size: number | null;
  readonly current_threshold: number;
}

/** A query, as the request that it stands for. */
type Query = Ask & { readonly query: string };

/** What was answered, in words. */
interface Answered {
  readonly query: string;
  readonly text: string;
  readonly verdict: Verdict;
  readonly took: Ms;
}

export function queryRoutes(parts: QueryParts): Hono {
  const { dialects, defaultModel, embeddingDimension, readCacheStats, now } = parts;

  const chatQuery: Language<Query> = {
    ...dialects.chat,
    ask(body, options) {
      const { query, model, ...how } = parseAs(queryRequest, plain(body));
      const messages = [{ role: 'user', content: query }];
      const ask = dialects.chat.ask({ model: model ?? defaultModel, messages }, options);
      return { ...ask, query, steering: steeringOf(how) };
    },
  };
  const responsesQuery: Language<Query> = {
    ...dialects.responses,
    ask(body, options) {
      const { query, model } = parseAs(apiQueryRequest, plain(body));
      return { ...dialects.responses.ask({ model: model ?? defaultModel, input: query }, options), query };
    },
  };

  function describe({ query, text, verdict, took }: Answered): object {
    const { similarity = 1, matched = query, age = 0 } = verdict;
    const stored = isStored(verdict);
    return {
      query,
      response: text,
      cache_hit: stored,
      cached_data: stored
        ? {
            cached_response: text,
            similarity_score: similarity,
            cached_query: matched,
            cache_timestamp: (now() - age) / 1000,
          }
        : null,
      embedding_dimension: embeddingDimension(),
      processing_time: took / 1000,
    };
  }

  return new Hono()
    .post('/query', completion(chatQuery, { ...parts, answer: inWords(dialects.chat, parts, describe) }))
    .post(
      '/api/query',
      completion(responsesQuery, { ...parts, answer: inWords(dialects.responses, parts, describeSource) }),
    )
    .get('/cache/stats', async (context) => context.json(await readCacheStats()));
}

function describeSource({ query, text, verdict, took }: Answered): object {
  const { similarity } = verdict;
  const source = !isStored(verdict) ? 'upstream' : similarity === undefined ? 'exact' : 'semantic';
  return {
    query,
    response: text,
    source,
    similarity: source === 'upstream' ? null : (similarity ?? 1),
    latency_ms: Number(took.toFixed(3)),
  };
}

/** Asks in the dialect, and tells the answer in other words; an error of the upstream's is handed on as it came. */
function inWords(
  dialect: Dialect,
  { answer }: CompletionParts,
  describe: (answered: Answered) => object,
): EndpointParts<Query, Language<Query>>['answer'] {
  return async function answerQuery(asked) {
    const begun = performance.now();
    const reply = await answer({ ...asked, dialect });
    const said = answerIn(reply);
    if (!said) return reply;
    const { query } = asked.ask;
    const answered = { query, text: dialect.text(said), verdict: reply.verdict, took: performance.now() - begun };
    return { ...reply, contentType: 'application/json', body: Buffer.from(JSON.stringify(describe(answered))) };
  };
}

/** `null`: it is an error, or nothing that has words. */
function answerIn({ status, body }: Reply): JsonObject | null {
  if (status >= 300 || !(body instanceof Uint8Array)) return null;
  const answer = readJson(Buffer.from(body).toString());
  return isObject(answer) && !isPresent(answer.error) ? answer : null;
}

function isStored({ status }: Verdict): boolean {
  return status === 'HIT' || status === 'STALE';
}

/** As the headers that say the same. */
function steeringOf(how: Omit<z.infer<typeof queryRequest>, 'query' | 'model'>): Record<string, string> {
  const { use_cache: useCache, similarity_threshold: threshold } = how;
  return {
    ...(!useCache && { 'x-bypass-cache': 'true' }),
    ...(threshold !== undefined && { 'x-cache-threshold': threshold.toFixed(6) }),
  };
}

/** Plain numbers: how one was written matters only where it is sent on. */
function plain(body: JsonObject): Json {
  return JSON.parse(JSON.stringify(body));
}
