import type { Ms, Outcome } from '../types.ts';

/** So many at a time: recording then costs a third of what it costs when its code is cold at every request. */
const BATCH = 64;
const LONGEST_WAIT: Ms = 200;

/** @param cost US dollars; `null`: no usage, or no price is known */
type Keep = (outcome: Outcome, cost: number | null) => void;

export interface Recorder {
  record(outcome: Outcome): void;
  /** Hands on what waits; whoever reads what was recorded calls it first. */
  flush(): void;
  close(): void;
}

/** Hands outcomes and what they cost on to those who keep them, in batches, off the request's way. */
export function createRecorder(keepers: readonly Keep[], costOf: (outcome: Outcome) => number | null): Recorder {
  let waiting: Outcome[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    const costs = batch.map(costOf);
    for (const keep of keepers) {
      for (const [index, outcome] of batch.entries()) keep(outcome, costs[index] ?? null);
    }
  }

  const flushing = setInterval(flush, LONGEST_WAIT);
  flushing.unref();
  return {
    record(outcome) {
      if (waiting.push(outcome) >= BATCH) flush();
    },
    flush,
    close() {
      clearInterval(flushing);
      flush();
    },
  };
}
