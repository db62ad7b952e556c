import { aliasOf } from './cache/alias.ts';
import { type Flight, type Flights, mayFollow, mayLead } from './cache/flight.ts';
import { type Hit, isFresh, isServable } from './cache/hit.ts';
import { type KeepParts, keepAnswer } from './cache/keep.ts';
import { scopeOf } from './cache/key.ts';
import { type Live, readLive } from './cache/live.ts';
import { type Judges, lookUp } from './cache/lookup.ts';
import { isNear } from './cache/match.ts';
import { type Circumstances, replyFromHit, replyFromLive } from './cache/reply.ts';
import type { Search } from './cache/semantic.ts';
import { orStale } from './cache/stale.ts';
import { timed } from './cache/steps.ts';
import type { Tiers } from './cache/tiers.ts';
import { AppError } from './errors.ts';
import type { Ask, Dialect, Ending, Key, Ms, Origin, Policy, Reply, Scope, Steps } from './types.ts';

/** One request, parsed by its dialect and judged by its policy. */
export interface Asked {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly policy: Policy;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  readonly steps: Steps;
}

/** Where a flight ends: at a stored answer, or at an upstream's that is arriving. */
export type Landed = { readonly how: Circumstances; readonly done: Promise<unknown> } & (
  | { readonly hit: Hit }
  | { readonly live: Live; readonly ended: Promise<Ending> }
);

export interface AnswerParts extends KeepParts {
  /** The part of the tiers that answers at once. */
  readonly memory: Tiers;
  readonly judges: () => Judges;
  readonly flights: Flights<Landed>;
  readonly origin: Origin;
  readonly exactKey: (ask: Ask, policy: Policy) => Key;
  /** How long an upstream call goes on when all who asked are gone. */
  readonly abortGrace: Ms;
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
  async function find(step: string, where: Tiers, { policy, steps }: Asked, key: Key): Promise<Hit | null> {
    if (policy.bypass !== null || !policy.mayRead) return null;
    return timed(steps, step, () => lookUp(where, key, policy, parts.judges()));
  }

  /** Waits for a flight, and takes what it brings if this request may have it. */
  async function ride(asked: Asked, key: Key, flight: Flight<Landed>, collapsed: boolean): Promise<Reply> {
    flight.board(asked.signal);
    const landed = await flight.landing;
    if (collapsed && !(await suits(landed, asked))) return ride(asked, key, depart(asked, key, null), false);
    const how = collapsed ? { ...landed.how, collapsed } : landed.how;
    if ('hit' in landed) return serve(asked, key, landed.hit, how);
    const stored = !asked.ask.stream && (await landed.ended).notStored === null;
    return replyFromLive(asked, key, landed.live, landed.ended, { ...how, stored });
  }

  /** A follower may be stricter than the request it follows, and may need whole what the other takes as a stream. */
  async function suits(landed: Landed, { ask, policy }: Asked): Promise<boolean> {
    if ('hit' in landed) return isServable(landed.hit, policy, now()) && isNearEnough(landed.hit, policy);
    const { chunks, whole } = landed.live;
    return ask.stream || !chunks ? !chunks?.overflowed : (await whole).fault !== 'too-large';
  }

  function isNearEnough({ match }: Hit, policy: Policy): boolean {
    return !match || isNear(match.similarity, match.matchedBy, policy);
  }

  /** Starts the work for a key; `joinable` is set when others may join it. */
  function depart(asked: Asked, key: Key, joinable: string | null): Flight<Landed> {
    const grace = mayLead(asked.policy) ? parts.abortGrace : 0;
    return flights.start(joinable, asked.policy, grace, (flight) => fly(asked, key, flight));
  }

  /** The part of the way that those who ask the same go together. */
  async function fly(asked: Asked, key: Key, flight: Flight<Landed>): Promise<Landed> {
    const { ask, policy, steps } = asked;
    const fence = await tiers.fence(policy.namespace);
    const known = await find('exact', tiers, asked, key);
    if (known && isServable(known, policy, now())) return { hit: known, how: {}, done: Promise.resolve() };

    const scope = policy.bypass === null ? scopeOf(ask, policy) : '';
    const { hit, reason, embedding } = await byMeaning(asked, key, scope, flight.signal);
    if (hit) {
      const alias = aliasOf(hit, semantic()?.serving ?? '', policy, now());
      return { hit, how: {}, done: policy.mayStore ? tiers.set(key, alias, fence) : Promise.resolve() };
    }
    if (policy.onlyIfCached)
      throw new AppError('only_if_cached', 'It is not in the cache, and only-if-cached was asked.');

    const call = () =>
      origin.call({ ...ask, ...policy, headers: policy.forwarded, body: ask.body(ask.stream) }, flight.signal);
    const reply = await timed(steps, 'upstream', () => orStale(call, known, policy, now));
    if ('hit' in reply) return { hit: reply.hit, how: { forwardStatus: reply.forwardStatus }, done: Promise.resolve() };
    const live = readLive(reply, asked.dialect, parts.maxEntryBytes);
    const kept = keepAnswer(live, { ...asked, key, scope, fence, embedding, terms: () => flight.terms }, parts);
    return { live, how: { ...(reason && { reason }), directed: isDirected(known, policy) }, ...kept };
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
    depart({ ...asked, policy: { ...asked.policy, mayRead: false } }, key, `refresh:${key}`).board(null);
  }
}
