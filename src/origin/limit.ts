import { AppError, clientGone } from '../errors.ts';

interface LimitOptions {
  /** Calls at one time. */
  readonly concurrency: number;
  /** Calls that wait; one more is refused. */
  readonly queue: number;
}

/** How many calls there are at one time, whoever makes them; the others wait, those first that came first. */
export interface Limit {
  readonly inFlight: number;
  readonly queued: number;
  /**
   * Resolves when it is this one's turn, with what ends it: the call counts until then.
   * @throws AppError `overloaded` when too many wait, `client_gone` when the signal aborts
   */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** Seconds after which one who was refused may come again. */
const RETRY_AFTER = 1;

export function createLimit({ concurrency, queue }: LimitOptions): Limit {
  let inFlight = 0;
  /** Their turn; a set keeps the order, and whoever gives up leaves it at once. */
  const waiting = new Set<() => void>();

  /** Ends the call, once. Its place goes to the next, if there is one. */
  function begun(): () => void {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const [next] = waiting;
      if (next) next();
      else inFlight--;
    };
  }

  function wait(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(take);
        reject(clientGone(signal.reason));
      };
      const take = () => {
        waiting.delete(take);
        signal.removeEventListener('abort', leave);
        resolve(begun());
      };
      waiting.add(take);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return waiting.size;
    },
    async enter(signal) {
      if (signal.aborted) throw clientGone(signal.reason);
      if (inFlight < concurrency) {
        inFlight++;
        return begun();
      }
      if (waiting.size >= queue) {
        const message = 'Too many calls wait for the upstreams.';
        throw new AppError('overloaded', message, { retryAfter: RETRY_AFTER });
      }
      return wait(signal);
    },
  };
}
