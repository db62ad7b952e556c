import { aliasOf } from './cache/alias.ts';
import { type Flight, type Flights, mayFollow, mayLead } from './cache/flight.ts';
import { type Hit, isFresh, isServable } from './cache/hit.ts';
import { type KeepParts, keepAnswer } from './cache/keep.ts';
import { scopeOf } from './cache/key.ts';
import { readLive } from './cache/live.ts';
import { type Judges, lookUp } from './cache/lookup.ts';
import { isNear } from './cache/match.ts';
import { type Arriving, asFollower, type Circumstances, replyFromHit, replyFromLive } from './cache/reply.ts';
import type { Search } from './cache/semantic.ts';
import { orStale } from './cache/stale.ts';
import { timed } from './cache/steps.ts';
import type { Reader } from './cache/tiers.ts';
import type { Landing, TakeTurn } from './cache/turn.ts';
import { AppError } from './errors.ts';
import type { Ask, Dialect, Key, Ms, Origin, Policy, Reply, Scope, Steps } from './types.ts';

/** One request, parsed by its dialect and judged by its policy. */
export interface Asked {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly policy: Policy;
  /** Aborts when the client goes away. Made when it is asked for: making it costs more than a hit from memory. */
  readonly signal: () => AbortSignal;
  readonly steps: Steps;
}

/** Where a flight ends: at a stored answer, or at an upstream's that is arriving. */
export type Landed = Landing & { readonly how: Circumstances } & ({ readonly hit: Hit } | Arriving);

export interface AnswerParts extends KeepParts {
  /** The part of the tiers that answers at once. */
  readonly memory: Reader;
  readonly judges: () => Judges;
  readonly flights: Flights<Landed>;
  readonly takeTurn: TakeTurn;
  readonly origin: Origin;
  readonly exactKey: (ask: Ask, policy: Policy) => Key;
  /** How long an upstream call goes on when all who asked are gone. */
  readonly abortGrace: Ms;
  /** Told of an upstream call that nobody waits for. */
  readonly onRefresh: (ask: Ask, landing: Promise<Landed>) => void;
}

/** The request's way: memory; then, once for all who ask the same, the exact tiers, meaning, the upstream. */
export function createAnswer(parts: AnswerParts): (asked: Asked) => Promise<Reply> {
  const { memory, tiers, semantic, flights, origin, now } = parts;

  return async function answer(asked: Asked): Promise<Reply> {
    const { ask, policy } = asked;
    const key = parts.exactKey(ask, policy);
    const hit = await find('memory', memory, asked, key);
    if (hit && isServable(hit, policy, now())) return serve(asked, key, hit, {});
    const joined = mayFollow(policy) ? flights.find(key) : undefined;
    joined?.join(policy);
    return ride(asked, key, joined ?? depart(asked, key, mayLead(policy) ? key : null), joined !== undefined);
  };

  /** What a tier has for the key, fresh or stale. */
  async function find(step: string, where: Reader, { policy, steps }: Asked, key: Key): Promise<Hit | null> {
    if (policy.bypass !== null || !policy.mayRead) return null;
    return timed(steps, step, () => lookUp(where, key, policy, parts.judges()));
  }

  /** Waits for a flight, and takes what it brings; one who followed and cannot have that goes on alone. */
  async function ride(asked: Asked, key: Key, flight: Flight<Landed>, collapsed: boolean): Promise<Reply> {
    flight.board(asked.signal());
    const landed = await flight.landing;
    const how = collapsed ? asFollower(landed.how) : landed.how;
    const reply = 'hit' in landed ? takeHit(asked, key, landed.hit, how) : await replyFromLive(asked, key, landed, how);
    return reply ?? ride(asked, key, depart(asked, key, null), false);
  }

  /** A follower may be stricter than the request that it follows. */
  function takeHit(asked: Asked, key: Key, hit: Hit, how: Circumstances): Reply | null {
    const { match } = hit;
    const isNearEnough = !match || isNear(match.similarity, match.matchedBy, asked.policy);
    if (how.collapsed && !(isNearEnough && isServable(hit, asked.policy, now()))) return null;
    return serve(asked, key, hit, how);
  }

  /** Starts the work for a key; `joinable` is set when others may join it. */
  function depart(asked: Asked, key: Key, joinable: string | null): Flight<Landed> {
    const grace = mayLead(asked.policy) ? parts.abortGrace : 0;
    return flights.start(joinable, asked.policy, grace, (flight) => fly(asked, key, flight, joinable === null));
  }

  /** The part of the way that those who ask the same go together. */
  async function fly(asked: Asked, key: Key, flight: Flight<Landed>, alone: boolean): Promise<Landed> {
    const { ask, policy, steps } = asked;
    const known = await find('exact', tiers, asked, key);
    if (known && isServable(known, policy, now())) return { hit: known, how: {}, done: Promise.resolve() };

    const fence = await tiers.fence(policy.namespace);
    const scope = policy.bypass === null ? scopeOf(ask, policy) : '';
    const { hit, embedding, ...why } = await byMeaning(asked, key, scope, flight.signal);
    if (hit) {
      const alias = aliasOf(hit, semantic()?.serving ?? '', policy, now());
      // An answer of its own, though not for this request, is not given up for an alias.
      const remembered = policy.mayStore && (known === null || known.match !== undefined);
      return { hit, how: {}, done: remembered ? tiers.set(key, alias, fence) : Promise.resolve() };
    }
    if (policy.onlyIfCached)
      throw new AppError('only_if_cached', 'It is not in the cache, and only-if-cached was asked.');

    const send = () =>
      origin.call({ ...ask, ...policy, headers: policy.forwarded, body: ask.body(ask.stream) }, flight.signal);
    async function call(): Promise<Landed> {
      const reply = await timed(steps, 'upstream', () => orStale(send, known, policy, now));
      if ('hit' in reply) return { ...reply, how: { forwardStatus: reply.forwardStatus }, done: Promise.resolve() };
      const live = readLive(reply, asked.dialect, parts.maxEntryBytes);
      const kept = keepAnswer(live, { ...asked, key, scope, fence, embedding, terms: () => flight.terms }, parts);
      return { live, how: { ...why, directed: isDirected(known, policy) }, ...kept };
    }
    async function lookAgain(): Promise<Landed | null> {
      const hit = await find('exact', tiers, asked, key);
      return hit && isServable(hit, policy, now()) ? { hit, how: { collapsed: true }, done: Promise.resolve() } : null;
    }
    return alone ? call() : parts.takeTurn({ key, mayWait: mayFollow(policy), signal: flight.signal, lookAgain, call });
  }

  async function byMeaning(asked: Asked, key: Key, scope: Scope, signal: AbortSignal): Promise<Search> {
    const { ask, policy, steps } = asked;
    const tier = semantic();
    if (policy.bypass === null && policy.mayRead && tier) {
      return tier.search({ key, question: ask.question, scope, policy }, steps, signal);
    }
    const reason = policy.bypass ?? (policy.mayRead ? (policy.notSemantic ?? 'unavailable') : 'no-cache');
    return { hit: null, reason, embedding: null };
  }

  /** The client's own directive kept a fresh answer from it. */
  function isDirected(known: Hit | null, policy: Policy): boolean {
    return !policy.mayRead || (known !== null && now() < known.entry.meta.staleAt);
  }

  function serve(asked: Asked, key: Key, hit: Hit, how: Circumstances): Reply {
    if (how.forwardStatus === undefined && !isFresh(hit, asked.policy, now())) refresh(asked, key);
    return replyFromHit(asked, key, hit, now(), how);
  }

  /** Fetches anew behind a stale answer, once for all to whom it is served. */
  function refresh(asked: Asked, key: Key): void {
    if (asked.policy.staleWhileRevalidate === 0 || !mayLead(asked.policy) || flights.find(`refresh:${key}`)) return;
    const flight = depart({ ...asked, policy: { ...asked.policy, mayRead: false } }, key, `refresh:${key}`);
    flight.board(null);
    parts.onRefresh(asked.ask, flight.landing);
  }
}
