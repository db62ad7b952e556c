import type { Alias, Entry, Key, Ms, Policy, Tier } from '../types.ts';

/** An entry that may answer a request, and how it was found. */
export interface Hit {
  readonly key: Key;
  readonly entry: Entry;
  readonly tier: Exclude<Tier, 'upstream'>;
  /** Set when it was matched by meaning, now or (promoted) by an earlier request. */
  readonly match?: Match;
}

export interface Match {
  readonly similarity: number;
  readonly matchedBy: Alias['matchedBy'];
  readonly promoted: boolean;
}

/** One that was matched by meaning. */
export type MatchedHit = Hit & { readonly match: Match };

/** Fresh, and no older than the client takes. */
export function isFresh({ entry: { meta } }: Hit, policy: Policy, now: Ms): boolean {
  return now < meta.staleAt && isYoungEnough(meta.storedAt, policy, now);
}

/** Fresh, or stale where the client (`max-stale`) or the operator (stale-while-revalidate) takes it so. */
export function isServable(hit: Hit, policy: Policy, now: Ms): boolean {
  const { storedAt, staleAt } = hit.entry.meta;
  const slack = Math.max(policy.maxStale, policy.staleWhileRevalidate);
  return now < staleAt + slack && isYoungEnough(storedAt, policy, now);
}

/** https://www.rfc-editor.org/rfc/rfc5861#section-4 */
export function isWithinStaleIfError({ entry: { meta } }: Hit, policy: Policy, now: Ms): boolean {
  return now < meta.staleAt + policy.staleIfError;
}

function isYoungEnough(storedAt: Ms, policy: Policy, now: Ms): boolean {
  return now - storedAt <= policy.maxAge;
}
