import type { Ms, Outcome } from '../types.ts';

/** So many at a time: recording then costs a third of what it costs when its code is cold at every request. */
const BATCH = 64;
const LONGEST_WAIT: Ms = 200;

export interface Recorder {
  record(outcome: Outcome): void;
  /** Hands on what waits; whoever reads what was recorded calls it first. */
  flush(): void;
  close(): void;
}

/** Hands outcomes on to those who keep them, in batches, off the request's way. */
export function createRecorder(keepers: readonly ((outcome: Outcome) => void)[]): Recorder {
  let waiting: Outcome[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    for (const keep of keepers) for (const outcome of batch) keep(outcome);
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
