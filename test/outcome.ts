/** Outcomes for tests of what record/ makes of them. */
import type { Outcome, Verdict } from '../src/types.ts';

const KEY = 'a'.repeat(64);

export function verdict(more: Partial<Verdict> = {}): Verdict {
  return { status: 'MISS', tier: 'upstream', key: KEY, ...more };
}

/** Hits of each kind. */
export const MEMORY = verdict({ status: 'HIT', tier: 'memory' });
export const SEMANTIC = verdict({
  status: 'HIT',
  tier: 'semantic',
  askedKey: 'b'.repeat(64),
  similarity: 0.9345,
  matched: 'What is a cache?',
});

export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    requestId: 'request-1',
    at: Date.UTC(2026, 0, 2, 3, 4, 5),
    endpoint: 'chat.completions',
    namespace: 'default',
    model: 'gpt-4o-mini',
    stream: false,
    status: 200,
    question: 'What is a cache, please?',
    verdict: verdict(),
    usage: { inputTokens: 11, outputTokens: 10, cachedInputTokens: 0 },
    notStored: null,
    error: null,
    latency: 100,
    steps: {},
    ...more,
  };
}
