import type { Ms } from '../types.ts';

/** Each bucket reaches a tenth further than the one before: a percentile is right to 5%. */
const GROWTH = Math.log(1.1);
/** The first ends at 10 microseconds, the last but one after a quarter of an hour. */
const FIRST: Ms = 0.01;
const BUCKETS = 194;

export type LatencyBuckets = readonly (readonly [bucket: number, count: number])[];

/** How long things took, in 800 bytes, however many they were. */
export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sum: Ms = 0;

  add(latency: Ms): void {
    const bucket = Math.ceil(Math.log(latency / FIRST) / GROWTH);
    // A clock that did not move gives 0, of which there is no logarithm.
    this.#counts[bucket > 0 ? Math.min(bucket, BUCKETS - 1) : 0]!++;
    this.#count++;
    this.#sum += latency;
  }

  get count(): number {
    return this.#count;
  }

  /** In milliseconds. */
  get sum(): Ms {
    return this.#sum;
  }

  /** The latency that the share (0 to 1) stayed within; `null` when there is none. */
  percentile(share: number): Ms | null {
    let left = Math.max(1, share * this.#count);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (count > 0 && left <= 0) return FIRST * Math.exp((bucket - 0.5) * GROWTH);
    }
    return null;
  }

  /** The buckets that hold something, to be given to `from`. */
  toJSON(): LatencyBuckets {
    return [...this.#counts.entries()].filter(([, count]) => count > 0);
  }

  /** All of them together. */
  static merge(parts: readonly Latencies[]): Latencies {
    const merged = new Latencies();
    for (const part of parts) {
      for (const [bucket, count] of part.#counts.entries()) merged.#counts[bucket]! += count;
      merged.#count += part.#count;
      merged.#sum += part.#sum;
    }
    return merged;
  }

  /** Buckets of before; the sum is that of their middles. */
  static from(buckets: LatencyBuckets): Latencies {
    const latencies = new Latencies();
    for (const [bucket, count] of buckets) {
      if (!(bucket in latencies.#counts)) continue;
      latencies.#counts[bucket]! += count;
      latencies.#count += count;
      latencies.#sum += count * FIRST * Math.exp((bucket - 0.5) * GROWTH);
    }
    return latencies;
  }
}
