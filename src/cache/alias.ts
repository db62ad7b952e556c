import { GUARDS_VERSION } from '../guard/guard.ts';
import type { Alias, Ms, Policy } from '../types.ts';
import type { MatchedHit } from './hit.ts';

/**
 * Remembers that this wording was answered with that entry, so that it needs no embedding next time. It lives as long
 * as its entry, and never longer than the answer would have lived that this request would have stored.
 */
export function aliasOf(hit: MatchedHit, embedder: string, policy: Policy, now: Ms): Alias {
  const { match } = hit;
  const { meta } = hit.entry;
  return {
    kind: 'alias',
    namespace: policy.namespace,
    target: hit.key,
    similarity: match.similarity,
    matchedBy: match.matchedBy,
    embedder,
    guards: GUARDS_VERSION,
    madeAt: now,
    entryStoredAt: meta.storedAt,
    deleteAt: Math.min(meta.deleteAt, now + policy.ttl + policy.keptStale),
  };
}
