import { AppError } from '../errors.ts';
import type { Key, Ms, Origin, Policy, Reply } from '../types.ts';
import type { EmbeddingsAsk, ItemAsk } from '../wire/embeddings.ts';
import { isOfOne } from '../wire/embeddings-answer.ts';
import { type Flight, type Flights, mayFollow, mayLead } from './flight.ts';
import { type Hit, isFresh, isServable, isWithinStaleIfError } from './hit.ts';
import { type Batch, type Called, type ItemsAsked, readCall } from './items-call.ts';
import { replyFromCall, replyFromItems } from './items-reply.ts';
import { orStale } from './stale.ts';
import { timed } from './steps.ts';
import type { Fence, Found, Reader, Tiers } from './tiers.ts';
import type { TakeTurn } from './turn.ts';

export interface ItemsParts {
  readonly memory: Reader;
  readonly tiers: Tiers;
  readonly flights: Flights<Batch>;
  readonly takeTurn: TakeTurn;
  readonly origin: Origin;
  readonly exactKey: (ask: EmbeddingsAsk | ItemAsk, policy: Policy) => Key;
  readonly now: () => Ms;
  readonly maxEntryBytes: number;
  /** How long an upstream call goes on when all who asked are gone. */
  readonly abortGrace: Ms;
  /** Told of an upstream call that nobody waits for. */
  readonly onRefresh: (ask: EmbeddingsAsk, landing: Promise<Batch>) => void;
}

/** Items that are asked for, each once, by their keys. */
type Items = ReadonlyMap<Key, ItemAsk>;

/** A flight that others may join, and the request that it was started for. */
interface Joinable {
  readonly flight: Flight<Batch>;
  readonly request: Key;
}

/**
 * The way of a request whose items are cached each by itself: memory; then, once for all who ask for an item, the exact
 * tiers and, in one call for all that are missing, the upstream.
 */
export function createAnswerItems(parts: ItemsParts): (asked: ItemsAsked) => Promise<Reply> {
  const { memory, tiers, flights, origin, now } = parts;
  const underWay = new Map<Key, Joinable>();

  return async function answerItems(asked) {
    const { ask, policy } = asked;
    const request = parts.exactKey(ask, policy);
    const keys = ask.items.map((item) => parts.exactKey(item, policy));
    const items: Items = new Map(ask.items.map((item, place) => [keys[place]!, item]));
    const hits = servable(await find('memory', asked, items), policy);
    const batches = await ride(asked, request, without(items, hits));
    for (const { called } of batches) {
      if (called?.whole) return replyFromCall(asked, request, called, called.whole);
    }
    const brought = [{ hits, called: null }, ...batches];
    const stale = brought.flatMap(({ hits }) => [...hits].filter(([, hit]) => !isFresh(hit, policy, now())));
    if (!batches.some(({ forwardStatus }) => forwardStatus)) {
      refresh(asked, request, new Map(stale.map(([key]) => [key, items.get(key)!])));
    }
    return replyFromItems(asked, request, keys, brought, now());
  };

  /** What is stored for the items, fresh or stale. */
  async function find(where: 'memory' | 'exact', { policy, steps }: ItemsAsked, items: Items): Promise<Map<Key, Hit>> {
    if (policy.bypass !== null || !policy.mayRead) return new Map();
    const keys = [...items.keys()];
    const found = await timed(steps, where, async () =>
      where === 'exact'
        ? (await tiers.get(keys, policy.namespace)).found
        : Promise.all(keys.map((key) => memory.find(key, policy.namespace))),
    );
    return new Map(keys.flatMap((key, place) => hitOf(key, found[place] ?? null)));
  }

  /** Joins the flights that are under way to some of the items, and starts one to the others. */
  async function ride(asked: ItemsAsked, request: Key, items: Items): Promise<Batch[]> {
    const others = new Map<Key, Joinable>();
    if (mayFollow(asked.policy)) {
      for (const key of items.keys()) {
        const other = underWay.get(key);
        if (other && !other.flight.signal.aborted) others.set(key, other);
      }
    }
    const own = without(items, others);
    const led = own.size > 0 ? [board(asked, depart(asked, request, own, ''))] : [];
    const followed = [...new Set(others.values())].map((other) => follow(asked, request, other));
    const batches = await Promise.all([...followed, ...led]);
    const missing = batches.reduce((left, { hits, called }) => without(left, hits, called?.entries), items);
    if (missing.size === 0 || batches.some(({ called }) => called?.whole)) return batches;
    return [...batches, await board(asked, depart(asked, request, missing, null))];
  }

  async function board({ signal }: ItemsAsked, flight: Flight<Batch>): Promise<Batch> {
    flight.board(signal());
    return flight.landing;
  }

  /** What another's flight brings that this one may have. That it fails may be due to the other's own items. */
  async function follow(asked: ItemsAsked, request: Key, other: Joinable): Promise<Batch> {
    other.flight.join(asked.policy);
    const [landed] = await Promise.allSettled([board(asked, other.flight)]);
    if (landed.status === 'rejected') {
      if (other.request === request) throw landed.reason;
      return { hits: new Map(), called: null, done: Promise.resolve() };
    }
    const { hits, called, forwardStatus } = landed.value;
    const isOwn = other.request === request;
    return {
      ...landed.value,
      hits: forwardStatus === undefined ? servable(hits, asked.policy) : rescued(hits, asked.policy),
      called: called && { ...called, whole: isOwn ? called.whole : null },
      directed: false,
      collapsed: true,
    };
  }

  /** Starts the work for some items; others may join it under the keys with this prefix, or (`null`) not at all. */
  function depart(asked: ItemsAsked, request: Key, items: Items, prefix: string | null): Flight<Batch> {
    const joinable = prefix !== null && mayLead(asked.policy);
    const grace = mayLead(asked.policy) ? parts.abortGrace : 0;
    const flight = flights.start(null, asked.policy, grace, (flight) => fly(asked, request, items, flight, !joinable));
    if (joinable)
      void announce(
        [...items.keys()].map((key) => prefix + key),
        { flight, request },
      );
    return flight;
  }

  /** Until all of it is done: landed, read and stored. */
  async function announce(keys: readonly string[], joinable: Joinable): Promise<void> {
    for (const key of keys) underWay.set(key, joinable);
    await Promise.allSettled([joinable.flight.landing.then(({ done }) => done)]);
    for (const key of keys) {
      if (underWay.get(key) === joinable) underWay.delete(key);
    }
  }

  /** The part of the way that those who ask for the same items go together. */
  async function fly(
    asked: ItemsAsked,
    request: Key,
    items: Items,
    flight: Flight<Batch>,
    alone: boolean,
  ): Promise<Batch> {
    const { ask, policy, steps } = asked;
    const known = await find('exact', asked, items);
    const hits = servable(known, policy);
    const missing = without(items, hits);
    if (missing.size === 0) return { hits, called: null, done: Promise.resolve() };
    if (policy.onlyIfCached) {
      throw new AppError('only_if_cached', 'Not all of it is in the cache, and only-if-cached was asked.');
    }
    const fence = await tiers.fence(policy.namespace);
    const body = policy.bypass === null ? ask.bodyOf([...missing.values()]) : ask.body(false);
    const send = () => origin.call({ ...ask, ...policy, headers: policy.forwarded, body }, flight.signal);
    async function call(): Promise<Batch> {
      const reply = await timed(steps, 'upstream', () => orStale(send, stalest(known, missing), policy, now));
      if ('hit' in reply)
        return { hits: known, called: null, done: Promise.resolve(), forwardStatus: reply.forwardStatus };
      const called = await readCall(reply, { ask, policy, items: missing, terms: () => flight.terms, ...parts });
      const stored = store(called, fence);
      const ended = Promise.resolve({ usage: called.billed, notStored: called.notStored });
      const directed = !policy.mayRead || [...missing.keys()].some((key) => isFreshNow(known.get(key)));
      return { hits, called, ended, stored, done: stored, directed };
    }
    async function lookAgain(): Promise<Batch | null> {
      const hits = servable(await find('exact', asked, items), policy);
      return hits.size === items.size ? { hits, called: null, done: Promise.resolve(), collapsed: true } : null;
    }
    if (alone) return call();
    return parts.takeTurn({ key: request, mayWait: mayFollow(policy), signal: flight.signal, lookAgain, call });
  }

  /** `null`: nothing is, that a waiting process could read. */
  async function store({ entries, notStored }: Called, fence: Fence): Promise<true | null> {
    if (notStored !== null) return null;
    const stored = await Promise.all([...entries].map(([key, entry]) => tiers.set(key, entry, fence)));
    return stored.every(Boolean) ? true : null;
  }

  /** Fetches anew behind stale entries, once for all to whom they are served. */
  function refresh(asked: ItemsAsked, request: Key, items: Items): void {
    const { ask, policy } = asked;
    if (policy.staleWhileRevalidate === 0 || !mayLead(policy)) return;
    const left = new Map([...items].filter(([key]) => !underWay.has(`${REFRESH}${key}`)));
    if (left.size === 0) return;
    const flight = depart({ ...asked, policy: { ...policy, mayRead: false } }, request, left, REFRESH);
    flight.board(null);
    parts.onRefresh(ask, flight.landing);
  }

  function servable(hits: ReadonlyMap<Key, Hit>, policy: Policy): Map<Key, Hit> {
    return new Map([...hits].filter(([, hit]) => isServable(hit, policy, now())));
  }

  /** What may be used since the upstream failed. */
  function rescued(hits: ReadonlyMap<Key, Hit>, policy: Policy): Map<Key, Hit> {
    return new Map([...hits].filter(([, hit]) => isWithinStaleIfError(hit, policy, now())));
  }

  function isFreshNow(hit: Hit | undefined): boolean {
    return hit !== undefined && now() < hit.entry.meta.staleAt;
  }
}

const REFRESH = 'refresh:';

/** What is there under another's name, or from elsewhere, is as good as nothing. */
function hitOf(key: Key, found: Found | null): [Key, Hit][] {
  if (found?.value.kind !== 'entry' || !isOfOne(found.value.body)) return [];
  return [[key, { key, entry: found.value, tier: found.tier }]];
}

function without(items: Items, ...brought: (ReadonlyMap<Key, unknown> | undefined)[]): Items {
  return new Map([...items].filter(([key]) => !brought.some((some) => some?.has(key))));
}

/** The one whose time was over first, where there is one for each of them. */
function stalest(known: ReadonlyMap<Key, Hit>, missing: Items): Hit | null {
  const stale = [...missing.keys()].map((key) => known.get(key));
  if (stale.includes(undefined)) return null;
  return (stale as Hit[]).reduce((one, other) => (other.entry.meta.staleAt < one.entry.meta.staleAt ? other : one));
}
