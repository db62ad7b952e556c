/** The part of the composition root that asks each service how it does. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Ms, Outage } from '../types.ts';
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

type Checked =
  | { readonly status: 'healthy'; readonly latency_ms: Ms }
  | { readonly status: 'unhealthy'; readonly latency_ms: Ms; readonly error: string; readonly since: number };

/** How services do, and since when they do badly. One that is known to be out is not asked. */
export function createCheck(now: () => Ms) {
  /** What is only found out by asking is bad since it was first found so. */
  const foundOut = new Map<string, Ms>();

  async function findOutage(name: string, work: () => Promise<unknown>): Promise<Outage | null> {
    try {
      await soon(work());
      foundOut.delete(name);
      return null;
    } catch (error) {
      const since = foundOut.get(name) ?? now();
      foundOut.set(name, since);
      return { since, reason: error instanceof Error ? error.message : 'failed' };
    }
  }

  return async function check(
    name: string,
    work: () => Promise<unknown>,
    known: Outage | null = null,
  ): Promise<Checked> {
    const begun = performance.now();
    const outage = known ?? (await findOutage(name, work));
    const latency_ms = Number((performance.now() - begun).toFixed(3));
    if (!outage) return { status: 'healthy', latency_ms };
    return { status: 'unhealthy', latency_ms, error: outage.reason, since: outage.since / 1000 };
  };
}

export async function checkEmbedding(
  { embedder, error, since }: SemanticState,
  timeout: Ms,
  check: ReturnType<typeof createCheck>,
) {
  if (error !== null) return { status: 'unhealthy' as const, latency_ms: 0, error, since: since / 1000 };
  if (!embedder) return { status: 'disabled' as const, latency_ms: 0 };
  const embed = () => embedder.embed('health', AbortSignal.timeout(timeout));
  return { ...(await check('embedding', embed, embedder.outage?.())), kind: embedder.id };
}
