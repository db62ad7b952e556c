import type { Context } from 'hono';
import { LRUCache } from 'lru-cache';
import { decidePolicy, type PolicySettings } from '../cache/policy.ts';
import type { Ask, AskOptions, Dialect, Namespace, Policy } from '../types.ts';
import { parseJson } from '../wire/json.ts';

/** Characters of all bodies that are remembered, and of one. */
const KEPT = 4_000_000;
const MAX_LENGTH = 16_000;

/** `ignore: undefined`: the dialect's own list. */
export type ReadAskOptions = Omit<AskOptions, 'ignore'> & { readonly ignore: readonly string[] | undefined };

/**
 * Reads a body as its dialect's `Ask`, and remembers the latest: those who hit send the same bytes again, and reading
 * them anew costs more than the hit. An `Ask` never changes, so it can be shared.
 */
export function createReadAsk(dialect: Dialect, { ignore, ...others }: ReadAskOptions): (body: Buffer) => Ask {
  const options: AskOptions = { ...others, ignore: ignore ?? dialect.keyIgnore };
  const known = new LRUCache<string, Ask>({ maxSize: KEPT, sizeCalculation: (_, text) => text.length + 500 });
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
export function policyOf({ req }: Context, ask: Ask, owner: Namespace, settings: PolicySettings): Policy {
  return decidePolicy(
    ask,
    (name) => req.header(name),
    (name) => req.query(name),
    owner,
    settings,
  );
}
