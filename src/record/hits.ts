import type { Catalogue, Key, Ms, Namespace, Outcome } from '../types.ts';

const EVERY: Ms = 1_000;

export interface Hits {
  add(outcome: Outcome): void;
  /** Hands on what was gathered; whoever reads hits calls it first. Never rejects. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Gathers what was hit, in whatever tier, and tells the catalogue once a second: it orders what is stored by use, and
 * what is used stays.
 */
export function createHits(addHits: Catalogue['addHits'], onError: (error: unknown) => void): Hits {
  let gathered = new Map<Namespace, Map<Key, number>>();
  let handedOn = Promise.resolve();

  function count(namespace: Namespace, key: Key): void {
    const hits = gathered.get(namespace) ?? new Map<Key, number>();
    gathered.set(namespace, hits);
    const before = hits.get(key) ?? 0;
    // Anew at the end: the order is that of the latest use.
    hits.delete(key);
    hits.set(key, before + 1);
  }

  /** One after the other: who flushes waits for what another flush took, too. */
  function flush(): Promise<void> {
    const batch = gathered;
    gathered = new Map();
    handedOn = handedOn.then(async () => {
      for (const [namespace, hits] of batch) await addHits(namespace, hits).catch(onError);
    });
    return handedOn;
  }

  const flushing = setInterval(() => void flush(), EVERY);
  flushing.unref();
  return {
    add({ namespace, verdict }) {
      for (const key of verdict?.items ?? []) count(namespace, key);
      if (verdict?.items) return;
      if (verdict?.status !== 'HIT' && verdict?.status !== 'STALE') return;
      count(namespace, verdict.key);
      // An alias was of use too: in the embedded store the bound of aliases is one to themselves.
      if (verdict.promoted && verdict.askedKey !== undefined) count(namespace, verdict.askedKey);
    },
    flush,
    async close() {
      clearInterval(flushing);
      await flush();
    },
  };
}
