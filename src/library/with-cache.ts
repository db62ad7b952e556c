import type { Cache } from './cache.ts';
import type { Fetch } from './fetch.ts';

/** A client that can be made anew with another `fetch`, as that of the `openai` package. */
interface Client<Self> {
  withOptions(options: { readonly fetch: Fetch }): Self;
}

/**
 * The same client, its completions and responses answered from the cache where they can be: streams as streams, errors
 * as errors. The request headers `x-cache-ttl`, `x-cache-tags`, ... of a call are understood, and are not sent.
 */
export function withCache<C extends Client<C>>(client: C, cache: Pick<Cache, 'fetch'>): C {
  return client.withOptions({ fetch: cache.fetch(fetchOf(client)) });
}

/** The client's own, if it was given one; it is private in the `openai` package's types. */
function fetchOf(client: object): Fetch | undefined {
  const own: unknown = Reflect.get(client, 'fetch');
  return isFetch(own) ? (input, init) => own.call(undefined, input, init) : undefined;
}

function isFetch(value: unknown): value is Fetch {
  return typeof value === 'function';
}
