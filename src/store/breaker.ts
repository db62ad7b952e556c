import type { Ms } from '../types.ts';

interface BreakerOptions {
  /** What is behind it, for error messages. */
  readonly name: string;
  /** What one piece of work may cost the request that waits for it. */
  readonly timeout: Ms;
  /** Resolves when the server answers again. */
  readonly probe: () => Promise<unknown>;
}

export interface Breaker {
  /** Rejects when the work fails, takes longer than the budget, or is not begun because the server owes an answer. */
  run<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Between two probes. */
const PAUSE = 250;

/**
 * A time budget for a server that requests wait on. Who is late once is left alone until it answers a probe, so that a
 * request pays for one time-out, however many steps it has, and a pause of our own is over with the next reply.
 */
export function createBreaker({ name, timeout, probe }: BreakerOptions): Breaker {
  let open = false;
  let pause: NodeJS.Timeout | undefined;

  function tryAgain(): void {
    // A probe that fails is no news: what was refused meanwhile is counted by those it was refused to.
    probe().then(
      () => {
        open = false;
      },
      () => {
        if (open) pause = setTimeout(tryAgain, PAUSE).unref();
      },
    );
  }

  function trip(): void {
    if (open) return;
    open = true;
    tryAgain();
  }

  return {
    async run(work) {
      if (open) throw new Error(`${name} does not answer`);
      let settled = false;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        function giveUp(): void {
          if (settled) return;
          trip();
          reject(new Error(`${name} took longer than ${timeout} ms`));
        }
        // After a stall of the event loop timers run before replies are read that arrived long ago: one more turn of
        // the loop lets those through.
        timer = setTimeout(() => setImmediate(giveUp), timeout);
      });
      try {
        return await Promise.race([work(), late]);
      } finally {
        settled = true;
        clearTimeout(timer);
      }
    },
    close() {
      open = false;
      clearTimeout(pause);
    },
  };
}
