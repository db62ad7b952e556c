import type { Epoch, Namespace } from '../types.ts';

/** Counts the clears of each namespace, and of all. */
export interface Epochs {
  of(namespace: Namespace): Epoch;
  /** Begins a new epoch of the namespace, or of every one. */
  advance(namespace?: Namespace): void;
}

/**
 * Epochs that live as long as the process: enough for a store that one process owns, for what was asked before a clear
 * dies with the process. Both counts only grow, so a clear of either kind changes the sum.
 */
export function createEpochs(): Epochs {
  const clears = new Map<Namespace, number>();
  let clearsOfAll = 0;
  return {
    of: (namespace) => clearsOfAll + (clears.get(namespace) ?? 0),
    advance(namespace) {
      if (namespace === undefined) clearsOfAll += 1;
      else clears.set(namespace, (clears.get(namespace) ?? 0) + 1);
    },
  };
}
