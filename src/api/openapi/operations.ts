/** Every route, with the schemas that validate what it takes. */
import { z } from 'zod';
import { clearRequest } from '../admin.ts';
import { entriesQuery } from '../entries.ts';
import { feedbackRequest } from '../feedback.ts';
import { invalidateRequest } from '../invalidate.ts';
import { loadtestRequest } from '../loadtest.ts';
import { KNOWN, METHODS } from '../passthrough.ts';
import { apiQueryRequest, queryRequest } from '../query.ts';
import { exportQuery } from '../transfer.ts';
import { warmRequest } from '../warm.ts';
import type { Operation } from './operation.ts';
import { anything, chatBody, completionsBody, embeddingsBody, entry, health, responsesBody } from './shapes.ts';

const LINES = 'application/x-ndjson';
const EVENTS = 'text/event-stream';
const JSON_TYPE = 'application/json';
const ANY = '*/*';
const UPSTREAM = [404, 413, 415, 429, 502, 503, 504];

const cached = { tag: 'OpenAI', key: 'client', steered: true, errors: UPSTREAM } as const;
const observed = { method: 'get', tag: 'Observation', key: 'none', answer: anything } as const;
const managed = { tag: 'Cache', key: 'admin', answer: anything } as const;

const OPENAI: readonly Operation[] = [
  {
    ...cached,
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'Chat, cached by exact key and by meaning',
    body: chatBody,
    answer: [JSON_TYPE, EVENTS],
  },
  {
    ...cached,
    method: 'post',
    path: '/v1/responses',
    summary: 'Responses, cached likewise',
    body: responsesBody,
    answer: [JSON_TYPE, EVENTS],
  },
  {
    ...cached,
    method: 'post',
    path: '/v1/completions',
    summary: 'Text completions, cached likewise',
    body: completionsBody,
    answer: [JSON_TYPE, EVENTS],
  },
  {
    ...cached,
    method: 'post',
    path: '/v1/embeddings',
    summary: 'Embeddings, cached item by item: only those that are not cached go upstream, in one call',
    body: embeddingsBody,
    answer: [JSON_TYPE],
  },
];

const QUERIES: readonly Operation[] = [
  {
    ...cached,
    method: 'post',
    path: '/query',
    tag: 'Queries',
    summary: 'A question to the default model, and where its answer comes from',
    body: queryRequest,
    answer: z.object({
      query: z.string(),
      response: z.string(),
      cache_hit: z.boolean(),
      cached_data: z
        .object({
          cached_response: z.string(),
          similarity_score: z.number(),
          cached_query: z.string(),
          cache_timestamp: z.number().describe('Epoch seconds.'),
        })
        .nullable(),
      embedding_dimension: z.int().describe('0: nothing is matched by meaning.'),
      processing_time: z.number().describe('Seconds.'),
    }),
  },
  {
    ...cached,
    method: 'post',
    path: '/api/query',
    tag: 'Queries',
    summary: "The same through the upstream's Responses API",
    body: apiQueryRequest,
    answer: z.object({
      query: z.string(),
      response: z.string(),
      source: z.enum(['exact', 'semantic', 'upstream']),
      similarity: z.number().nullable(),
      latency_ms: z.number(),
    }),
  },
  {
    method: 'get',
    path: '/cache/stats',
    tag: 'Queries',
    key: 'none',
    summary: 'How full the cache is',
    answer: z.object({
      cache_size: z.int(),
      max_cache_size: z.int().nullable().describe('`null`: the store has a bound of its own.'),
      current_threshold: z.number(),
    }),
  },
];

const LOADTEST: readonly Operation[] = [
  {
    ...managed,
    method: 'post',
    summary: 'Runs a load test, and reports when it is over',
    body: loadtestRequest,
    errors: [409],
  },
  { ...managed, method: 'get', summary: 'The report so far, or of the last one' },
  { ...managed, method: 'delete', summary: 'Stops it', errors: [404] },
].map((operation) => ({ ...operation, path: '/api/loadtest', tag: 'Observation' }));

const CACHE: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/cache/feedback',
    tag: 'Cache',
    key: 'client',
    summary: 'Says whether an answer matched by meaning is right',
    body: feedbackRequest,
    answer: anything,
    errors: [404],
  },
  {
    ...managed,
    method: 'post',
    path: '/admin/cache/clear',
    summary: 'Removes everything, or what matches by meaning, of all or of a namespace',
    body: clearRequest,
    answer: z.object({ cleared: z.object({ entries: z.int(), vectors: z.int() }) }),
  },
  {
    ...managed,
    method: 'get',
    path: '/admin/cache/entries',
    summary: 'What is stored, in pages',
    query: entriesQuery,
    answer: z.object({ entries: z.array(entry), next_cursor: z.string().nullable() }),
  },
  {
    ...managed,
    method: 'get',
    path: '/admin/cache/entries/{key}',
    summary: 'One entry with its body',
    answer: entry.extend({ body: z.unknown() }),
    errors: [404],
  },
  {
    ...managed,
    method: 'delete',
    path: '/admin/cache/entries/{key}',
    summary: 'Removes an entry from every tier',
    answer: z.object({ deleted: z.literal(true), key: z.string() }),
    errors: [404],
  },
  {
    ...managed,
    method: 'post',
    path: '/admin/cache/invalidate',
    summary: 'Removes what matches everything that is given',
    body: invalidateRequest,
  },
  {
    ...managed,
    method: 'get',
    path: '/admin/cache/export',
    summary: 'Entries as JSON lines',
    query: exportQuery,
    answer: [LINES],
  },
  { ...managed, method: 'post', path: '/admin/cache/import', summary: 'Takes JSON lines of an export', body: LINES },
  {
    ...managed,
    method: 'post',
    path: '/admin/cache/warm',
    summary: 'Runs requests through the cache; a line for each as it is done',
    body: warmRequest,
    answer: [LINES],
  },
  {
    ...managed,
    method: 'post',
    path: '/admin/cache/explain',
    summary: 'What would happen to a request, and why',
    body: z.union([chatBody, responsesBody, completionsBody, embeddingsBody]),
    steered: true,
  },
  {
    ...managed,
    method: 'post',
    path: '/admin/cache/feedback',
    summary: "Feedback on any client's answers",
    body: feedbackRequest,
    errors: [404],
  },
];

const OBSERVATION: readonly Operation[] = [
  { ...observed, path: '/', summary: 'What the proxy and each of its services can do', answer: health, errors: [503] },
  { ...observed, path: '/health', summary: 'The same', answer: health, errors: [503] },
  { ...observed, path: '/health/live', summary: 'The process answers' },
  { ...observed, path: '/health/ready', summary: 'It takes requests', errors: [503] },
  {
    ...observed,
    path: '/metrics',
    summary: 'For Prometheus, or as JSON',
    query: z.object({ format: z.enum(['json']).optional() }),
    answer: ['text/plain', JSON_TYPE],
  },
  { ...observed, path: '/api/metrics', summary: 'The numbers as JSON' },
  {
    ...observed,
    path: '/api/history',
    summary: 'The numbers over time',
    query: z.object({ range: z.enum(['15m', '1h', '1d', '1w']).optional() }),
  },
  { ...observed, path: '/dashboard', summary: 'The dashboard', answer: ['text/html'] },
  {
    ...observed,
    path: '/admin/requests',
    summary: 'The latest requests, also as they happen',
    key: 'admin',
    query: z.object({
      limit: z.string().optional(),
      matched: z.enum(['true', 'false']).optional(),
      after: z.string().optional(),
      follow: z.enum(['1']).optional(),
    }),
    answer: [JSON_TYPE, EVENTS],
    errors: [503],
  },
  { ...observed, path: '/admin/stats', summary: 'Metrics and health in one', key: 'admin' },
];

const MODELS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/models',
    tag: 'OpenAI',
    key: 'client',
    summary: 'What the upstreams offer, merged',
    answer: anything,
    errors: [502, 503],
  },
  {
    method: 'get',
    path: '/v1/models/{id}',
    tag: 'OpenAI',
    key: 'client',
    summary: 'One of them, or what the upstreams say of one that they do not list',
    answer: anything,
    errors: [404, 502, 503],
  },
  {
    method: 'delete',
    path: '/v1/models/{id}',
    tag: 'OpenAI',
    key: 'client',
    summary: 'Passed to the upstreams: removes a model that was tuned',
    answer: [ANY],
    errors: [403, ...UPSTREAM],
  },
];

/** Every method of the routes that are passed through. */
const PASSED: readonly Operation[] = [
  ...KNOWN.flatMap((path) => METHODS.map((method) => ({ path: documented(path), method: method.toLowerCase() }))),
  { path: '/chat/completions', method: 'get' },
].map(({ path, method }) => ({
  method,
  path: `/v1${path}`,
  tag: 'Passed through',
  key: 'client',
  summary: 'Passed to the upstream that made the object, or serves the route',
  answer: [ANY],
  errors: [403, ...UPSTREAM],
  ...(method !== 'get' && method !== 'delete' && { body: ANY }),
}));

/** As a path of the document: `/files/*` is `/files/{path}`. */
function documented(path: string): string {
  return path.replace(/:path\{.*\}$|\*$/, '{path}');
}

const DOCUMENTATION: readonly Operation[] = [
  { ...observed, path: '/openapi.json', tag: 'Documentation', summary: 'This document' },
  {
    ...observed,
    path: '/docs',
    tag: 'Documentation',
    summary: 'This document, to read and to try',
    answer: ['text/html'],
  },
];

export const OPERATIONS: readonly Operation[] = [
  ...OPENAI,
  ...MODELS,
  ...PASSED,
  ...QUERIES,
  ...CACHE,
  ...OBSERVATION,
  ...LOADTEST,
  ...DOCUMENTATION,
];
