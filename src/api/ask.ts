import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { LRUCache } from 'lru-cache';
import { FOREIGN_HEADERS, takeCacheField, translate } from '../cache/migration.ts';
import { decidePolicy, POLICY_HEADERS, POLICY_QUERY, type PolicySettings } from '../cache/policy.ts';
import type { Ask, AskOptions, Dialect, JsonObject, Namespace, Policy } from '../types.ts';
import { parseJson } from '../wire/json.ts';

/** What all bodies that are remembered may weigh, short ones as many as `CACHE_MAX_SIZE` has entries; how long one may be. */
const KEPT = 32 * 1024 * 1024;
const MAX_LENGTH = 16_000;
/** A parsed body weighs some times its text, and so much beside (measured on the heap for short questions). */
const OVERHEAD = 2_500;

/** `ignore: undefined`: the dialect's own list. */
export type ReadAskOptions = Omit<AskOptions, 'ignore'> & { readonly ignore: readonly string[] | undefined };

/** One endpoint's language, as far as its requests go. */
export interface Language<A extends Ask> extends Pick<Dialect, 'endpoint' | 'keyIgnore'> {
  ask(body: JsonObject, options: AskOptions): A;
}

/**
 * Reads a body as its endpoint's `Ask`, and remembers the latest: those who hit send the same bytes again, and reading
 * them anew costs more than the hit. An `Ask` never changes, so it can be shared.
 */
export function createReadAsk<A extends Ask>(
  language: Language<A>,
  { ignore, ...others }: ReadAskOptions,
): (body: Buffer) => A {
  const options: AskOptions = { ...others, ignore: ignore ?? language.keyIgnore };
  const known = new LRUCache<string, A>({ maxSize: KEPT, sizeCalculation: (_, text) => 3 * text.length + OVERHEAD });

  function readAnew(bytes: Buffer): A {
    const { body, says } = takeCacheField(parseJson(bytes));
    const ask = language.ask(body, options);
    return says ? { ...ask, steering: { ...says, ...ask.steering } } : ask;
  }

  return function readAsk(body) {
    if (body.length > MAX_LENGTH) return readAnew(body);
    // One character for each byte: two bodies are the same text only if they are the same bytes.
    const text = body.toString('latin1');
    let ask = known.get(text);
    if (!ask) {
      ask = readAnew(body);
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
  return function policyOf(context, ask, owner) {
    const headers = steeringHeaders(context);
    const query = steeringQuery(context);
    const decide = () => {
      const ours = translate(headers ?? NONE, ask.steering);
      return decidePolicy(
        ask,
        (name) => ours[name],
        (name) => query?.get(name),
        owner,
        settings,
      );
    };
    if (headers || query) return decide();
    const known = plain.get(ask);
    const before = known?.get(owner);
    if (before) return before;
    const policy = decide();
    if (known) known.set(owner, policy);
    else plain.set(ask, new Map([[owner, policy]]));
    return policy;
  };
}

const NONE: ReadonlyMap<string, string> = new Map();
const STEERING = new Set([...POLICY_HEADERS, ...FOREIGN_HEADERS]);

/** `null`: none of them. One look at each header that is there costs less than one for each that could be (measured). */
function steeringHeaders({ env, req }: Context): Map<string, string> | null {
  // Of a request from a socket Node has the names at hand; a `Headers` would have to be built for them.
  const incoming: IncomingMessage | undefined = env?.incoming;
  let found: Map<string, string> | null = null;
  for (const name of incoming ? Object.keys(incoming.headers) : req.raw.headers.keys()) {
    if (STEERING.has(name)) found = (found ?? new Map()).set(name, req.header(name) ?? '');
  }
  return found;
}

function steeringQuery({ req }: Context): Map<string, string> | null {
  if (!req.url.includes('?')) return null;
  let found: Map<string, string> | null = null;
  for (const name of POLICY_QUERY) {
    const value = req.query(name);
    if (value !== undefined) found = (found ?? new Map()).set(name, value);
  }
  return found;
}
