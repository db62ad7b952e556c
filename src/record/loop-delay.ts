import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Ms } from '../types.ts';

const RESOLUTION: Ms = 20;
const NANOSECONDS = 1e6;
/** What is read is of the latest minute or so: of all the time since the start, a bad minute would not be seen. */
const WINDOW: Ms = 60_000;

export interface LoopDelay {
  readonly p50: Ms;
  readonly p99: Ms;
  readonly max: Ms;
}

/** How late the event loop is: a request waits so much longer than its own work takes. */
export function watchLoopDelay(): { read(): LoopDelay; close(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let since = performance.now();
  let latest: LoopDelay = { p50: 0, p99: 0, max: 0 };
  // The time between two looks is in what is measured.
  const late = (nanoseconds: number) => Number(Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION).toFixed(3));
  return {
    read() {
      if (histogram.count === 0) return latest;
      latest = { p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(histogram.max) };
      if (performance.now() - since > WINDOW) {
        histogram.reset();
        since = performance.now();
      }
      return latest;
    },
    close: () => void histogram.disable(),
  };
}
