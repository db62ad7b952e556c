import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Every setting on one line: how it parses, its default, what it takes and what it means. `--help` and
 * docs/configuration.md are printed from here. An empty variable counts as unset.
 */

interface Meta {
  readonly takes: string;
  readonly means: string;
  readonly secret?: boolean;
}
const metas = new WeakMap<z.ZodType, Meta>();

function setting<T extends z.ZodType>(schema: T, takes: string, means: string, secret = false): T {
  metas.set(schema, { takes, means, secret });
  return schema;
}

const whole = (min: number, max: number, fallback: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max)).default(fallback);
const share = (fallback: number) =>
  z
    .string()
    .regex(/^\d*\.?\d+$/)
    .transform(Number)
    .pipe(z.number().min(0).max(1))
    .default(fallback);
const flag = (fallback: boolean) => z.stringbool().default(fallback);
const text = () => z.string().optional();
const url = () => z.url({ protocol: /^https?$/ });
const names = (fallback: readonly string[]) =>
  z
    .string()
    .transform((list) => split(list))
    .pipe(z.array(z.string()))
    .default([...fallback]);

const split = (list: string): string[] =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

function json(source: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(source);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
}

/** One pattern per line, or a JSON list of patterns: a pattern may hold commas. */
function patterns(source: string, context: z.RefinementCtx): RegExp[] {
  try {
    const list: unknown = source.trimStart().startsWith('[') ? JSON.parse(source) : source.split('\n').filter(Boolean);
    return z
      .array(z.string())
      .parse(list)
      .map((pattern) => new RegExp(pattern, 'gu'));
  } catch {
    context.addIssue({ code: 'custom', message: 'not a list of regular expressions' });
    return z.NEVER;
  }
}

/** `name:key`, where the name becomes a namespace; a key may hold colons. */
function clientKeys(source: string, context: z.RefinementCtx): Map<string, string> {
  const keys = new Map<string, string>();
  for (const item of source.split(/[,\n]/).map((line) => line.trim())) {
    if (item === '' || item.startsWith('#')) continue;
    const match = /^([A-Za-z0-9._-]{1,64}):(\S+)$/.exec(item);
    if (!match?.[1] || !match[2] || keys.has(match[2])) {
      context.addIssue({ code: 'custom', message: 'not name:key, or a key twice' });
      return z.NEVER;
    }
    keys.set(match[2], match[1]);
  }
  return keys;
}

const ENDPOINTS = ['chat.completions', 'responses', 'completions', 'embeddings'] as const;
const STORED = ['files', 'batches', 'uploads', 'conversations', 'vector_stores'] as const;
const SERVED = [...ENDPOINTS, 'moderations', 'audio', 'images', ...STORED, '*'] as const;

const upstreamRow = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/),
  base_url: url(),
  api_key: z.string().optional(),
  models: z.array(z.string()).optional(),
  serves: z.array(z.enum(SERVED)).optional(),
});

const modelAlias = z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]);

const price = z.number().min(0).max(1_000_000);
const priceRow = z
  .strictObject({ input: price, cached_input: price.optional(), output: price })
  .transform(({ input, cached_input, output }) => ({
    input,
    output,
    ...(cached_input !== undefined && { cachedInput: cached_input }),
  }));

const schema = z.object({
  PORT: setting(whole(0, 65_535, 3000), 'a port, 0 to 65535', 'where it listens; 0 = any free port'),
  HOST: setting(z.string().default('127.0.0.1'), 'an address', '`0.0.0.0` without `PROXY_API_KEYS` warns'),

  GROQ_API_KEY: setting(text(), 'a key', 'Groq', true),
  GROQ_BASE_URL: setting(url().default('https://api.groq.com/openai/v1'), 'a URL', 'where Groq is'),
  OPENROUTER_API_KEY: setting(text(), 'a key', 'OpenRouter', true),
  OPENROUTER_BASE_URL: setting(url().default('https://openrouter.ai/api/v1'), 'a URL', 'where OpenRouter is'),
  OPENAI_API_KEY: setting(text(), 'a key', 'OpenAI', true),
  OPENAI_BASE_URL: setting(url().default('https://api.openai.com/v1'), 'a URL', 'where OpenAI is'),
  UPSTREAMS: setting(
    z.string().transform(json).pipe(z.array(upstreamRow)).default([]),
    'a JSON list of `{name, base_url, api_key, models, serves}`',
    'further OpenAI-compatible upstreams; `models` may hold `*`, and so may `serves`, which has cached endpoints (`chat.completions`, `embeddings`) and routes that are passed through (`audio`, `files`); both are everything where they are left out',
    true,
  ),
  UPSTREAM_ORDER: setting(
    names(['groq', 'openrouter', 'openai']),
    'names, separated by commas',
    'which upstream is asked first for a model that several offer; those not named come after',
  ),
  UPSTREAM_TIMEOUT_MS: setting(
    whole(1, 3_600_000, 600_000),
    'milliseconds, 1 to 3600000',
    'how long an upstream may take to its first byte',
  ),
  UPSTREAM_CONNECT_TIMEOUT_MS: setting(
    whole(1, 60_000, 5_000),
    'milliseconds, 1 to 60000',
    'how long connecting to an upstream may take',
  ),
  UPSTREAM_IDLE_TIMEOUT_MS: setting(
    whole(1, 3_600_000, 120_000),
    'milliseconds, 1 to 3600000',
    'how long an upstream may be silent in the middle of an answer',
  ),
  UPSTREAM_RETRIES: setting(
    whole(0, 10, 2),
    'a number, 0 to 10',
    'how often an upstream is asked again where that is safe, before the next one is',
  ),
  MAX_CONCURRENCY: setting(whole(1, 100_000, 1_024), 'calls, 1 to 100000', 'upstream calls at one time'),
  MAX_QUEUE: setting(
    whole(0, 1_000_000, 4_096),
    'calls, 0 to 1000000',
    'upstream calls that wait for their turn; past it a request is refused with 503',
  ),
  PASSTHROUGH: setting(
    z.enum(['known', 'all', 'none']).default('known'),
    '`known`, `all` or `none`',
    'which routes that are not cached are passed on to an upstream',
  ),
  MODEL_ALIASES: setting(
    z.string().transform(json).pipe(z.record(z.string(), modelAlias)).default({}),
    'JSON `{alias: model}` or `{model: {upstream: name}}`',
    'names that clients may use for a model, and what upstreams call one that each calls something else',
  ),
  DEFAULT_MODEL: setting(
    z.string().min(1).default('llama-3.3-70b-versatile'),
    'the name of a model',
    'the model of `/query` and `/api/query` when they name none',
  ),

  REDIS_URL: setting(
    z.url({ protocol: /^rediss?$/ }).optional(),
    '`redis://` or `rediss://`',
    'the exact tier, shared by several processes, instead of the embedded store',
    true,
  ),
  REDIS_HOST: setting(text(), 'a host', 'the same in parts'),
  REDIS_PORT: setting(whole(1, 65_535, 6379), 'a port, 1 to 65535', 'with `REDIS_HOST`'),
  REDIS_PASSWORD: setting(text(), 'a password', 'with `REDIS_HOST`', true),
  REDIS_DB: setting(whole(0, 1_000_000, 0), 'a number from 0', 'with `REDIS_HOST`'),
  REDIS_TIMEOUT_MS: setting(whole(1, 60_000, 50), 'milliseconds, 1 to 60000', 'what Redis may cost a request'),
  CACHE_PREFIX: setting(z.string().min(1).default('llmcache:'), 'some text', 'begins every key in Redis'),
  QDRANT_URL: setting(
    url()
      .refine((given) => new URL(given).port !== '6334')
      .optional(),
    'the URL of the REST port, which is 6333; 6334 is the one for gRPC',
    'the vector index, shared by several processes, instead of the embedded one',
  ),
  QDRANT_API_KEY: setting(text(), 'a key', 'Qdrant', true),
  QDRANT_COLLECTION: setting(
    z
      .string()
      .regex(/^[\w-]{1,128}$/)
      .default('llm-cache'),
    'letters, digits, `_` and `-`',
    'begins the name of the collection; the embedder ends it',
  ),

  DATA_DIR: setting(z.string().default('./data'), 'a folder', 'where the embedded stores live; one process owns it'),
  CACHE_TTL: setting(whole(1, 315_360_000, 86_400), 'seconds, 1 to 315360000', 'how long an answer is fresh'),
  CACHE_MAX_TTL: setting(
    whole(1, 315_360_000, 2_592_000),
    'seconds, 1 to 315360000',
    'the most that `x-cache-ttl` may ask',
  ),
  CACHE_MAX_SIZE: setting(whole(1, 100_000_000, 10_000), 'entries, 1 to 100000000', 'entries of the embedded store'),
  MAX_ENTRY_BYTES: setting(
    whole(1, 268_435_456, 1_048_576),
    'bytes, 1 to 268435456',
    'the largest answer that is stored',
  ),
  CACHE_EVICTION_STRATEGY: setting(
    z.enum(['lru', 'lfu', 'fifo', 'ttl']).default('lru'),
    '`lru`, `lfu`, `fifo` or `ttl`',
    'what the embedded store gives up first when it is full',
  ),
  CACHE_MEMORY_MB: setting(whole(0, 1_048_576, 64), 'megabytes, 0 to 1048576', 'the memory tier; 0 = off'),
  CACHE_NORMALIZE: setting(
    z
      .string()
      .transform((list) => (list.trim() === 'none' ? [] : split(list)))
      .pipe(z.array(z.enum(['unicode', 'whitespace', 'case'])))
      .default(['unicode', 'whitespace', 'case']),
    '`none`, or some of `unicode,whitespace,case`',
    'what is made equal in a question before it is hashed',
  ),
  CACHE_KEY_IGNORE: setting(
    z.string().transform(split).optional(),
    'names, separated by commas',
    'replaces the list of fields that are left out of the key; `*.name` stands for a field of a message, content part or tool',
  ),
  CACHE_SCOPE_MASK: setting(
    z.string().transform(patterns).default([]),
    'regular expressions, one a line or a JSON list',
    'what is blanked in the key everywhere but in the question, such as a time in a system prompt',
  ),

  ENABLE_SEMANTIC_CACHE: setting(flag(true), '`true` or `false`', 'answers by meaning'),
  SEMANTIC_MODE: setting(
    z.enum(['serve', 'shadow', 'off']).default('serve'),
    '`serve`, `shadow` or `off`',
    '`shadow` looks up and counts, and never serves',
  ),
  SEMANTIC_THRESHOLD: setting(share(0.9), 'a cosine, 0 to 1', 'how near a question must be'),
  SEMANTIC_MIN_THRESHOLD: setting(share(0.8), 'a cosine, 0 to 1', 'the least that a request may ask'),
  SEMANTIC_MAX_TURNS: setting(
    whole(1, 1_000, 4),
    'turns, 1 to 1000',
    'the longest conversation that is matched by meaning',
  ),
  EMBEDDING_URL: setting(
    url().optional(),
    'a URL',
    'a text-embeddings-inference or Hugging Face endpoint, instead of the local model',
  ),
  HF_TOKEN: setting(text(), 'a token', 'for `EMBEDDING_URL`', true),
  EMBEDDING_MODEL: setting(
    z.string().default('all-MiniLM-L6-v2'),
    'a name under models/, or a folder',
    'the local model: tokenizer.json and onnx/',
  ),
  EMBEDDING_DEVICE: setting(
    z.string().default('cpu'),
    'an execution provider of ONNX Runtime',
    'where the local model runs',
  ),
  EMBED_TIMEOUT_MS: setting(whole(1, 60_000, 250), 'milliseconds, 1 to 60000', 'what an embedding may cost a request'),
  VECTOR_TIMEOUT_MS: setting(
    whole(1, 60_000, 100),
    'milliseconds, 1 to 60000',
    'what a vector search may cost a request',
  ),

  FRESHNESS: setting(
    z.enum(['bypass', 'short', 'off']).default('bypass'),
    '`bypass`, `short` or `off`',
    'what is done with a time-sensitive question',
  ),
  FRESHNESS_WORDS: setting(
    names([]),
    'words, separated by commas',
    'further words that make a question time-sensitive; with `-` before it, one that does not',
  ),
  FRESHNESS_SHORT_TTL: setting(
    whole(1, 2_592_000, 300),
    'seconds, 1 to 2592000',
    'how long an answer that depends on time is fresh',
  ),
  TTL_MODEL: setting(text(), 'the name of a model', 'classifies in the background how long an answer stays true'),
  STALE_WHILE_REVALIDATE: setting(
    whole(0, 2_592_000, 0),
    'seconds, 0 to 2592000',
    'how long after `CACHE_TTL` an answer is served while it is fetched anew',
  ),
  STALE_IF_ERROR: setting(
    whole(0, 31_536_000, 86_400),
    'seconds, 0 to 31536000',
    'how long after `CACHE_TTL` an answer is served when the upstreams fail',
  ),
  STREAM_ABORT_GRACE_MS: setting(
    whole(0, 600_000, 10_000),
    'milliseconds, 0 to 600000',
    'how long an upstream call goes on when all who asked are gone',
  ),

  PROXY_API_KEYS: setting(
    z.string().transform(clientKeys).optional(),
    'a list of `name:key`',
    'who may ask; the name is the namespace',
    true,
  ),
  PROXY_API_KEYS_FILE: setting(
    z.string().transform(readFile).transform(clientKeys).optional(),
    'a file with a `name:key` on each line',
    'the same from a file',
  ),
  TRUSTED_CLIENTS: setting(
    names([]),
    'names of `PROXY_API_KEYS`, separated by commas',
    'who may use stored objects (files, batches, responses, ...) with our keys, which do not tell one client from another',
  ),
  CACHE_SHARED: setting(flag(false), '`true` or `false`', 'all client keys share one cache'),
  ADMIN_API_KEY: setting(text(), 'a key', 'for `/admin/*`; without it they answer on loopback only', true),
  CORS_ORIGINS: setting(names([]), 'origins, separated by commas', 'who may call from a browser'),
  MAX_BODY_BYTES: setting(whole(1, 2_147_483_647, 33_554_432), 'bytes, 1 to 2147483647', 'the largest request'),
  MAX_PASSTHROUGH_BYTES: setting(
    whole(1, 68_719_476_736, 536_870_912),
    'bytes, 1 to 68719476736',
    'the largest request that is passed through',
  ),
  SHUTDOWN_TIMEOUT_MS: setting(
    whole(0, 3_600_000, 30_000),
    'milliseconds, 0 to 3600000',
    'how long requests under way may take to finish after SIGTERM',
  ),

  PRICING_FILE: setting(
    z.string().transform(readFile).transform(json).pipe(z.record(z.string(), priceRow)).optional(),
    'a JSON file `{model: {input, cached_input, output}}`, in US dollars for a million tokens',
    'prices of models, above the built-in ones',
  ),
  ENABLE_LOADTEST: setting(flag(false), '`true` or `false`', '`POST /api/loadtest`'),

  LOG_PATH: setting(z.string().default('./requests.log'), 'a file', 'one JSON line for each request'),
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    '`fatal`, `error`, `warn`, `info`, `debug` or `silent`',
    'of the process log, on standard error',
  ),
  LOG_PROMPTS: setting(flag(false), '`true` or `false`', 'whether questions stand in the request log'),
  LOG_MAX_MB: setting(
    whole(1, 1_048_576, 100),
    'megabytes, 1 to 1048576',
    'the size at which the request log is renamed to `LOG_PATH.1` and begun anew',
  ),
  LOG_FILES: setting(whole(1, 1_000, 5), 'files, 1 to 1000', 'files of the request log, old ones included'),
});

export type Config = z.infer<typeof schema>;

/** A setting that does not parse. The message is one line: the variable, what it got, what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings.
 * @param env the environment; a `.env` file is loaded into it by main.ts
 * @throws ConfigError
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = givenIn(env);
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new ConfigError(describeFaults(parsed.error, given)[0]);
  const config = parsed.data;
  if (config.SEMANTIC_THRESHOLD < config.SEMANTIC_MIN_THRESHOLD) {
    const { SEMANTIC_THRESHOLD: got, SEMANTIC_MIN_THRESHOLD: least } = config;
    throw new ConfigError(
      `SEMANTIC_THRESHOLD: got ${got}, takes a cosine of at least SEMANTIC_MIN_THRESHOLD (${least})`,
    );
  }
  const clients = [...(config.PROXY_API_KEYS?.values() ?? []), ...(config.PROXY_API_KEYS_FILE?.values() ?? [])];
  const unknown = config.TRUSTED_CLIENTS.find((name) => !clients.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(`TRUSTED_CLIENTS: got "${unknown}", takes names of PROXY_API_KEYS`);
  }
  const stranger = namedUpstreams(config).find((name) => !upstreamNames(config).includes(name));
  if (stranger !== undefined) {
    const known = upstreamNames(config).join(', ');
    throw new ConfigError(`MODEL_ALIASES: got a name at upstream "${stranger}", takes names at ${known}`);
  }
  return config;
}

/** All settings that are wrong, a line each; `readConfig` stops at the first. */
export function findFaults(env: Readonly<Record<string, string | undefined>>): string[] {
  const given = givenIn(env);
  const parsed = schema.safeParse(given);
  if (!parsed.success) return describeFaults(parsed.error, given);
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [error.message];
    throw error;
  }
}

function givenIn(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}

/** A line for each variable that is wrong. */
function describeFaults({ issues }: z.ZodError, given: Readonly<Record<string, string | undefined>>): string[] {
  const firsts = Map.groupBy(issues, ({ path }) => path[0]).values();
  return Array.from(firsts, ([issue]) => {
    const [first, ...inside] = issue?.path ?? [];
    const variable = String(first) as keyof Config;
    const { takes, secret } = metaOf(variable);
    const got = secret ? 'a value' : JSON.stringify(given[variable]);
    const where = inside.length > 0 ? `, wrong at ${inside.join('.')}` : '';
    return `${variable}: got ${got}${where}, takes ${takes.replaceAll('`', '')}`;
  });
}

function upstreamNames({ UPSTREAMS }: Config): string[] {
  return ['groq', 'openrouter', 'openai', ...UPSTREAMS.map(({ name }) => name)];
}

function namedUpstreams({ MODEL_ALIASES }: Config): string[] {
  return Object.values(MODEL_ALIASES).flatMap((alias) => (typeof alias === 'object' ? Object.keys(alias) : []));
}

export interface SettingDoc extends Meta {
  readonly name: string;
  readonly default: string;
}

/** All settings, in order, for `--help` and docs/configuration.md. */
export function describeSettings(): SettingDoc[] {
  return Object.keys(schema.shape).map((name) => ({ name, ...metaOf(name as keyof Config), default: defaultOf(name) }));
}

function metaOf(name: keyof Config): Meta {
  const meta = metas.get(schema.shape[name]);
  if (!meta) throw new Error(`${name} has no description`);
  return meta;
}

function defaultOf(name: string): string {
  const value = schema.shape[name as keyof Config].safeParse(undefined).data;
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? '' : String(value);
}

function readFile(path: string, context: z.RefinementCtx): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'cannot be read' });
    return z.NEVER;
  }
}
