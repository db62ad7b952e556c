/** The headers that steer the cache, and those that say what it did. */
interface Header {
  readonly name: string;
  readonly means: string;
}

export const REQUEST_HEADERS: readonly Header[] = [
  { name: 'x-bypass-cache', means: '`true`: no read, no write, straight to the upstream' },
  { name: 'x-cache-ttl', means: 'seconds this answer may live; `0`: read, do not store' },
  { name: 'x-cache-threshold', means: 'cosine similarity that this request needs; `1`: the same question only' },
  { name: 'x-cache-namespace', means: "a namespace inside the client's own" },
  { name: 'x-cache-tags', means: 'labels on the entry, separated by commas' },
  { name: 'x-cache-version', means: 'a version on the entry' },
  { name: 'x-upstream', means: 'this upstream, and no other' },
  { name: 'cache-control', means: 'request directives of RFC 9111 and RFC 5861' },
];

export const RESPONSE_HEADERS: readonly Header[] = [
  { name: 'x-cache', means: '`HIT`, `MISS`, `BYPASS` or `STALE`' },
  { name: 'x-cache-tier', means: '`memory`, `exact`, `semantic` or `upstream`' },
  { name: 'x-cache-key', means: 'the key of the entry served, or that a miss will have' },
  { name: 'x-cache-asked-key', means: 'matched by meaning: the key of what was asked' },
  { name: 'x-cache-similarity', means: 'matched by meaning: the cosine similarity' },
  { name: 'x-cache-reason', means: 'why it was bypassed or missed' },
  { name: 'x-cache-items', means: 'embeddings: how many of the inputs were cached' },
  { name: 'age', means: 'seconds since the entry was stored' },
  { name: 'cache-status', means: 'RFC 9211' },
  { name: 'server-timing', means: 'what each step took' },
  { name: 'x-upstream', means: 'who answered a miss or a bypass' },
  { name: 'x-request-id', means: "the client's, or a new one" },
];
