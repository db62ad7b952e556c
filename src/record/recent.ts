import type { Outcome } from '../types.ts';

const KEPT = 1_000;

/** The latest requests, the newest last. */
export interface Recent {
  add(outcome: Outcome): void;
  find(requestId: string): Outcome | undefined;
}

export function createRecent(): Recent {
  const outcomes = new Map<string, Outcome>();
  return {
    add(outcome) {
      outcomes.delete(outcome.requestId);
      outcomes.set(outcome.requestId, outcome);
      if (outcomes.size > KEPT) outcomes.delete(outcomes.keys().next().value as string);
    },
    find: (requestId) => outcomes.get(requestId),
  };
}
