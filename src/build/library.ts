/** The part of the composition root that puts the library's cache together: the proxy's parts without its server. */
import { randomUUID } from 'node:crypto';
import type { Landed } from '../answer.ts';
import { createEntries } from '../cache/entries.ts';
import { Flights } from '../cache/flight.ts';
import { createInvalidate } from '../cache/invalidate.ts';
import { createExactKey } from '../cache/key.ts';
import { memoize } from '../cache/memo.ts';
import { openNotes } from '../cache/notes.ts';
import { createNormalizer } from '../cache/question.ts';
import { createReader, createTiers } from '../cache/tiers.ts';
import { createTurns } from '../cache/turn.ts';
import { AppError } from '../errors.ts';
import { createFreshness } from '../freshness/freshness.ts';
import { type Cache, createMethods, type Opened, type ServiceHealth } from '../library/cache.ts';
import { createGiven, type Given, toEmbedder } from '../library/given.ts';
import { type CacheOptions, checkOptions } from '../library/options.ts';
import { createCounted } from '../library/statistics.ts';
import { createHits } from '../record/hits.ts';
import { createPricing } from '../record/pricing.ts';
import { Tally } from '../record/tally.ts';
import { createCatalogued } from '../store/catalogued.ts';
import { openDiskStore } from '../store/disk/exact.ts';
import { createDiskRegistry } from '../store/disk/registry.ts';
import { createLocalBus } from '../store/memory/bus.ts';
import { createLocalLease } from '../store/memory/lease.ts';
import { createMemoryLedger } from '../store/memory/ledger.ts';
import type { ExactStore, Ms, Outcome } from '../types.ts';
import { type LibrarySettings, readSettings } from './library-settings.ts';
import { policySettings } from './policy.ts';
import { openSemantic, openTested } from './semantic.ts';
import { checkEmbedding, createCheck } from './services.ts';
import { openMemory, openStores, type StoreSurroundings, type Stores } from './stores.ts';

/** How long a call goes on when all who asked are gone. */
const ABORT_GRACE: Ms = 10_000;

/**
 * A cache for this program: answers of a model, found again by their question or by one that means the same.
 *
 * It opens at once, and each call waits until it is open; a store that cannot be opened rejects them all. Close it, or
 * declare it with `await using`: its threads keep the process alive.
 *
 * @throws AppError(invalid_request) naming the option
 */
export function createCache(options: CacheOptions = {}): Cache {
  checkOptions(options);
  const opening = open(options);
  // It is told to whoever asks the cache.
  opening.catch(() => {});
  let closing: Promise<void> | undefined;

  async function opened(): Promise<Opened> {
    if (closing) throw new AppError('draining', 'The cache is closed.');
    return (await opening).methods;
  }
  const close = () => {
    closing ??= opening.then((cache) => cache.close());
    return closing;
  };
  return {
    get: async (request) => (await opened()).get(request),
    set: async (entry) => (await opened()).set(entry),
    getOrCreate: async (request, create) => (await opened()).getOrCreate(request, create),
    fetch:
      (upstream = globalThis.fetch) =>
      async (input, init) =>
        (await opened()).fetchWith(upstream)(input, init),
    invalidate: async (what) => (await opened()).invalidate(what),
    clear: async () => (await opened()).clear(),
    getStatistics: async () => (await opened()).getStatistics(),
    getTopEntries: async (page) => (await opened()).getTopEntries(page),
    exportStats: async (path) => (await opened()).exportStats(path),
    healthCheck: async () => (await opened()).healthCheck(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function open(options: CacheOptions) {
  const { now = Date.now, namespace = 'default', onError = () => {} } = options;
  const config = readSettings(options);
  const tally = new Tally();
  const countError = (part: string, error: unknown) => {
    tally.errors.add(part);
    onError(part, error);
  };
  const surroundings = { now, log: { warn: (notice: string) => onError('notice', notice) }, onError: countError };
  const stores = await openLibraryStores(options, config, surroundings);
  const memory = stores.kind === 'memory' ? [] : openMemory(config, stores, now);
  const tiers = createTiers([...memory, stores.exact], countError, stores.bus);
  const ledgerError = (error: unknown) => countError('ledger', error);
  const notes = await openNotes(stores.ledger, stores.bus, ledgerError);
  let given: Given | undefined;
  const semantic = openSemantic(config, tiers, notes, stores, surroundings, async () => {
    const own = options.embedder && toEmbedder(options.embedder);
    const made = createGiven(own ?? (await openTested(config, surroundings)));
    given = made.given;
    return made.embedder;
  });
  await semantic.opened;
  const freshness = createFreshness([]);
  const flights = new Flights<Landed>();
  const hits = createHits(stores.exact.addHits, (error) => countError('exact', error));
  const pricing = createPricing();
  function record(outcome: Outcome): void {
    tally.count(outcome, outcome.usage && pricing.costOf(outcome.usage, outcome.model));
    hits.add(outcome);
  }
  const entries = createEntries({
    catalogue: stores.exact,
    tiers,
    index: () => semantic.state.index,
    countHits: hits.flush,
    onError: countError,
  });
  const countVectors = async () => (await semantic.state.index?.size()) ?? 0;
  const check = createCheck(now);

  async function close(): Promise<void> {
    await flights.idle();
    await semantic.close();
    await hits.close();
    await tiers.flush();
    await stores.close();
  }

  const methods = createMethods({
    answer: {
      // A store of the program's own may be slow, or fail: it is asked as the lower tiers are.
      memory: createReader(
        memory[0] ?? (options.store === undefined || options.store === 'memory' ? stores.exact : undefined),
      ),
      tiers,
      semantic: () => semantic.state.tier,
      judges: () => ({ embedder: semantic.state.tier?.serving ?? null, notes }),
      exactKey: createExactKey(createNormalizer(['unicode', 'whitespace', 'case'])),
      now,
      flights,
      takeTurn: createTurns(stores.lease, (error) => countError('lease', error)),
      abortGrace: ABORT_GRACE,
      onRefresh: () => {},
      onKept: () => {},
      maxEntryBytes: config.MAX_ENTRY_BYTES,
      shortTtl: config.FRESHNESS_SHORT_TTL * 1000,
      dependsOnTime: config.FRESHNESS === 'off' ? () => false : freshness.dependsOnTime,
    },
    settings: policySettings(config, memoize(freshness.isTimeSensitive)),
    namespace,
    given: { add: (question, vector) => given?.add(question, vector) },
    entries,
    invalidate: createInvalidate({ catalogue: stores.exact, entries, findSimilar: async () => [] }),
    counted: createCounted({
      record,
      tally,
      size: async () => ({ ...(await tiers.size()), vectors: await countVectors() }),
      now,
    }),
    async clear() {
      const entries = await tiers.clear(namespace);
      await semantic.state.index?.clear(namespace);
      return entries;
    },
    healthCheck: async () => ({
      store: toHealth(await check('store', stores.ping, await stores.outage())),
      semantic: toHealth(await checkEmbedding(semantic.state, config.EMBED_TIMEOUT_MS, check)),
    }),
    close,
  });
  return { methods, close };
}

async function openLibraryStores(
  { store = 'memory', dir: given }: CacheOptions,
  config: LibrarySettings,
  surroundings: StoreSurroundings,
): Promise<Stores> {
  const dir = given ?? null;
  if (store === 'disk') return openStores(config, surroundings);
  if (typeof store === 'object' && 'redis' in store) return { ...(await openStores(config, surroundings)), dir };
  return openInMemory(store === 'memory' ? null : store, dir, config, surroundings);
}

/** @param own keeps the entries; `null`: they are kept here */
async function openInMemory(
  own: ExactStore | null,
  dir: string | null,
  { CACHE_MAX_SIZE: maxEntries, MAX_ENTRY_BYTES: maxEntryBytes, CACHE_EVICTION_STRATEGY: eviction }: LibrarySettings,
  { now, onError }: StoreSurroundings,
): Promise<Stores> {
  const here = await openDiskStore({
    dir: null,
    maxEntries,
    maxEntryBytes,
    eviction,
    now,
    onError: (error) => onError('exact', error),
  });
  const exact = own ? createCatalogued(own, here) : here;
  const home = randomUUID();
  return {
    exact,
    lease: createLocalLease(),
    bus: createLocalBus(),
    ledger: createMemoryLedger(),
    registry: createDiskRegistry({ dir: null }),
    home: async () => home,
    kind: 'memory',
    dir: own ? dir : null,
    description: own ? 'a store of its own' : 'memory',
    ping: () => exact.size(),
    outage: async () => (await exact.outage?.()) ?? null,
    close: () => exact.close(),
  };
}

interface Checked {
  readonly status: ServiceHealth['status'];
  readonly latency_ms: Ms;
  readonly error?: string;
}

function toHealth({ status, latency_ms: latencyMs, error }: Checked): ServiceHealth {
  return { status, latencyMs, ...(error !== undefined && { error }) };
}
