/**
 * The nouns and the ports. Types only; imports nothing.
 *
 * A request becomes an `Ask` (what was asked), gets a `Policy` (how it may use the cache), is answered by a `Reply`,
 * and leaves an `Outcome` behind (what happened, and one reason token). Times are absolute epoch milliseconds and are
 * named by what happens then; durations are milliseconds. Seconds exist only at the HTTP edge.
 */

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Epoch milliseconds, or a duration in milliseconds. */
export type Ms = number;
/** Hex SHA-256 of the whole request. */
export type Key = string;
/** Hex SHA-256 of the request with its question blanked: only inside one scope may an answer be shared by meaning. */
export type Scope = string;
/** Whose cache it is. */
export type Namespace = string;
/** Counts the clears of a namespace. What was asked for in an earlier epoch is not stored. */
export type Epoch = number;

export type Endpoint = 'chat.completions' | 'responses' | 'completions' | 'embeddings';
export type Tier = 'memory' | 'exact' | 'semantic' | 'upstream';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** One server-sent event. `data` is the payload without the `data:` prefix; a comment has no data. */
export interface SseEvent {
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
}

/** Tokens that the upstream counted. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  /** US dollars, where the upstream says what it charged (OpenRouter does). */
  readonly cost?: number;
}

/** Why something was not served or not stored: the same word in header, metric and log. */
export type Reason = string;

/** What each step of an answer took: `server-timing`. Added to as the request goes on. */
export type Steps = Record<string, Ms>;

// ── A request ────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a caller asked, parsed once by a dialect, never changed. */
export interface Ask {
  readonly endpoint: Endpoint;
  /** The model the upstream is asked for: aliases are resolved. Empty when it may choose. */
  readonly model: string;
  readonly stream: boolean;
  /** The client itself asked for a usage event at the end of the stream. */
  readonly streamUsage: boolean;
  /** The text of the last message when that message is the user's; `null` when it is not. */
  readonly question: string | null;
  readonly traits: Traits;
  /**
   * The canonical encoding: sorted JSON of all that shapes the answer, each piece of the question's text put through
   * `rewrite` where it stands.
   */
  canonical(rewrite: (text: string) => string): string;
  /** The body the upstream is sent: the same values as hashed, nothing normalised. */
  body(stream: boolean): string;
  /** Ids of what it names that an upstream keeps: a previous response, a file, ... */
  refersTo?(): readonly string[];
  /** What the body itself says of caching (LiteLLM's `cache`), as the headers that say the same. */
  readonly steering?: Readonly<Record<string, string>>;
}

/** Facts about a request that the rules of cache/policy.ts judge by. */
export interface Traits {
  readonly userTurns: number;
  /** `tools`, `functions`, tool calls or tool results. */
  readonly tools: boolean;
  /** Image, audio or file parts. */
  readonly media: boolean;
  /** Output other than free text: JSON mode, or bound to a schema. */
  readonly structured: 'json' | 'schema' | null;
  readonly choices: number;
  readonly logprobs: boolean;
  /** The answer repeats the question, or has to fit its very words: `echo`, `suffix`. */
  readonly verbatim: boolean;
  /** Audio is asked for as output. */
  readonly audioOutput: boolean;
  /** `store: true`: the client wants the upstream to keep the answer. */
  readonly storedUpstream: boolean;
  /** It goes on from what the upstream keeps: a previous response, a conversation, an item or a prompt by its id. */
  readonly stateful: boolean;
  /** The client fetches the answer later. */
  readonly background: boolean;
  /** The answer is looked up on the live web: OpenRouter's `:online`, search models, hosted tools, ... */
  readonly liveSearch: boolean;
}

/** How one request may use the cache: its headers and the configuration, judged. */
export interface Policy {
  readonly namespace: Namespace;
  /** Neither read nor written, and why; `null`: the cache is used. */
  readonly bypass: Reason | null;
  readonly mayRead: boolean;
  readonly mayStore: boolean;
  readonly onlyIfCached: boolean;
  /** Milliseconds that the answer stays fresh, and that it may be used after that. */
  readonly ttl: Ms;
  /** The client sent the lifetime: no rule shortens it. */
  readonly ttlGiven: boolean;
  readonly staleWhileRevalidate: Ms;
  readonly staleIfError: Ms;
  /** How long the answer is kept past its freshness, whoever may then use it. */
  readonly keptStale: Ms;
  /** Nothing older; `Infinity` when the client did not say. */
  readonly maxAge: Ms;
  /** How far past its freshness an entry may be; 0 when the client did not say. */
  readonly maxStale: Ms;
  /** Cosine similarity that matching by meaning needs; 1 = exact only. */
  readonly threshold: number;
  /** The client sent the threshold: nothing below it is served, by no other rule either. */
  readonly thresholdGiven: boolean;
  /** Why this request may be neither matched nor indexed by meaning; `null`: it may. */
  readonly notSemantic: Reason | null;
  readonly tags: readonly string[];
  readonly version: string;
  /** The upstream the client insists on. */
  readonly upstream: string | null;
  /** Headers of the client's that go upstream, in lower case. */
  readonly forwarded: Readonly<Record<string, string>>;
  /** Query parameters that go upstream; all of them are in the key. */
  readonly query: Readonly<Record<string, string>>;
}

// ── What is stored ───────────────────────────────────────────────────────────────────────────────────────────────

/** One stored answer. `body` is what the upstream sent, byte for byte, or what its stream was assembled into. */
export interface Entry {
  readonly kind: 'entry';
  readonly meta: EntryMeta;
  readonly body: Uint8Array;
}

export interface EntryMeta {
  readonly namespace: Namespace;
  readonly scope: Scope;
  readonly endpoint: Endpoint;
  /** The model asked for, and who answered. */
  readonly model: string;
  readonly upstream: string;
  /** As it was asked, at most 2,000 characters; empty when the request has none. */
  readonly question: string;
  readonly usage: Usage | null;
  readonly tags: readonly string[];
  readonly version: string;
  /** A digest of each field that shaped the answer, the question blanked: says in what two requests differ. */
  readonly shape: Readonly<Record<string, string>>;
  readonly storedAt: Ms;
  /** Fresh before it. */
  readonly staleAt: Ms;
  /** Gone from it on. */
  readonly deleteAt: Ms;
}

/** A remembered semantic decision: this wording was answered with that entry. Judged again on every read. */
export interface Alias {
  readonly kind: 'alias';
  readonly namespace: Namespace;
  readonly target: Key;
  readonly similarity: number;
  readonly matchedBy: 'cosine' | 'words';
  /** The embedder and the version of the guards that decided. */
  readonly embedder: string;
  readonly guards: string;
  /** When it was decided. */
  readonly madeAt: Ms;
  /** The target's `storedAt` then: an entry stored anew under the same key is another entry. */
  readonly entryStoredAt: Ms;
  readonly deleteAt: Ms;
}

export type Stored = Entry | Alias;

// ── Faults ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A part that cannot be used right now. */
export interface Outage {
  readonly since: Ms;
  /** For an operator: no address and no key. */
  readonly reason: string;
}

// ── Ports ────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * One tier of exact keys. `null` means surely absent (or past `deleteAt`); a throw means unknown.
 * Contract: test/contract/exact-store.ts.
 */
export interface ExactStore {
  readonly tier: 'memory' | 'exact';
  get(keys: readonly Key[]): Promise<readonly (Stored | null)[]>;
  /** The epoch to hand to a later `set`. */
  epoch(namespace: Namespace): Promise<Epoch>;
  /** False: the namespace was cleared since `epoch`, or the value is too large to keep. */
  set(key: Key, value: Stored, epoch: Epoch): Promise<boolean>;
  /** Moves an entry's times; false when it is not there. */
  expire(key: Key, staleAt: Ms, deleteAt: Ms): Promise<boolean>;
  /** The number that was there. */
  delete(keys: readonly Key[]): Promise<number>;
  /** Removes a namespace and those inside it (or all), and begins a new epoch. The number of entries (not aliases). */
  clear(namespace?: Namespace): Promise<number>;
  size(): Promise<StoreSize>;
  /** Waits until what was set is durable. */
  flush(): Promise<void>;
  /** What is wrong with it right now, where it can tell; a store that takes no writes is out, though it can be read. */
  outage?(): Promise<Outage | null>;
  close(): Promise<void>;
}

/** What of the entries is meant: all that is given must match. */
export interface Filter {
  readonly keys?: readonly Key[] | undefined;
  /** One of them is enough. */
  readonly tags?: readonly string[] | undefined;
  /** A glob over the whole question: `*` any text, `?` any character, `\` takes the next one as it is. */
  readonly pattern?: string | undefined;
  /** Somewhere in the question, in any case. */
  readonly text?: string | undefined;
  readonly version?: string | undefined;
  readonly model?: string | undefined;
  /** This one, and those inside it. */
  readonly namespace?: Namespace | undefined;
  /** Stored then or before. */
  readonly storedUntil?: Ms | undefined;
}

/** The latest stored first, the most often hit first, or, to walk through all, the latest last. */
export type Order = 'recent' | 'hits' | 'written';
/** A place in an order: the store's own affair. */
export type Cursor = string;

/** An entry without its body. */
export interface Listed {
  readonly key: Key;
  readonly meta: EntryMeta;
  readonly hits: number;
  /** Of key, metadata and body. */
  readonly bytes: number;
}

export interface Page {
  readonly entries: readonly Listed[];
  /** `null`: these were the last. */
  readonly next: Cursor | null;
}

/**
 * What the lowest exact tier holds. An entry that is there all the while, and keeps its place in the order, is on the
 * pages once. One that is stored anew meanwhile comes again at the end of `written`, and not again in the other orders.
 * Contract: test/contract/catalogue.ts.
 */
export interface Catalogue {
  /**
   * At most `limit` entries that match. In the order `written`, by tags or keys it costs in proportion to what it finds.
   * Throws AppError naming `cursor` when that is not one of this order.
   */
  find(
    filter: Filter,
    page: { readonly order: Order; readonly limit: number; readonly after?: Cursor | undefined },
  ): Promise<Page>;
  /** Entries for one who has time: takes as long as it takes, and keeps nobody from hitting. */
  read(keys: readonly Key[]): Promise<readonly (Entry | null)[]>;
  /** Hits since the last time, the least recent first: they decide who is evicted. Not for each hit, but once a second. */
  addHits(namespace: Namespace, hits: ReadonlyMap<Key, number>): Promise<void>;
  /** Of all entries; those that are empty by now may be among them. */
  namespaces(): Promise<readonly Namespace[]>;
}

export interface StoreSize {
  readonly entries: number;
  readonly aliases: number;
  /** Of keys, metadata and bodies. */
  readonly bytes: number;
  readonly evictions: number;
}

/** A question's place in the vector index. The answer itself lives only in the exact stores, under `key`. */
export interface Point {
  readonly key: Key;
  readonly scope: Scope;
  readonly namespace: Namespace;
  readonly question: string;
  /** L2-normalised. */
  readonly vector: Float32Array;
  readonly deleteAt: Ms;
}

export interface Near {
  readonly key: Key;
  readonly question: string;
  /** Cosine. */
  readonly similarity: number;
}

/** Contract: test/contract/vector-index.ts. */
export interface VectorIndex {
  /** Whether anything is stored in the scope: if not, an embedding would be wasted. */
  hasScope(scope: Scope): Promise<boolean>;
  /** At most `k`, the nearest first; points past `deleteAt` are not among them. A namespace is it and those inside it. */
  nearest(
    vector: Float32Array,
    where: { readonly scope: Scope } | { readonly namespace: Namespace },
    k: number,
  ): Promise<readonly Near[]>;
  /** A point of the same key is replaced. */
  add(points: readonly Point[]): Promise<void>;
  delete(keys: readonly Key[]): Promise<void>;
  /** Points by key, `null` where there is none; the vector may have been rounded. */
  get(keys: readonly Key[]): Promise<readonly (Point | null)[]>;
  /** Removes a namespace and those inside it, or all. The number of points removed. */
  clear(namespace?: Namespace): Promise<number>;
  size(): Promise<number>;
  flush(): Promise<void>;
  /** As that of an exact store. */
  outage?(): Promise<Outage | null>;
  close(): Promise<void>;
}

/**
 * One upstream call across processes. Contract: test/contract/lease.ts.
 */
export interface Lease {
  /** `null`: another process holds it. A lease that its holder does not renew ends by itself. */
  acquire(key: Key): Promise<HeldLease | null>;
  /**
   * Waits for the holder: `stored`, its answer can be read; `none`, it has nothing to read; `lost`, it is gone without
   * a word, or the wait was too long.
   */
  wait(key: Key, signal: AbortSignal): Promise<'stored' | 'none' | 'lost'>;
  close(): Promise<void>;
}

export interface HeldLease {
  /** Tells those who wait. Never rejects. */
  release(result: 'stored' | 'none'): Promise<void>;
}

/** What every process has to know: what its memory tier forgets, and what is noted for good. */
export type Drop =
  | { readonly kind: 'keys'; readonly keys: readonly Key[] }
  | { readonly kind: 'clear'; readonly namespace: Namespace | null }
  | { readonly kind: 'note'; readonly set: string; readonly note: string };

/** Tells every other process what was removed. Contract: test/contract/bus.ts. */
export interface Bus {
  publish(drop: Drop): void;
  /** `gap`: messages may have been missed. */
  subscribe(listener: (message: Drop | 'gap') => void): void;
  close(): Promise<void>;
}

/** Lasting notes, and small documents, that no clear and no eviction removes. Contract: test/contract/ledger.ts. */
export interface Ledger {
  /** Adds a note to a set; one that is there already stays once. */
  add(set: string, note: string): Promise<void>;
  read(set: string): Promise<ReadonlySet<string>>;
  /** Keeps a small document under a name, instead of the one that was there, for at least so long. */
  put(name: string, document: string, keep: Ms): Promise<void>;
  /** `null`: there is none. */
  get(name: string): Promise<string | null>;
  close(): Promise<void>;
}

/** What somebody says of one answer that was matched by meaning. */
export interface Feedback {
  readonly askedKey: Key;
  readonly key: Key;
  readonly verdict: 'good' | 'bad';
}

/** Which upstream made an object that is stored there, and for whom. */
export interface Made {
  readonly maker: string;
  /** `null`: it is not known for whom. */
  readonly client: Namespace | null;
}

/** Who made the objects that upstreams keep: files, batches, responses, ... Contract: test/contract/registry.ts. */
export interface Registry {
  get(ids: readonly string[]): Promise<readonly (Made | null)[]>;
  /** What is there already stays; resolves to what is there then, which outlives the process. */
  put(id: string, made: Made): Promise<Made>;
  close(): Promise<void>;
}

export interface Embedding {
  /** L2-normalised; empty when `tokens` exceed the window. */
  readonly vector: Float32Array;
  /** Tokens of the text, special ones included; how many of them the model does not know. */
  readonly tokens: number;
  readonly unknown: number;
}

/** Contract: test/contract/embedder.ts. */
export interface Embedder {
  /** Part of the vector index's name: vectors of two models never meet. */
  readonly id: string;
  readonly dimensions: number;
  /** Tokens the model reads; a longer text would be cut. */
  readonly window: number;
  /** The whole words that the model knows, in lower case: what is not among them may be a typo. Empty when unknown. */
  readonly vocabulary: ReadonlySet<string>;
  embed(text: string, signal: AbortSignal): Promise<Embedding>;
  /** What is wrong with it right now, where it can tell. */
  outage?(): Outage | null;
  close(): Promise<void>;
}

/** An upstream's answer: its status, the headers worth passing on, and its body as it arrives. */
export interface OriginReply {
  readonly upstream: string;
  /** The name under which that upstream knows the model. */
  readonly model: string;
  readonly status: number;
  /** Every upstream failed, and this is how: the status says so, or a 200 that holds an error. */
  readonly failed: boolean;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** To be read to its end, or left by `return` of its iterator: the call counts as under way until then. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The upstreams, as one. */
export interface Origin {
  /** Throws AppError when none can be reached, when too many calls wait, and when the signal aborts. */
  call(request: OriginRequest, signal: AbortSignal): Promise<OriginReply>;
}

export interface OriginRequest {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly body: string;
  readonly stream: boolean;
  readonly upstream: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Whose request it is; none, of what the proxy itself asks. */
  readonly namespace?: Namespace;
  /** Ids of what it names that an upstream keeps. */
  refersTo?(): readonly string[];
}

/** A request that is passed through: nothing of it is cached. */
export interface ForwardRequest {
  /** Whose request it is. */
  readonly namespace: Namespace;
  readonly method: string;
  /** What an upstream has to serve: an endpoint, or the first part of the path below `/v1`, such as `files`. */
  readonly route: string;
  /** Path and query below `/v1`, as the client wrote them. */
  readonly target: string;
  /** As the client sent them, the names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** The upstream that the client insists on, and the key that it brings for it. */
  readonly upstream: string | null;
  readonly key: string | null;
}

/** `model` is empty where the request names none; all headers that concern the client are among `headers`. */
export type ForwardReply = Pick<OriginReply, 'upstream' | 'model' | 'status' | 'headers' | 'body'>;

/** Throws AppError as `Origin` does; what the request's body throws is thrown as it is. */
export type Forward = (request: ForwardRequest, signal: AbortSignal) => Promise<ForwardReply>;

/** A model as `/v1/models` lists it: whatever its upstream says of it. */
export type ModelInfo = JsonObject & { readonly id: string };

/** One endpoint's language: how its requests, answers and streams are read and written. */
export interface Dialect {
  readonly endpoint: Endpoint;
  /** What the key leaves out unless the operator says otherwise. */
  readonly keyIgnore: readonly string[];
  /** Throws AppError(invalid_request) naming the field. */
  ask(body: JsonObject, options: AskOptions): Ask;
  /** Puts an answer together from the events of a stream: one of so many characters at most. */
  assembler(maxLength: number): Assembler;
  /** A stored answer as the events of a stream, `[DONE]` included. */
  events(answer: JsonObject, options: { readonly usage: boolean }): Iterable<SseEvent>;
  /** An event as a client sees it that did not ask for usage; `null`: it does not see it. */
  withoutUsage(event: SseEvent): SseEvent | null;
  /** Why this whole answer may not be stored; `null`: it may. */
  fault(answer: JsonObject, ask: Ask): Reason | null;
  usage(answer: JsonObject): Usage | null;
  /** What the answer says, for rules about its text. */
  text(answer: JsonObject): string;
  /** It ended at a limit: good for the same request, not for one that means the same. */
  isPartial(answer: JsonObject): boolean;
}

export interface AskOptions {
  /** Names left out of the key; `*.name` is left out of messages, content parts and tools. */
  readonly ignore: readonly string[];
  /** What they match is blanked in the key, everywhere but in the question. */
  readonly mask: readonly RegExp[];
  readonly resolveModel: (model: string) => string;
  /** What upstreams that have a name of their own for it call the model. */
  readonly otherNames?: (model: string) => readonly string[];
}

export interface Assembler {
  push(event: SseEvent): void;
  /**
   * The answer, or why there is none: `cut` (no proper end), `error` (an error event), `unparsable`, `too-large`, of
   * which there is the rest: its usage.
   */
  whole(): { readonly answer: JsonObject } | { readonly fault: Reason; readonly rest?: JsonObject };
}

// ── A reply ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type CacheStatus = 'HIT' | 'MISS' | 'BYPASS' | 'STALE';

/** What is known about an answer when its headers are sent. */
export interface Verdict {
  readonly status: CacheStatus;
  readonly tier: Tier;
  /** The key of the entry served, or that a miss will have. */
  readonly key: Key;
  /** The keys of the entries that were served, where a reply is made of several; they may be a part of it. */
  readonly items?: readonly Key[];
  /** On a semantic or promoted hit: the key of what was asked, and how near the two are. */
  readonly askedKey?: Key;
  readonly similarity?: number;
  /** The question that was matched by meaning. */
  readonly matched?: string;
  readonly promoted?: boolean;
  readonly reason?: Reason;
  /** Already decided, that is for an answer that came whole. */
  readonly stored?: boolean;
  /** What a directive of the client's caused: `fwd=request`. */
  readonly directed?: boolean;
  /** On a miss: the similarity of the nearest question, which was too far or was refused. */
  readonly nearest?: number;
  /** Waited on another request's call. */
  readonly collapsed?: boolean;
  /** Milliseconds since it was stored, and until it is stale (negative: since). */
  readonly age?: Ms;
  readonly freshFor?: Ms;
  /** The upstream's status that made a stale entry be served. */
  readonly forwardStatus?: number;
  readonly upstream?: string;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  /** Headers of the upstream's that are passed on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<SseEvent> | Iterable<SseEvent>;
  readonly verdict: Verdict;
  /** Known at once on a hit, at the end of the answer otherwise. Never rejects. */
  readonly ended: Promise<Ending> | Ending;
}

export interface Ending {
  readonly usage: Usage | null;
  /** Why the answer was not stored; `null`: it was, or it did not have to be. */
  readonly notStored: Reason | null;
}

/** What happened to one request: all that record/ ever sees. */
export interface Outcome {
  readonly requestId: string;
  readonly at: Ms;
  readonly endpoint: Endpoint | 'passthrough';
  readonly namespace: Namespace;
  readonly model: string;
  readonly stream: boolean;
  readonly status: number;
  readonly question: string | null;
  /** `null` when the request failed before it had one. */
  readonly verdict: Verdict | null;
  readonly usage: Usage | null;
  readonly notStored: Reason | null;
  /** The error's code, when it was answered with one of ours. */
  readonly error: string | null;
  /** Milliseconds to the last byte handed over, and what each step took. */
  readonly latency: Ms;
  readonly steps: Readonly<Steps>;
}
