import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { createAnswer, type Landed } from './answer.ts';
import { openIndex, openMemory, openStores, type Stores, type Surroundings } from './build/stores.ts';
import { createExplain } from './cache/explain.ts';
import { createFeedback } from './cache/feedback.ts';
import { Flights } from './cache/flight.ts';
import { createFreshness } from './cache/freshness.ts';
import { createExactKey } from './cache/key.ts';
import { memoize } from './cache/memo.ts';
import { type Notes, openNotes } from './cache/notes.ts';
import { hasOwnMeaning } from './cache/own-meaning.ts';
import type { PolicySettings } from './cache/policy.ts';
import { createNormalizer } from './cache/question.ts';
import { createSemanticTier, type SemanticTier } from './cache/semantic.ts';
import { createReader, createTiers, type Tiers } from './cache/tiers.ts';
import { createTurns } from './cache/turn.ts';
import type { Config } from './config.ts';
import { createLocalEmbedder } from './embed/local.ts';
import { createRemoteEmbedder } from './embed/remote.ts';
import { selfTest } from './embed/self-test.ts';
import { AppError } from './errors.ts';
import { createOrigin } from './origin/call.ts';
import { BUILT_IN, inOrder, type Upstream } from './origin/catalogue.ts';
import { createMetrics } from './record/metrics.ts';
import { createRecent } from './record/recent.ts';
import { createRecorder } from './record/recorder.ts';
import { openRequestLog } from './record/request-log.ts';
import type { Embedder, ExactStore, Ms, Namespace, VectorIndex } from './types.ts';
import { chat } from './wire/chat.ts';

const SECOND = 1000;
const NOTHING = { entries: 0, aliases: 0, bytes: 0, evictions: 0 };
/** How long a report waits for what each part has to say. */
const REPORT_TIMEOUT = SECOND;
/** A pause before an embedder that did not pass its self-test is tried again. */
const SEMANTIC_RETRY = 30 * SECOND;

export type CacheProxy = Awaited<ReturnType<typeof build>>;

/**
 * Puts the program together: the only place that names implementations.
 * @throws AppError when DATA_DIR cannot be used
 */
export async function build(config: Config, now: () => Ms = Date.now) {
  const startedAt = now();
  const log = pino({ level: config.LOG_LEVEL }, pino.destination(2));
  const metrics = createMetrics(readGauges, startedAt, now);
  const surroundings = { now, log, onError: countError };
  const stores = await openStores(config, surroundings);
  const memory = openMemory(config, stores, now);
  const upstreams = readUpstreams(config);
  const flights = new Flights<Landed>();
  const recent = createRecent();
  const requestLog = openRequestLog(config.LOG_PATH, config.LOG_PROMPTS, (error) =>
    log.warn({ err: error }, `LOG_PATH: ${config.LOG_PATH} cannot be written; requests are not logged`),
  );
  const recorder = createRecorder([metrics.count, recent.add, requestLog.write]);
  const onStoreError = (tier: ExactStore['tier'], error: unknown) => countError(tier, error);
  const tiers = createTiers([...memory, stores.exact], onStoreError, stores.bus);
  const notes = await openNotes(stores.ledger, stores.bus, (error) => countError('ledger', error));
  const semantic = openSemantic(config, tiers, notes, stores, surroundings);
  await semantic.opened;
  const freshness = createFreshness(config.FRESHNESS_WORDS);
  const origin = createOrigin(upstreams, {
    connectTimeout: config.UPSTREAM_CONNECT_TIMEOUT_MS,
    timeout: config.UPSTREAM_TIMEOUT_MS,
    idleTimeout: config.UPSTREAM_IDLE_TIMEOUT_MS,
  });

  const cache = {
    memory: createReader(memory[0]),
    tiers,
    semantic: () => semantic.state.tier,
    judges: () => ({ embedder: semantic.state.tier?.serving ?? null, notes }),
    exactKey: createExactKey(createNormalizer(config.CACHE_NORMALIZE)),
    now,
  };
  const answer = createAnswer({
    ...cache,
    flights,
    takeTurn: createTurns(stores.lease, (error) => countError('lease', error)),
    origin,
    abortGrace: config.STREAM_ABORT_GRACE_MS,
    onError: countError,
    maxEntryBytes: config.MAX_ENTRY_BYTES,
    shortTtl: config.FRESHNESS_SHORT_TTL * SECOND,
    dependsOnTime: config.FRESHNESS === 'off' ? () => false : freshness.dependsOnTime,
  });

  function countError(part: string, error: unknown): void {
    metrics.countError(part);
    log.warn({ err: error }, `${part} failed`);
  }

  const sizeOf = lastKnown(NOTHING, tiers.size, (error) => countError('exact', error));
  const countVectors = lastKnown(
    0,
    async () => (await semantic.state.index?.size()) ?? 0,
    (error) => countError('vector', error),
  );
  async function readGauges() {
    recorder.flush();
    const [{ entries, bytes, evictions }, vectors] = await Promise.all([sizeOf(), countVectors()]);
    return { entries, bytes, evictions, vectors, flights: flights.size };
  }

  return {
    answer,
    explain: createExplain(cache),
    giveFeedback: createFeedback({ tiers, notes, count: metrics.countVerdict }),
    findRequest(requestId: string) {
      recorder.flush();
      return recent.find(requestId);
    },
    metrics,
    log,
    dialects: { chat },
    settings: policySettings(config, memoize(freshness.isTimeSensitive)),
    askOptions: {
      ignore: config.CACHE_KEY_IGNORE,
      mask: config.CACHE_SCOPE_MASK,
      resolveModel: (model: string) => config.MODEL_ALIASES[model] ?? model,
    },
    startedAt,
    now,
    record: recorder.record,
    /** What the operator is told at the start. */
    describe: () => ({
      stores: `${memory.length > 0 ? `memory ${config.CACHE_MEMORY_MB} MB, ` : ''}${stores.description}`,
      semantic: semantic.state.error ?? semantic.state.embedder?.id ?? 'off',
      upstreams: upstreams.map(({ name }) => name).join(', '),
    }),
    checkServices: async () => ({
      redis: { ...(await probe(stores.ping)), kind: stores.kind },
      qdrant: semantic.state.index
        ? { ...(await probe(async () => semantic.state.index?.size())), kind: config.QDRANT_URL ? 'qdrant' : 'local' }
        : { status: 'disabled' as const, latency_ms: 0 },
      embedding: await checkEmbedding(semantic.state, config.EMBED_TIMEOUT_MS),
      upstreams:
        upstreams.length > 0
          ? { status: 'healthy' as const, latency_ms: 0, kind: upstreams.map(({ name }) => name).join(', ') }
          : { status: 'unhealthy' as const, latency_ms: 0, error: 'no upstream is configured' },
    }),
    async clear(tier: 'all' | 'semantic', namespace?: Namespace) {
      if (tier === 'semantic') await notes.clear(now(), namespace);
      const entries = tier === 'all' ? await tiers.clear(namespace) : 0;
      return { entries, vectors: (await semantic.state.index?.clear(namespace)) ?? 0 };
    },
    /** Lets what is under way finish until it is late, and everything that was stored be written. */
    async close(late: Promise<unknown> = Promise.resolve()) {
      await Promise.race([flights.idle(), late]);
      await origin.close();
      await semantic.close();
      await tiers.flush();
      await stores.close();
      recorder.close();
      await requestLog.close();
    },
  };
}

interface SemanticState {
  tier: SemanticTier | null;
  index: VectorIndex | null;
  embedder: Embedder | null;
  /** Why it is off though it should be on. */
  error: string | null;
}

/** Opens the semantic tier; one that fails its self-test stays off, is said, and is tried again from time to time. */
function openSemantic(config: Config, tiers: Tiers, notes: Notes, stores: Stores, surroundings: Surroundings) {
  const { now, onError } = surroundings;
  const state: SemanticState = { tier: null, index: null, embedder: null, error: null };
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function open(): Promise<void> {
    let embedder: Embedder | undefined;
    try {
      embedder = await openEmbedder(config);
      await selfTest(embedder);
      const index = await openIndex(config, embedder, stores, surroundings);
      const options = {
        shadow: config.SEMANTIC_MODE === 'shadow',
        embedTimeout: config.EMBED_TIMEOUT_MS,
        vectorTimeout: config.VECTOR_TIMEOUT_MS,
      };
      const tier = createSemanticTier({ embedder, index, tiers, notes, now, onError }, options);
      Object.assign(state, { embedder, index, tier, error: null });
    } catch (error) {
      await embedder?.close();
      if (error instanceof AppError && error.param === 'DATA_DIR') throw error;
      state.error = error instanceof Error ? error.message : String(error);
      onError('embedding', error);
      if (!closed) retry = setTimeout(open, SEMANTIC_RETRY).unref();
    }
  }

  return {
    state: state as Readonly<SemanticState>,
    opened: isSemantic(config) ? open() : Promise.resolve(),
    async close() {
      closed = true;
      clearTimeout(retry);
      await state.index?.close();
      await state.embedder?.close();
    },
  };
}

function openEmbedder(config: Config): Promise<Embedder> {
  if (config.EMBEDDING_URL) return createRemoteEmbedder({ url: config.EMBEDDING_URL, token: config.HF_TOKEN });
  const shipped = fileURLToPath(new URL('../models/', import.meta.url));
  const named = join(shipped, config.EMBEDDING_MODEL);
  const folder = existsSync(named) ? named : config.EMBEDDING_MODEL;
  return createLocalEmbedder({ folder, device: config.EMBEDDING_DEVICE });
}

function isSemantic(config: Config): boolean {
  return config.ENABLE_SEMANTIC_CACHE && config.SEMANTIC_MODE !== 'off';
}

function policySettings(config: Config, isTimeSensitive: (question: string) => boolean): PolicySettings {
  return {
    ttl: config.CACHE_TTL * SECOND,
    maxTtl: config.CACHE_MAX_TTL * SECOND,
    shortTtl: config.FRESHNESS_SHORT_TTL * SECOND,
    staleWhileRevalidate: config.STALE_WHILE_REVALIDATE * SECOND,
    staleIfError: config.STALE_IF_ERROR * SECOND,
    threshold: config.SEMANTIC_THRESHOLD,
    minThreshold: config.SEMANTIC_MIN_THRESHOLD,
    semantic: isSemantic(config),
    maxTurns: config.SEMANTIC_MAX_TURNS,
    freshness: config.FRESHNESS,
    isTimeSensitive,
    hasOwnMeaning: memoize(hasOwnMeaning),
  };
}

/** The configured upstreams, the first choice first. */
function readUpstreams(config: Config): Upstream[] {
  const builtIn = [
    { name: 'groq', apiKey: config.GROQ_API_KEY, baseUrl: config.GROQ_BASE_URL, ...BUILT_IN.groq },
    {
      name: 'openrouter',
      apiKey: config.OPENROUTER_API_KEY,
      baseUrl: config.OPENROUTER_BASE_URL,
      ...BUILT_IN.openrouter,
    },
    { name: 'openai', apiKey: config.OPENAI_API_KEY, baseUrl: config.OPENAI_BASE_URL, ...BUILT_IN.openai },
  ].flatMap((row): Upstream[] => (row.apiKey ? [{ ...row, apiKey: row.apiKey }] : []));
  const further = config.UPSTREAMS.map(
    (row): Upstream => ({
      name: row.name,
      baseUrl: row.base_url,
      apiKey: row.api_key ?? null,
      models: row.models ?? ['*'],
      serves: row.serves ?? ['chat.completions', 'responses', 'completions', 'embeddings'],
    }),
  );
  return inOrder([...builtIn, ...further], config.UPSTREAM_ORDER);
}

/** A figure for a report, which does not fail with who knows it: what it was last, when it cannot be had now. */
function lastKnown<T>(first: T, read: () => Promise<T>, onError: (error: unknown) => void): () => Promise<T> {
  let last = first;
  return async () => {
    try {
      last = await soon(read());
    } catch (error) {
      onError(error);
    }
    return last;
  };
}

async function soon<T>(work: Promise<T>): Promise<T> {
  const late = delay(REPORT_TIMEOUT, undefined, { ref: false }).then(() => {
    throw new Error(`took longer than ${REPORT_TIMEOUT} ms`);
  });
  return Promise.race([work, late]);
}

async function probe(work: () => Promise<unknown>) {
  const begun = performance.now();
  const latency = () => Number((performance.now() - begun).toFixed(3));
  try {
    await soon(work());
    return { status: 'healthy' as const, latency_ms: latency() };
  } catch (error) {
    return {
      status: 'unhealthy' as const,
      latency_ms: latency(),
      error: error instanceof Error ? error.message : 'failed',
    };
  }
}

async function checkEmbedding({ embedder, error }: SemanticState, timeout: Ms) {
  if (error !== null) return { status: 'unhealthy' as const, latency_ms: 0, error };
  if (!embedder) return { status: 'disabled' as const, latency_ms: 0 };
  return { ...(await probe(() => embedder.embed('health', AbortSignal.timeout(timeout)))), kind: embedder.id };
}
