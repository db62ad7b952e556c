import pino from 'pino';
import { createAnswer, type Landed } from './answer.ts';
import { isSemantic, openSemantic } from './build/semantic.ts';
import { checkEmbedding, lastKnown, probe } from './build/services.ts';
import { openMemory, openStores } from './build/stores.ts';
import { readUpstreams } from './build/upstreams.ts';
import { createExplain } from './cache/explain.ts';
import { createFeedback } from './cache/feedback.ts';
import { Flights } from './cache/flight.ts';
import { createFreshness } from './cache/freshness.ts';
import { createExactKey } from './cache/key.ts';
import { memoize } from './cache/memo.ts';
import { openNotes } from './cache/notes.ts';
import { hasOwnMeaning } from './cache/own-meaning.ts';
import type { PolicySettings } from './cache/policy.ts';
import { createNormalizer } from './cache/question.ts';
import { createReader, createTiers } from './cache/tiers.ts';
import { createTurns } from './cache/turn.ts';
import type { Config } from './config.ts';
import { createOrigin } from './origin/call.ts';
import { createMetrics } from './record/metrics.ts';
import { createRecent } from './record/recent.ts';
import { createRecorder } from './record/recorder.ts';
import { openRequestLog } from './record/request-log.ts';
import type { ExactStore, Ms, Namespace } from './types.ts';
import { chat } from './wire/chat.ts';

const SECOND = 1000;
const NOTHING = { entries: 0, aliases: 0, bytes: 0, evictions: 0 };

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
