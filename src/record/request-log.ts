import pino from 'pino';
import type { Outcome } from '../types.ts';

interface RequestLog {
  write(outcome: Outcome): void;
  close(): Promise<void>;
}

/**
 * One JSON line for each request, without the question unless `prompts`. Never waited for; a file that cannot be
 * written is said once, and nothing stops.
 */
export function openRequestLog(path: string, prompts: boolean, onError: (error: Error) => void): RequestLog {
  const file = pino.destination({ dest: path, sync: false, minLength: 4096, mkdir: true });
  /** Broken or closed: a request may still end after that. */
  let over = false;
  const flushing = setInterval(() => void (over || file.flush()), 1000);
  flushing.unref();
  file.on('error', (error: Error) => {
    if (!over) onError(error);
    over = true;
  });
  return {
    write(outcome) {
      if (!over) file.write(`${JSON.stringify(lineOf(outcome, prompts))}\n`);
    },
    async close() {
      clearInterval(flushing);
      if (over) return;
      over = true;
      const closed = new Promise((resolve) => file.once('close', resolve));
      file.end();
      await closed;
    },
  };
}

function lineOf(outcome: Outcome, prompts: boolean) {
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
    key: verdict?.key,
    asked_key: verdict?.askedKey,
    similarity: verdict?.similarity,
    reason: verdict?.reason,
    not_stored: outcome.notStored ?? undefined,
    error: outcome.error ?? undefined,
    upstream: verdict?.upstream,
    latency_ms: Number(outcome.latency.toFixed(3)),
    input_tokens: usage?.inputTokens,
    output_tokens: usage?.outputTokens,
    ...(prompts && { question: outcome.question, matched: verdict?.matched }),
  };
}
