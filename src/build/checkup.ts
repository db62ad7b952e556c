/** Whether each part that the settings name can be used, tried one by one: for `doctor`. Starts no proxy. */
import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { openConnections } from '../origin/call.ts';
import type { Upstream } from '../origin/catalogue.ts';
import { fetchModels } from '../origin/models.ts';
import { own } from '../store/disk/owner.ts';
import type { Ms } from '../types.ts';
import { isSemantic, openTested } from './semantic.ts';
import { openStores, type StoreSurroundings } from './stores.ts';
import { readUpstreams } from './upstreams.ts';

/** What was found out about one part. */
export interface Finding {
  readonly part: string;
  readonly state: 'good' | 'doubtful' | 'bad';
  readonly says: string;
  /** How to mend it. */
  readonly mend?: string;
}

const TIMEOUT: Ms = 5_000;

const surroundings: StoreSurroundings = {
  now: Date.now,
  // What is wrong is found by what is tried.
  log: { warn() {} },
  onError() {},
};

/** Each part as it is known, the quick ones first. */
export async function* checkUp(config: Config): AsyncGenerator<Finding, void> {
  yield* checkFiles(config);
  if (isRedis(config)) yield await checkRedis(config);
  if (config.QDRANT_URL) yield await checkQdrant(config, config.QDRANT_URL);
  yield await checkModel(config);
  yield* checkUpstreams(config);
}

const isRedis = ({ REDIS_URL, REDIS_HOST }: Config) => REDIS_URL !== undefined || REDIS_HOST !== undefined;

async function* checkFiles(config: Config): AsyncGenerator<Finding, void> {
  if (!isRedis(config)) yield await checkDataDir(config);
  const file = resolve(config.LOG_PATH);
  const refusal = await whyNotWritable(existsSync(file) ? file : dirname(file));
  if (refusal === null) yield { part: 'LOG_PATH', state: 'good', says: `${file} can be written` };
  else yield { part: 'LOG_PATH', state: 'doubtful', says: refusal, mend: 'Requests are not logged: set LOG_PATH.' };
}

/** One that is in use is as it should be, if it is by the proxy: the line says by whom. */
async function checkDataDir({ DATA_DIR }: Config): Promise<Finding> {
  const part = 'DATA_DIR';
  const dir = resolve(DATA_DIR);
  const mend = 'Set DATA_DIR to a folder that this user may write to.';
  if (!existsSync(dir)) {
    const refusal = await whyNotWritable(nearestFolder(dir));
    if (refusal !== null) return { part, state: 'bad', says: refusal, mend };
    return { part, state: 'good', says: `${dir} is not there yet; it can be made` };
  }
  try {
    own(join(dir, 'cache.db'))();
    return { part, state: 'good', says: `${dir} can be used, and no process owns it` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (!/ is in use by /.test(error.message)) return { part, state: 'bad', says: error.message, mend };
    return { part, state: 'good', says: error.message };
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

async function whyNotWritable(path: string): Promise<string | null> {
  try {
    await access(path, constants.W_OK);
    return null;
  } catch (error) {
    return `${path} cannot be written to (${codeOf(error)})`;
  }
}

async function checkRedis(config: Config): Promise<Finding> {
  const part = 'Redis';
  const stores = await openStores(config, surroundings);
  try {
    await stores.ping();
    return { part, state: 'good', says: 'answers' };
  } catch (error) {
    const mend = `See that it runs and that REDIS_URL is right; it may take ${config.REDIS_TIMEOUT_MS} ms (REDIS_TIMEOUT_MS).`;
    return { part, state: 'bad', says: (await stores.outage())?.reason ?? codeOf(error), mend };
  } finally {
    await stores.close();
  }
}

async function checkQdrant({ QDRANT_API_KEY: key }: Config, url: string): Promise<Finding> {
  const part = 'Qdrant';
  const mend = 'See that it runs, and that QDRANT_URL and QDRANT_API_KEY are right.';
  try {
    const headers: Record<string, string> = key === undefined ? {} : { 'api-key': key };
    const answer = await fetch(new URL('collections', `${url.replace(/\/*$/, '')}/`), {
      headers,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await answer.body?.cancel();
    if (answer.ok) return { part, state: 'good', says: 'answers' };
    const why = answer.status === 401 || answer.status === 403 ? 'refuses the key' : `answers ${answer.status}`;
    return { part, state: 'bad', says: why, mend };
  } catch (error) {
    return { part, state: 'bad', says: `cannot be reached (${codeOf(error)})`, mend };
  }
}

async function checkModel(config: Config): Promise<Finding> {
  const part = 'model';
  if (!isSemantic(config)) return { part, state: 'good', says: 'not needed: matching by meaning is off' };
  const begun = performance.now();
  try {
    const embedder = await openTested(config, surroundings);
    await embedder.close();
    const took = (performance.now() - begun).toFixed(0);
    return { part, state: 'good', says: `${embedder.id} passes its self-test (${took} ms with its start)` };
  } catch (error) {
    const mend = config.EMBEDDING_URL
      ? 'See that EMBEDDING_URL and HF_TOKEN are right; without them the local model is used.'
      : 'Set EMBEDDING_MODEL to a model under models/, or to a folder with tokenizer.json and onnx/.';
    return { part, state: 'bad', says: error instanceof Error ? error.message : String(error), mend };
  }
}

async function* checkUpstreams(config: Config): AsyncGenerator<Finding, void> {
  const upstreams = readUpstreams(config);
  if (upstreams.length === 0) {
    const mend = 'Set GROQ_API_KEY, OPENROUTER_API_KEY, OPENAI_API_KEY or UPSTREAMS.';
    yield { part: 'upstreams', state: 'bad', says: 'none is configured: every miss is an error', mend };
  }
  for (const upstream of upstreams) yield await checkUpstream(upstream, config);
}

async function checkUpstream(upstream: Upstream, config: Config): Promise<Finding> {
  const part = `upstream ${upstream.name}`;
  const timeouts = { timeout: TIMEOUT, idleTimeout: TIMEOUT, connectTimeout: config.UPSTREAM_CONNECT_TIMEOUT_MS };
  const connections = openConnections(timeouts);
  try {
    const models = await fetchModels(connections, upstream, AbortSignal.timeout(TIMEOUT));
    return { part, state: 'good', says: `answers with ${models.length} models` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const state = error.code === 'upstream_bad_answer' ? 'doubtful' : 'bad';
    return { part, state, says: error.message, mend: mendUpstream(upstream, error) };
  } finally {
    await connections.destroy();
  }
}

function mendUpstream({ name, baseUrl }: Upstream, { code }: AppError): string {
  const [key, base] = ['groq', 'openrouter', 'openai'].includes(name)
    ? [`${name.toUpperCase()}_API_KEY`, `${name.toUpperCase()}_BASE_URL`]
    : ['its api_key in UPSTREAMS', 'its base_url in UPSTREAMS'];
  if (code === 'upstream_refused_key') return `See that ${key} is right, and not expired.`;
  if (code === 'upstream_bad_answer') return `GET ${baseUrl}/models is no list: see that ${base} is right.`;
  return `See that ${base} is right and can be reached from here: ${baseUrl}`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return codeOf(error.cause);
  return 'code' in error ? String(error.code) : error.message;
}
