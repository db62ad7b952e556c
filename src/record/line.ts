import type { Ms, Outcome } from '../types.ts';

/** One request as the request log and `/admin/requests` tell it, without its text. What is `undefined` is left out. */
export type RequestLine = ReturnType<typeof lineOf>;

/** Requests come many to a millisecond, and writing a time out costs more than anything else in a line. */
let latest = { at: Number.NaN, time: '' };

function timeOf(at: Ms): string {
  if (at !== latest.at) latest = { at, time: new Date(at).toISOString() };
  return latest.time;
}

export function lineOf(outcome: Outcome, cost: number | null) {
  const { verdict, usage } = outcome;
  return {
    time: timeOf(outcome.at),
    request_id: outcome.requestId,
    endpoint: outcome.endpoint,
    namespace: outcome.namespace,
    model: outcome.model,
    stream: outcome.stream,
    status: outcome.status,
    cache: verdict?.status,
    tier: verdict?.tier,
    promoted: verdict?.promoted || undefined,
    collapsed: verdict?.collapsed || undefined,
    key: verdict?.key || undefined,
    asked_key: verdict?.askedKey,
    similarity: verdict?.similarity,
    nearest: verdict?.nearest,
    reason: verdict?.reason,
    not_stored: outcome.notStored ?? undefined,
    error: outcome.error ?? undefined,
    upstream: verdict?.upstream,
    latency_ms: Math.round(outcome.latency * 1e3) / 1e3,
    input_tokens: usage?.inputTokens,
    output_tokens: usage?.outputTokens,
    cached_input_tokens: usage?.cachedInputTokens || undefined,
    cost_usd: cost === null ? undefined : Math.round(cost * 1e9) / 1e9,
  };
}
