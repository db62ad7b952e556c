import type { Key, Ledger } from '../types.ts';

const SET = 'vetoes';

/** Pairs of questions that somebody said are not the same: neither is ever answered with the other's answer. */
export interface Vetoes {
  has(one: Key, other: Key): boolean;
  /** Lasts: over restarts, clears, and in every process. Returns the pair, to be told to the other processes. */
  add(one: Key, other: Key): Promise<string>;
  /** Another process added it. */
  learn(pair: string): void;
  /** Reads all of them anew, at the start and after a gap on the bus. */
  load(): Promise<void>;
}

export function createVetoes(ledger: Ledger): Vetoes {
  const known = new Set<string>();
  return {
    has: (one, other) => known.size > 0 && known.has(pairOf(one, other)),
    async add(one, other) {
      const pair = pairOf(one, other);
      known.add(pair);
      await ledger.add(SET, pair);
      return pair;
    },
    learn: (pair) => void known.add(pair),
    async load() {
      for (const pair of await ledger.read(SET)) known.add(pair);
    },
  };
}

/** The same for both orders. */
function pairOf(one: Key, other: Key): string {
  return one < other ? `${one}:${other}` : `${other}:${one}`;
}
