import { OutOfService } from '../breaker.ts';
import { AppError, invalid } from '../errors.ts';
import type { Feedback, Namespace } from '../types.ts';
import type { Notes } from './notes.ts';
import type { Tiers } from './tiers.ts';

export interface FeedbackParts {
  readonly tiers: Tiers;
  readonly notes: Notes;
  /** Told of each that was taken. */
  readonly onFeedback: (feedback: Feedback) => void;
}

/**
 * Takes a verdict on a match. `bad` removes the alias and vetoes the pair for good; its neighbours stay.
 *
 * @param owner only entries of this namespace, or of one inside it; `null`: of any
 * @throws AppError(not_found) when no such answer is stored there
 */
export function createFeedback({ tiers, notes, onFeedback }: FeedbackParts) {
  return async function giveFeedback({ askedKey, key, verdict }: Feedback, owner: Namespace | null): Promise<void> {
    if (askedKey === key)
      throw invalid('asked_key', 'asked_key and key are the same: that answer was not matched by meaning.');
    const { found, certain } = await tiers.get([askedKey, key], owner ?? '');
    const [alias, entry] = found;
    const namespace = entry?.value.kind === 'entry' ? entry.value.meta.namespace : null;
    const isTheirs = owner === null || namespace === owner || namespace?.startsWith(`${owner}/`);
    if (!isTheirs && !certain) throw new OutOfService('The store cannot tell whose answer that is');
    if (!isTheirs) throw new AppError('not_found', 'No such answer is stored.', { param: 'key' });
    if (verdict === 'bad') {
      await notes.veto(askedKey, key);
      if (alias?.value.kind === 'alias') await tiers.delete([askedKey]);
    }
    onFeedback({ askedKey, key, verdict });
  };
}
