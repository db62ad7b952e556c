import type { Context } from 'hono';
import { LRUCache } from 'lru-cache';
import { decidePolicy, POLICY_HEADERS, POLICY_QUERY, type PolicySettings } from '../cache/policy.ts';
import type { Ask, AskOptions, Dialect, Namespace, Policy } from '../types.ts';
import { parseJson } from '../wire/json.ts';

/** What all bodies that are remembered may weigh, and how long one may be. */
const KEPT = 16 * 1024 * 1024;
const MAX_LENGTH = 16_000;
/** A parsed body weighs some times its text, and so much beside (measured on the heap for short questions). */
const OVERHEAD = 2_500;

/** `ignore: undefined`: the dialect's own list. */
export type ReadAskOptions = Omit<AskOptions, 'ignore'> & { readonly ignore: readonly string[] | undefined };

/**
 * Reads a body as its dialect's `Ask`, and remembers the latest: those who hit send the same bytes again, and reading
 * them anew costs more than the hit. An `Ask` never changes, so it can be shared.
 */
export function createReadAsk(dialect: Dialect, { ignore, ...others }: ReadAskOptions): (body: Buffer) => Ask {
  const options: AskOptions = { ...others, ignore: ignore ?? dialect.keyIgnore };
  const known = new LRUCache<string, Ask>({ maxSize: KEPT, sizeCalculation: (_, text) => 3 * text.length + OVERHEAD });
  return function readAsk(body) {
    if (body.length > MAX_LENGTH) return dialect.ask(parseJson(body), options);
    // One character for each byte: two bodies are the same text only if they are the same bytes.
    const text = body.toString('latin1');
    let ask = known.get(text);
    if (!ask) {
      ask = dialect.ask(parseJson(body), options);
      known.set(text, ask);
    }
    return ask;
  };
}

/** What the request's headers and the configuration make of it. */
export type PolicyOf = (context: Context, ask: Ask, owner: Namespace) => Policy;

/**
 * Most requests bear no header that steers the cache: their policy depends on the body and the client alone, and is
 * remembered with the `Ask`.
 */
export function createPolicyOf(settings: PolicySettings): PolicyOf {
  const plain = new WeakMap<Ask, Map<Namespace, Policy>>();
  return function policyOf({ req }, ask, owner) {
    const headers = given(POLICY_HEADERS, (name) => req.header(name));
    const query = given(POLICY_QUERY, (name) => req.query(name));
    const decide = () =>
      decidePolicy(
        ask,
        (name) => headers?.get(name),
        (name) => query?.get(name),
        owner,
        settings,
      );
    if (headers || query) return decide();
    const known = plain.get(ask) ?? new Map<Namespace, Policy>();
    plain.set(ask, known);
    const policy = known.get(owner) ?? decide();
    known.set(owner, policy);
    return policy;
  };
}

/** `null`: none of them. */
function given(names: readonly string[], read: (name: string) => string | undefined): Map<string, string> | null {
  let found: Map<string, string> | null = null;
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) found = (found ?? new Map()).set(name, value);
  }
  return found;
}
