import { hash } from 'node:crypto';
import type { Ask, Key, Policy, Scope } from '../types.ts';

/** A change of the canonical encoding, of the normalisation or of the tuple below is a new version. */
const KEY_VERSION = 1;

/** Forwarded headers that can shape an answer. */
const SHAPING_HEADERS = ['openai-beta', 'groq-model-version'];

/**
 * Makes the exact key: everything that shapes the answer, the question normalised where it stands. What is hashed
 * begins with a JSON list, so no two requests join into the same text.
 */
export function createExactKey(normalize: (text: string) => string): (ask: Ask, policy: Policy) => Key {
  // Of a request that is asked again, both are the same objects as before.
  const known = new WeakMap<Policy, { readonly ask: Ask; readonly key: Key }>();
  return function exactKey(ask, policy) {
    const before = known.get(policy);
    if (before?.ask === ask) return before.key;
    const key = digest(ask, policy, ask.canonical(normalize));
    known.set(policy, { ask, key });
    return key;
  };
}

/** The same with the question blanked: inside one scope two requests differ by nothing but their question. */
export function scopeOf(ask: Ask, policy: Policy): Scope {
  return digest(
    ask,
    policy,
    ask.canonical(() => ''),
  );
}

function digest(ask: Ask, policy: Policy, canonical: string): string {
  const { namespace, upstream, forwarded, query } = policy;
  const headers = SHAPING_HEADERS.map((name) => forwarded[name] ?? null);
  const asked = [KEY_VERSION, namespace, ask.endpoint, upstream, headers, Object.entries(query).sort()];
  return hash('sha256', `${JSON.stringify(asked)}${canonical}`, 'hex');
}
