import type { Outcome } from '../types.ts';

/** One request as the request log and `/admin/requests` tell it, without its text. What is `undefined` is left out. */
export type RequestLine = ReturnType<typeof lineOf>;

export function lineOf(outcome: Outcome, cost: number | null) {
  const { verdict, usage } = outcome;
  return {
    time: new Date(outcome.at).toISOString(),
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
    latency_ms: Number(outcome.latency.toFixed(3)),
    input_tokens: usage?.inputTokens,
    output_tokens: usage?.outputTokens,
    cached_input_tokens: usage?.cachedInputTokens || undefined,
    cost_usd: cost === null ? undefined : Number(cost.toPrecision(6)),
  };
}
