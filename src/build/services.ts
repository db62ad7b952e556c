/** The part of the composition root that asks each service how it does. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Ms } from '../types.ts';
import type { SemanticState } from './semantic.ts';

/** How long a report waits for what each part has to say. */
const REPORT_TIMEOUT: Ms = 1_000;

/** A figure for a report, which does not fail with who knows it: what it was last, when it cannot be had now. */
export function lastKnown<T>(first: T, read: () => Promise<T>, onError: (error: unknown) => void): () => Promise<T> {
  let last = first;
  return async () => {
    try {
      last = await soon(read());
    } catch (error) {
      onError(error);
    }
    return last;
  };
}

async function soon<T>(work: Promise<T>): Promise<T> {
  const late = delay(REPORT_TIMEOUT, undefined, { ref: false }).then(() => {
    throw new Error(`took longer than ${REPORT_TIMEOUT} ms`);
  });
  return Promise.race([work, late]);
}

export async function probe(work: () => Promise<unknown>) {
  const begun = performance.now();
  const latency = () => Number((performance.now() - begun).toFixed(3));
  try {
    await soon(work());
    return { status: 'healthy' as const, latency_ms: latency() };
  } catch (error) {
    return {
      status: 'unhealthy' as const,
      latency_ms: latency(),
      error: error instanceof Error ? error.message : 'failed',
    };
  }
}

export async function checkEmbedding({ embedder, error }: SemanticState, timeout: Ms) {
  if (error !== null) return { status: 'unhealthy' as const, latency_ms: 0, error };
  if (!embedder) return { status: 'disabled' as const, latency_ms: 0 };
  return { ...(await probe(() => embedder.embed('health', AbortSignal.timeout(timeout)))), kind: embedder.id };
}
