import { AppError } from '../errors.ts';
import type { Ending, Entry, Json, Key, Ms, OriginReply, Policy, Reason, Steps, Usage } from '../types.ts';
import { originFault } from '../wire/answer.ts';
import type { EmbeddingsAsk, ItemAsk } from '../wire/embeddings.ts';
import { billed, type Head, putTogether, shares, takeApart } from '../wire/embeddings-answer.ts';
import type { Terms } from './flight.ts';
import type { Hit } from './hit.ts';
import { readBytes } from './live.ts';
import type { Landing } from './turn.ts';

/** 2,048 vectors of 3,072 dimensions in decimal digits weigh half of it. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_QUESTION = 2_000;

/** A request for embeddings, judged by its policy. */
export interface ItemsAsked {
  readonly ask: EmbeddingsAsk;
  readonly policy: Policy;
  readonly signal: () => AbortSignal;
  readonly steps: Steps;
}

/** What a flight for some of the items brings. */
export interface Batch extends Landing {
  /** What was stored; past its freshness too, where `forwardStatus` says why. */
  readonly hits: ReadonlyMap<Key, Hit>;
  /** `null`: nothing was missing. */
  readonly called: Called | null;
  readonly ended?: Promise<Ending>;
  /** A directive of the client's kept fresh entries from it. */
  readonly directed?: boolean;
  /** Another process called. */
  readonly collapsed?: boolean;
  /** The upstream's status that made stale entries be served. */
  readonly forwardStatus?: number;
}

/** What the upstream answered to a call for several items. */
export interface Called {
  readonly reply: OriginReply;
  /** To be handed on as it came: an error, or what a bypass brought. */
  readonly whole: Buffer | null;
  readonly head: Head;
  /** What the call was billed: as the upstream sent it, and as it is counted. */
  readonly usage: Json | undefined;
  readonly billed: Usage | null;
  /** An answer to each input by itself; none when it is handed on as it came. */
  readonly entries: ReadonlyMap<Key, Entry>;
  /** Why they are not stored; `null`: they are. */
  readonly notStored: Reason | null;
}

interface Asked {
  readonly ask: EmbeddingsAsk;
  readonly policy: Policy;
  /** The items of the call, in the order in which they were sent. */
  readonly items: ReadonlyMap<Key, ItemAsk>;
  readonly terms: () => Terms;
  readonly now: () => Ms;
  readonly maxEntryBytes: number;
}

/**
 * Reads an answer to its end, and makes an entry of each embedding.
 * @throws AppError(upstream_bad_answer) when it is no answer to what was asked
 */
export async function readCall(reply: OriginReply, asked: Asked): Promise<Called> {
  const { ask, policy, items } = asked;
  const body = await readBytes(reply, MAX_BYTES);
  if (typeof body === 'string') throw unusable(body);
  const parts = takeApart(body.toString(), items.size, policy.bypass === null && ask.convertible);
  const notTaken = whyAsItCame(reply, parts, asked);
  if (notTaken !== null) {
    const { head, usage } = 'fault' in parts ? { head: {}, usage: undefined } : parts;
    return { reply, whole: body, head, usage, billed: billed(usage), entries: new Map(), notStored: notTaken };
  }
  if ('fault' in parts) throw unusable(parts.fault);
  const { head, usage, vectors } = parts;
  const total = billed(usage);
  const all = [...items];
  const weights = all.map(([, { weight }]) => weight);
  const each = total && shares(total, weights);
  const entries = all.map(([key, item], place): [Key, Entry] => {
    const share = each?.[place] ?? null;
    const body = putTogether(head, share ? toJson(share) : undefined, [vectors[place]!]);
    return [key, entryOf(key, item, Buffer.from(body), share, reply, asked)];
  });
  const notStored = whyNotStored(reply, head, entries, asked);
  return { reply, whole: null, head, usage, billed: total, entries: new Map(entries), notStored };
}

/** `null`: it is not handed on as it came. What is merely odd is, when it answers all that was asked for. */
function whyAsItCame(reply: OriginReply, parts: ReturnType<typeof takeApart>, { ask, policy, items }: Asked) {
  if (policy.bypass !== null) return policy.bypass;
  if (reply.status >= 300 || reply.failed) return `status-${reply.status}`;
  return 'fault' in parts && parts.fault !== 'unparsable' && items.size === ask.items.length ? parts.fault : null;
}

function whyNotStored(
  { model }: OriginReply,
  head: Head,
  entries: readonly [Key, Entry][],
  { ask, policy, maxEntryBytes }: Asked,
): Reason | null {
  if (!policy.mayStore) return 'not-asked';
  if (entries.some(([, { body }]) => body.byteLength > maxEntryBytes)) return 'too-large';
  return originFault(head, { ...ask, model });
}

function entryOf(
  key: Key,
  item: ItemAsk,
  body: Buffer,
  usage: Usage | null,
  { upstream }: OriginReply,
  { policy, terms, now }: Asked,
): Entry {
  const { ttl, keptStale, tags } = terms();
  const storedAt = now();
  const staleAt = storedAt + ttl;
  const { namespace, version } = policy;
  return {
    kind: 'entry',
    body,
    meta: {
      namespace,
      // It is shared by no other request: no embedding is like another.
      scope: key,
      endpoint: item.endpoint,
      model: item.model,
      upstream,
      question: item.text.slice(0, MAX_QUESTION),
      usage,
      tags,
      version,
      // Two inputs differ in the input; a digest of each field would cost more than the rest of storing them.
      shape: {},
      storedAt,
      staleAt,
      deleteAt: staleAt + keptStale,
    },
  };
}

function toJson({ inputTokens }: Usage): Json {
  return { prompt_tokens: inputTokens, total_tokens: inputTokens };
}

function unusable(fault: Reason): AppError {
  return new AppError('upstream_bad_answer', `The upstream's answer cannot be used (${fault}).`);
}
