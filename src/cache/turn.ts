import type { HeldLease, Key, Lease } from '../types.ts';

/** What a call comes to, as far as those are concerned who wait for it in other processes. */
export interface Landing {
  /** Settles when its answer can be looked up, or is not going to be (`null`). */
  readonly stored?: Promise<unknown>;
  readonly done: Promise<unknown>;
}

interface Turn<T> {
  readonly key: Key;
  /** Whether another's answer would do. */
  readonly mayWait: boolean;
  /** Aborts when nobody wants the answer any more. */
  readonly signal: AbortSignal;
  /** Looks for the answer that another process has stored; `null`: it is not there, or not good enough. */
  readonly lookAgain: () => Promise<T | null>;
  readonly call: () => Promise<T>;
}

export type TakeTurn = <T extends Landing>(turn: Turn<T>) => Promise<T>;

/**
 * One upstream call across processes: who holds the lease calls, the others wait and take what he stored. Where there
 * is nothing to take, or the lease cannot be had or waited for, they call as if they were alone.
 */
export function createTurns(lease: Lease, onError: (error: unknown) => void): TakeTurn {
  return async function takeTurn({ key, mayWait, signal, lookAgain, call }) {
    let held: HeldLease | null = null;
    try {
      held = await lease.acquire(key);
      const isThere = !held && mayWait && (await lease.wait(key, signal)) === 'stored';
      const theirs = isThere ? await lookAgain() : null;
      if (theirs) return theirs;
    } catch (error) {
      onError(error);
    }
    return held ? callHolding(held, call) : call();
  };
}

/** Calls, and tells those who wait as soon as it is known what is in it for them. */
async function callHolding<T extends Landing>(held: HeldLease, call: () => Promise<T>): Promise<T> {
  try {
    const landed = await call();
    const told = Promise.resolve(landed.stored).then(
      (stored) => held.release(stored ? 'stored' : 'none'),
      () => held.release('none'),
    );
    return { ...landed, done: Promise.all([landed.done, told]) };
  } catch (error) {
    await held.release('none');
    throw error;
  }
}
