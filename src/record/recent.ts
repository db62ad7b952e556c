import type { Outcome } from '../types.ts';

const KEPT = 1_000;

/** The latest requests that were answered by meaning: those that feedback can be given on. */
export interface Recent {
  add(outcome: Outcome): void;
  find(requestId: string): Outcome | undefined;
}

export function createRecent(): Recent {
  const outcomes: Outcome[] = [];
  let oldest = 0;
  return {
    add(outcome) {
      // What is kept for a while and then dropped is what costs a garbage collector most: no plain hit is.
      if (outcome.verdict?.askedKey === undefined) return;
      if (outcomes.length < KEPT) outcomes.push(outcome);
      else outcomes[oldest] = outcome;
      oldest = (oldest + 1) % KEPT;
    },
    find: (requestId) => outcomes.findLast((outcome) => outcome.requestId === requestId),
  };
}
