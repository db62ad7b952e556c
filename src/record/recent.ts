import type { Outcome } from '../types.ts';

const KEPT = 1_000;

/** The latest requests. */
export interface Recent {
  add(outcome: Outcome): void;
  find(requestId: string): Outcome | undefined;
}

export function createRecent(): Recent {
  const outcomes: Outcome[] = [];
  let oldest = 0;
  return {
    add(outcome) {
      if (outcomes.length < KEPT) outcomes.push(outcome);
      else outcomes[oldest] = outcome;
      oldest = (oldest + 1) % KEPT;
    },
    find: (requestId) => outcomes.findLast((outcome) => outcome.requestId === requestId),
  };
}
