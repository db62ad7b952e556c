import type { Steps } from '../types.ts';

/** Adds what the work took to the steps, whether it succeeds or not. */
export async function timed<T>(steps: Steps, name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    steps[name] = (steps[name] ?? 0) + performance.now() - begun;
  }
}
