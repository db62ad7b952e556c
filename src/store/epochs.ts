import { withOuter } from '../namespace.ts';
import type { Epoch, Namespace } from '../types.ts';

/** Counts the clears of each namespace, of those that it is inside of, and of all. */
export interface Epochs {
  of(namespace: Namespace): Epoch;
  /** Begins a new epoch of the namespace and those inside it, or of every one. */
  advance(namespace?: Namespace): void;
}

/**
 * Epochs that live as long as the process: enough for a store that one process owns, for what was asked before a clear
 * dies with the process. All counts only grow, so any clear changes the sum.
 */
export function createEpochs(): Epochs {
  const clears = new Map<Namespace, number>();
  let clearsOfAll = 0;
  return {
    of: (namespace) =>
      clears.size === 0
        ? clearsOfAll
        : withOuter(namespace).reduce((sum, outer) => sum + (clears.get(outer) ?? 0), clearsOfAll),
    advance(namespace) {
      if (namespace === undefined) clearsOfAll += 1;
      else clears.set(namespace, (clears.get(namespace) ?? 0) + 1);
    },
  };
}
