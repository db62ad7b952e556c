import { hostname } from 'node:os';
import pino from 'pino';
import { type AnswerParts, createAnswer, type Landed } from './answer.ts';
import { createManage } from './build/manage.ts';
import { policySettings } from './build/policy.ts';
import { openSemantic } from './build/semantic.ts';
import { checkEmbedding, createCheck, lastKnown } from './build/services.ts';
import { openMemory, openStores } from './build/stores.ts';
import { openUpstreams, readAliases } from './build/upstreams.ts';
import { createExplain } from './cache/explain.ts';
import { createFeedback } from './cache/feedback.ts';
import { Flights } from './cache/flight.ts';
import { createAnswerItems } from './cache/items.ts';
import type { Batch } from './cache/items-call.ts';
import { createExactKey } from './cache/key.ts';
import { memoize } from './cache/memo.ts';
import { openNotes } from './cache/notes.ts';
import { createNormalizer } from './cache/question.ts';
import { createReader, createTiers } from './cache/tiers.ts';
import { createTtlModel } from './cache/ttl-model.ts';
import { createTurns } from './cache/turn.ts';
import type { Config } from './config.ts';
import { createFreshness } from './freshness/freshness.ts';
import { createErrorLog } from './record/error-log.ts';
import type { Gauges } from './record/gauges.ts';
import { createHistory, isRange, keepHistory, RANGE_NAMES } from './record/history.ts';
import { createHits } from './record/hits.ts';
import { createMetrics, type Metrics } from './record/metrics.ts';
import { createPricing } from './record/pricing.ts';
import { createRecent, type RecentQuery } from './record/recent.ts';
import { createRecorder } from './record/recorder.ts';
import { openRequestLog } from './record/request-log.ts';
import type { Ask, ExactStore, Ms, Namespace, VectorIndex } from './types.ts';
import { dialects } from './wire/dialects.ts';

const SECOND = 1000;
const MEGABYTE = 1024 * 1024;
const NOTHING = { entries: 0, aliases: 0, bytes: 0, evictions: 0 };

export type CacheProxy = Awaited<ReturnType<typeof build>>;

/**
 * Puts the program together: the only place that names implementations.
 * @throws AppError when DATA_DIR cannot be used
 */
export async function build(config: Config, now: () => Ms = Date.now) {
  const startedAt = now();
  const log = pino({ level: config.LOG_LEVEL }, pino.destination(2));
  const pricing = createPricing(config.PRICING_FILE);
  const history = createHistory();
  const metrics = createMetrics(
    { readGauges, history, pricing, now },
    { startedAt, threshold: config.SEMANTIC_THRESHOLD },
  );
  const logError = createErrorLog(log, now);
  const surroundings = { now, log, onError: countError };
  const stores = await openStores(config, surroundings);
  const memory = openMemory(config, stores, now);
  const upstreams = openUpstreams(config, surroundings, metrics.countUpstream);
  const flights = new Flights<Landed>();
  const recent = createRecent();
  const requestLog = openRequestLog({
    path: config.LOG_PATH,
    prompts: config.LOG_PROMPTS,
    maxBytes: config.LOG_MAX_MB * MEGABYTE,
    files: config.LOG_FILES,
    onError(error) {
      metrics.countError('log');
      log.warn({ err: error }, `LOG_PATH: ${config.LOG_PATH} cannot be written; requests are not logged`);
    },
  });
  const hits = createHits(stores.exact.addHits, (error) => countError('exact', error));
  const recorder = createRecorder(
    [metrics.count, history.add, recent.add, requestLog.write, hits.add],
    ({ usage, model }) => (usage === null ? null : pricing.costOf(usage, model)),
  );
  const onStoreError = (tier: ExactStore['tier'], error: unknown) => countError(tier, error);
  const tiers = createTiers([...memory, stores.exact], onStoreError, stores.bus);
  const keeping = await keepHistory(history, stores.ledger, processName(config, stores.kind), (error) =>
    countError('ledger', error),
  );
  const notes = await openNotes(stores.ledger, stores.bus, (error) => countError('ledger', error));
  const semantic = openSemantic(config, tiers, notes, stores, surroundings);
  await semantic.opened;
  const freshness = createFreshness(config.FRESHNESS_WORDS);

  const cache = {
    memory: createReader(memory[0]),
    tiers,
    semantic: () => semantic.state.tier,
    judges: () => ({ embedder: semantic.state.tier?.serving ?? null, notes }),
    exactKey: createExactKey(createNormalizer(config.CACHE_NORMALIZE)),
    now,
  };
  const answering: AnswerParts = {
    ...cache,
    flights,
    takeTurn: createTurns(stores.lease, (error) => countError('lease', error)),
    origin: upstreams.origin,
    abortGrace: config.STREAM_ABORT_GRACE_MS,
    onRefresh: (ask, landing) => void countRefresh(ask, landing),
    maxEntryBytes: config.MAX_ENTRY_BYTES,
    shortTtl: config.FRESHNESS_SHORT_TTL * SECOND,
    dependsOnTime: config.FRESHNESS === 'off' ? () => false : freshness.dependsOnTime,
    onKept: (key, meta, policy) => ttlModel?.judge(key, meta, policy),
  };
  const answer = createAnswer(answering);

  const itemFlights = new Flights<Batch>();
  const answerItems = createAnswerItems({
    memory: cache.memory,
    tiers,
    exactKey: cache.exactKey,
    now,
    flights: itemFlights,
    takeTurn: createTurns(stores.lease, (error) => countError('lease', error)),
    origin: upstreams.origin,
    abortGrace: config.STREAM_ABORT_GRACE_MS,
    maxEntryBytes: config.MAX_ENTRY_BYTES,
    onRefresh: (ask, landing) => void countRefresh(ask, landing),
  });

  const manage = createManage(
    { catalogue: stores.exact, tiers, semantic: semantic.state, countHits, now, onError: countError },
    config.MAX_ENTRY_BYTES,
  );
  const ttlModel = config.TTL_MODEL
    ? createTtlModel(
        {
          origin: upstreams.origin,
          tiers,
          remove: manage.entries.remove,
          index: () => semantic.state.index,
          now,
          onError: (error) => countError('ttl-model', error),
          countHelper: metrics.countHelper,
        },
        readAliases(config).resolveModel(config.TTL_MODEL),
        config.CACHE_MAX_TTL * SECOND,
      )
    : null;
  function countHits(): Promise<void> {
    recorder.flush();
    return hits.flush();
  }

  function countError(part: string, error: unknown): void {
    metrics.countError(part);
    logError(part, error);
  }

  async function countRefresh({ model }: Ask, landing: Promise<Landed | Batch>): Promise<void> {
    try {
      const landed = await landing;
      const usage = 'ended' in landed ? (await landed.ended)?.usage : null;
      if (usage) metrics.countBehind(usage, model);
    } catch (error) {
      countError('refresh', error);
    }
  }

  const check = createCheck(now);
  const checkIndex = async (index: VectorIndex) => check('qdrant', () => index.size(), await index.outage?.());

  const sizeOf = lastKnown(NOTHING, tiers.size, (error) => countError('exact', error));
  const countVectors = lastKnown(
    0,
    async () => (await semantic.state.index?.size()) ?? 0,
    (error) => countError('vector', error),
  );
  const readOutages = lastKnown<Gauges['breakers']>(
    {},
    async () => {
      const { index, embedder, error } = semantic.state;
      const [exact, vector] = await Promise.all([stores.outage(), index?.outage?.()]);
      return { exact: exact ? 1 : 0, vector: vector ? 1 : 0, embedding: error || embedder?.outage?.() ? 1 : 0 };
    },
    (error) => countError('exact', error),
  );
  async function readGauges() {
    recorder.flush();
    const [{ entries, bytes, evictions }, vectors, breakers] = await Promise.all([
      sizeOf(),
      countVectors(),
      readOutages(),
    ]);
    return {
      ...{ entries, bytes, evictions, vectors, flights: flights.size + itemFlights.size },
      queues: { index: semantic.state.tier?.waiting ?? 0, upstream: upstreams.limit.queued },
      breakers: { ...breakers, ...upstreams.breakers() },
    };
  }

  return {
    answer,
    answerItems,
    loadtest: config.ENABLE_LOADTEST ? await openLoadtest(answering, metrics.countBehind) : null,
    explain: createExplain(cache),
    ...manage,
    giveFeedback: createFeedback({ tiers, notes, count: metrics.countVerdict }),
    findRequest(requestId: string) {
      recorder.flush();
      return recent.find(requestId);
    },
    metrics,
    history: {
      ranges: RANGE_NAMES,
      read(range: string) {
        recorder.flush();
        return isRange(range) ? history.read(range, now()) : null;
      },
    },
    recent: {
      latest(query: RecentQuery) {
        recorder.flush();
        return recent.latest(query);
      },
      follow: recent.follow,
    },
    forward: upstreams.forward,
    listModels: upstreams.listModels,
    log,
    dialects,
    settings: policySettings(config, memoize(freshness.isTimeSensitive)),
    askOptions: {
      ignore: config.CACHE_KEY_IGNORE,
      mask: config.CACHE_SCOPE_MASK,
      ...readAliases(config),
    },
    defaultModel: config.DEFAULT_MODEL,
    embeddingDimension: () => (semantic.state.tier ? (semantic.state.embedder?.dimensions ?? 0) : 0),
    readCacheStats: async () => ({
      cache_size: (await sizeOf()).entries,
      max_cache_size: stores.kind === 'redis' ? null : config.CACHE_MAX_SIZE,
      current_threshold: config.SEMANTIC_THRESHOLD,
    }),
    startedAt,
    now,
    record: recorder.record,
    /** What the operator is told at the start. */
    describe: () => ({
      stores: `${memory.length > 0 ? `memory ${config.CACHE_MEMORY_MB} MB, ` : ''}${stores.description}`,
      semantic: semantic.state.error ?? semantic.state.embedder?.id ?? 'off',
      upstreams: upstreams.rows.map(({ name }) => name).join(', '),
    }),
    checkServices: async () => ({
      redis: { ...(await check('redis', stores.ping, await stores.outage())), kind: stores.kind },
      qdrant: semantic.state.index
        ? { ...(await checkIndex(semantic.state.index)), kind: config.QDRANT_URL ? 'qdrant' : 'local' }
        : { status: 'disabled' as const, latency_ms: 0 },
      embedding: await checkEmbedding(semantic.state, config.EMBED_TIMEOUT_MS, check),
      ...upstreams.check(),
    }),
    async clear(tier: 'all' | 'semantic', namespace?: Namespace) {
      if (tier === 'semantic') await notes.clear(now(), namespace);
      const entries = tier === 'all' ? await tiers.clear(namespace) : 0;
      return { entries, vectors: (await semantic.state.index?.clear(namespace)) ?? 0 };
    },
    /** Lets what is under way finish until it is late, and everything that was stored be written. */
    async close(late: Promise<unknown> = Promise.resolve()) {
      await Promise.race([Promise.all([flights.idle(), itemFlights.idle()]), late]);
      await ttlModel?.close();
      await upstreams.close();
      await semantic.close();
      recorder.close();
      await hits.close();
      await tiers.flush();
      metrics.close();
      await keeping.close();
      await stores.close();
      await requestLog.close();
    },
  };
}

/** The same way through the same cache, with a scripted upstream, and no helper that costs money. */
async function openLoadtest(answering: AnswerParts, countSpent: Metrics['countBehind']) {
  const { createScriptedOrigin } = await import('./loadtest/scripted-origin.ts');
  const rehearse = createAnswer({ ...answering, origin: createScriptedOrigin(), onKept: () => {} });
  return { rehearse, countSpent };
}

/** The same after a restart, and another one for each process that shares a Redis. */
function processName({ PORT }: Config, kind: 'disk' | 'memory' | 'redis'): string {
  return kind === 'redis' ? `${hostname()}:${PORT}` : 'local';
}
