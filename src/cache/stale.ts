import { AppError } from '../errors.ts';
import type { Ms, OriginReply, Policy } from '../types.ts';
import { type Hit, isWithinStaleIfError } from './hit.ts';

/** A stored answer past its freshness, served because the upstream failed with `forwardStatus`. */
export interface Rescue {
  readonly hit: Hit;
  readonly forwardStatus: number;
}

/**
 * Calls the upstreams; when all fail, or are out of quota, and a stale answer may be used, that is the result.
 * https://www.rfc-editor.org/rfc/rfc5861#section-4
 */
export async function orStale(
  call: () => Promise<OriginReply>,
  stale: Hit | null,
  policy: Policy,
  now: () => Ms,
): Promise<OriginReply | Rescue> {
  const rescue = (failed: boolean, forwardStatus: number): Rescue | null =>
    stale && failed && isWithinStaleIfError(stale, policy, now()) ? { hit: stale, forwardStatus } : null;
  try {
    const reply = await call();
    const rescued = rescue(reply.failed, reply.status);
    if (rescued) await discard(reply.body);
    return rescued ?? reply;
  } catch (error) {
    const rescued = error instanceof AppError ? rescue(error.status >= 500, error.status) : null;
    if (rescued) return rescued;
    throw error;
  }
}

async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}
