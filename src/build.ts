import { hostname } from 'node:os';
import { type AnswerParts, createAnswer, type Landed } from './answer.ts';
import { createGauges } from './build/gauges.ts';
import { createManage } from './build/manage.ts';
import { policySettings } from './build/policy.ts';
import { openRecording } from './build/recording.ts';
import { openSemantic } from './build/semantic.ts';
import { checkEmbedding, createCheck } from './build/services.ts';
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
import { keepHistory } from './record/history.ts';
import { createInFlight } from './record/in-flight.ts';
import type { Metrics } from './record/metrics.ts';
import type { Ms, Namespace, VectorIndex } from './types.ts';
import { dialects } from './wire/dialects.ts';

const SECOND = 1000;

export type CacheProxy = Awaited<ReturnType<typeof build>>;

/**
 * Puts the program together: the only place that names implementations.
 * @throws AppError when DATA_DIR cannot be used
 */
export async function build(config: Config, now: () => Ms = Date.now) {
  const recording = openRecording(config, {
    readGauges: () => gauges.read(),
    addHits: (namespace, hits) => stores.exact.addHits(namespace, hits),
    now,
  });
  const { log, metrics, countError, onRefresh } = recording;
  const countErrorOf = (part: string) => (error: unknown) => countError(part, error);
  const surroundings = { now, log, onError: countError };
  const stores = await openStores(config, surroundings);
  const memory = openMemory(config, stores, now);
  const upstreams = openUpstreams(config, surroundings, stores.registry, metrics.countUpstream);
  const tiers = createTiers([...memory, stores.exact], countError, stores.bus);
  const keeping = await keepHistory(
    recording.history,
    stores.ledger,
    processName(config, stores.kind),
    countErrorOf('ledger'),
  );
  const notes = await openNotes(stores.ledger, stores.bus, countErrorOf('ledger'));
  const semantic = openSemantic(config, tiers, notes, stores, surroundings);
  await semantic.opened;
  const freshness = createFreshness(config.FRESHNESS_WORDS);

  const flights = new Flights<Landed>();
  const itemFlights = new Flights<Batch>();
  const serving = createInFlight();
  const gauges = createGauges({
    tiers,
    stores,
    semantic: semantic.state,
    upstreams,
    flights: [flights, itemFlights],
    serving,
    onError: countError,
  });

  const cache = {
    memory: createReader(memory[0]),
    tiers,
    semantic: () => semantic.state.tier,
    judges: () => ({ embedder: semantic.state.tier?.serving ?? null, notes }),
    exactKey: createExactKey(createNormalizer(config.CACHE_NORMALIZE)),
    now,
  };
  const calling = {
    takeTurn: createTurns(stores.lease, countErrorOf('lease')),
    origin: upstreams.origin,
    abortGrace: config.STREAM_ABORT_GRACE_MS,
    maxEntryBytes: config.MAX_ENTRY_BYTES,
    onRefresh,
  };
  const answering: AnswerParts = {
    ...cache,
    ...calling,
    flights,
    shortTtl: config.FRESHNESS_SHORT_TTL * SECOND,
    dependsOnTime: config.FRESHNESS === 'off' ? () => false : freshness.dependsOnTime,
    onKept: (key, meta, policy) => ttlModel?.judge(key, meta, policy),
  };
  const manage = createManage(
    {
      catalogue: stores.exact,
      tiers,
      semantic: semantic.state,
      countHits: recording.countHits,
      now,
      onError: countError,
    },
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
          onError: countErrorOf('ttl-model'),
          countHelper: metrics.countHelper,
        },
        readAliases(config).resolveModel(config.TTL_MODEL),
        config.CACHE_MAX_TTL * SECOND,
      )
    : null;

  const check = createCheck(now);
  const checkIndex = async (index: VectorIndex) => check('qdrant', () => index.size(), await index.outage?.());

  return {
    answer: createAnswer(answering),
    answerItems: createAnswerItems({ ...cache, ...calling, flights: itemFlights }),
    loadtest: config.ENABLE_LOADTEST ? await openLoadtest(answering, metrics.countBehind) : null,
    explain: createExplain(cache),
    ...manage,
    giveFeedback: createFeedback({ tiers, notes, onFeedback: recording.countFeedback }),
    metrics,
    serving,
    ...recording.recorded,
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
      cache_size: (await gauges.sizeOf()).entries,
      max_cache_size: stores.kind === 'redis' ? null : config.CACHE_MAX_SIZE,
      current_threshold: config.SEMANTIC_THRESHOLD,
    }),
    startedAt: recording.startedAt,
    now,
    record: recording.record,
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
      await recording.closeRecorder();
      await tiers.flush();
      await keeping.close();
      await stores.close();
      await recording.close();
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
