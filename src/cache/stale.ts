import { AppError } from '../errors.ts';
import type { Ms, OriginReply, Policy } from '../types.ts';
import { type Hit, isWithinStaleIfError } from './hit.ts';

/** A stored answer past its freshness, served because the upstream failed with `forwardStatus`. */
export interface Rescue {
  readonly hit: Hit;
  readonly forwardStatus: number;
}

/**
 * Calls the upstream; when it fails, or is out of quota, and a stale answer may be used, that is the result.
 * https://www.rfc-editor.org/rfc/rfc5861#section-4
 */
export async function orStale(
  call: () => Promise<OriginReply>,
  stale: Hit | null,
  policy: Policy,
  now: () => Ms,
): Promise<OriginReply | Rescue> {
  const rescue = (forwardStatus: number): Rescue | null =>
    stale && isFailure(forwardStatus) && isWithinStaleIfError(stale, policy, now())
      ? { hit: stale, forwardStatus }
      : null;
  try {
    const reply = await call();
    const rescued = rescue(reply.status);
    if (rescued) await discard(reply.body);
    return rescued ?? reply;
  } catch (error) {
    const rescued = error instanceof AppError ? rescue(error.status) : null;
    if (rescued) return rescued;
    throw error;
  }
}

function isFailure(status: number): boolean {
  return status >= 500 || status === 429;
}

async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}
