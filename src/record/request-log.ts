import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ms, Outcome } from '../types.ts';

interface RequestLog {
  write(outcome: Outcome): void;
  close(): Promise<void>;
}

const LINES_AT_ONCE = 256;
const LONGEST_WAIT: Ms = 1_000;
/** Bytes that a slow disk may be behind; lines past it are lost. */
const MAX_BEHIND = 16 * 1024 * 1024;

/**
 * One JSON line for each request, without the question unless `prompts`. Never waited for; a file that cannot be
 * written is said once, and nothing stops.
 */
export function openRequestLog(path: string, prompts: boolean, onError: (error: Error) => void): RequestLog {
  /** Broken or closed: a request may still end after that. */
  let over = false;
  let lines: string[] = [];

  function fail(error: Error): void {
    if (!over) onError(error);
    over = true;
  }

  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)));
  }
  const file = createWriteStream(path, { flags: 'a' });
  file.on('error', fail);

  function flush(): void {
    if (lines.length === 0) return;
    if (file.writableLength < MAX_BEHIND) file.write(`${lines.join('\n')}\n`);
    lines = [];
  }

  const flushing = setInterval(flush, LONGEST_WAIT);
  flushing.unref();
  return {
    write(outcome) {
      if (!over && lines.push(JSON.stringify(lineOf(outcome, prompts))) >= LINES_AT_ONCE) flush();
    },
    async close() {
      clearInterval(flushing);
      if (over) return;
      flush();
      over = true;
      await new Promise((resolve) => file.end(resolve));
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
