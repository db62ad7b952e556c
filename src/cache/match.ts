import { GUARDS_VERSION, SAME_WORDS_FLOOR } from '../guard/guard.ts';
import type { Alias, Entry, Policy } from '../types.ts';

/**
 * Whether a similarity is enough for this request. One rule for a candidate found now and for an alias remembered
 * from earlier: a decision is only ever as good as today's policy for today's request.
 */
export function isNear(similarity: number, matchedBy: Alias['matchedBy'], policy: Policy): boolean {
  if (policy.notSemantic !== null || policy.threshold >= 1) return false;
  if (similarity >= policy.threshold) return true;
  return matchedBy === 'words' && !policy.thresholdGiven && similarity >= SAME_WORDS_FLOOR;
}

/** Whether a remembered decision still holds: same judges, near enough for this request, and the same stored answer. */
export function holds(alias: Alias, target: Entry, embedder: string | null, policy: Policy): boolean {
  return (
    alias.embedder === embedder &&
    alias.guards === GUARDS_VERSION &&
    alias.entryStoredAt === target.meta.storedAt &&
    isNear(alias.similarity, alias.matchedBy, policy)
  );
}
