import type { Key, Policy } from '../types.ts';
import type { Hit } from './hit.ts';
import { holds } from './match.ts';
import type { Notes } from './notes.ts';
import type { Reader } from './tiers.ts';

/** Who judges remembered decisions today. */
export interface Judges {
  /** Id of the embedder whose decisions are served; `null` when none are. */
  readonly embedder: string | null;
  readonly notes: Notes;
}

/** What the exact tiers have for a key: an entry, or an alias that still holds. It may be stale: the caller judges. */
export async function lookUp(tiers: Reader, key: Key, policy: Policy, judges: Judges): Promise<Hit | null> {
  const stored = await tiers.find(key, policy.namespace);
  if (!stored) return null;
  if (stored.value.kind === 'entry') return { key, entry: stored.value, tier: stored.tier };

  const alias = stored.value;
  const target = await tiers.find(alias.target, policy.namespace);
  if (target?.value.kind !== 'entry' || !holds(alias, target.value, judges.embedder, policy)) return null;
  const { notes } = judges;
  if (notes.isVetoed(key, alias.target) || alias.madeAt <= notes.clearedAt(alias.namespace)) return null;
  const { similarity, matchedBy } = alias;
  // The slower of the two tiers is the one that was needed.
  const tier = stored.tier === 'exact' ? 'exact' : target.tier;
  return { key: alias.target, entry: target.value, tier, match: { similarity, matchedBy, promoted: true } };
}
