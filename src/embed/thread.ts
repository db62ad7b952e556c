import type { Ms } from '../types.ts';

interface Closable {
  close(): Promise<void>;
}

/** A thread that is started again after it died. */
export interface Revivable<T> {
  /** The living thread, started anew when its turn has come. Throws while it has to wait. */
  living(): T;
  /** It did its work: the next death is the first again. */
  prove(): void;
  close(): Promise<void>;
}

const FIRST_WAIT: Ms = 1_000;
const LONGEST_WAIT: Ms = 60_000;

/**
 * Keeps one thread. After a death the next one starts with a call, not before 1, 2, 4, ... 60 seconds have passed:
 * a model that cannot load must not cost a start on every request.
 *
 * @param start gets a callback for the end of the thread that nobody asked for
 */
export function createRevivable<T extends Closable>(
  start: (onExit: (error: Error) => void) => T,
  now: () => Ms,
): Revivable<T> {
  let thread: T | null = null;
  let deaths = 0;
  let retryAt: Ms = 0;
  let lastDeath: Error | undefined;
  let closed = false;

  function bury(error: Error): void {
    thread = null;
    lastDeath = error;
    retryAt = now() + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** deaths);
    deaths += 1;
  }

  return {
    living() {
      if (closed) throw new Error('the embedder is closed');
      if (thread) return thread;
      const wait = retryAt - now();
      if (wait > 0) {
        throw new Error(`the embedder died; next start in ${Math.ceil(wait / 1_000)} s`, { cause: lastDeath });
      }
      thread = start(bury);
      return thread;
    },
    prove() {
      deaths = 0;
    },
    async close() {
      closed = true;
      await thread?.close();
    },
  };
}
