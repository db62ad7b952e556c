import type { Entry, Json, Key, Ms, Reply, Tier, Usage, Verdict } from '../types.ts';
import { headIn, inForm, NO_USAGE, putTogether, type Vector, vectorIn } from '../wire/embeddings-answer.ts';
import type { Batch, Called, ItemsAsked } from './items-call.ts';

type Brought = Omit<Batch, 'done'>;

interface Item {
  readonly entry: Entry;
  readonly tier: Tier;
}

/** All items in the order in which they were asked for, wherever each came from. */
export function replyFromItems(
  { ask, policy }: ItemsAsked,
  request: Key,
  keys: readonly Key[],
  batches: readonly Brought[],
  now: Ms,
): Reply {
  const brought = new Map(batches.flatMap(itemsOf));
  const items = keys.map((key) => brought.get(key)!);
  const stored = items.filter(isStored);
  const calls = batches.flatMap(({ called, collapsed }) => (called && !collapsed ? [called] : []));
  // Where others called for all of it, what they were told is good for this one too.
  const called = calls[0] ?? batches.find((batch) => batch.called)?.called;
  const common = {
    key: request,
    items: [...brought].filter(([, item]) => isStored(item)).map(([key]) => key),
    ...(calls.length === 0 && batches.some(({ collapsed }) => collapsed) && { collapsed: true }),
  };
  const vectors = items.map(({ entry }) => vectorIn(entry.body));
  const inTheForm = (vector: Vector) => (ask.convertible ? inForm(vector, ask.form) : vector);
  const head = called?.head ?? headIn(items[0]!.entry.body);
  return {
    status: 200,
    contentType: 'application/json',
    headers: { ...called?.reply.headers, 'x-cache-items': `${stored.length}/${items.length}` },
    body: Buffer.from(putTogether(head, usageOf(calls), vectors.map(inTheForm))),
    verdict:
      stored.length === items.length
        ? { ...common, ...asHit(stored, batches, now) }
        : { ...common, ...asMiss(stored.length > 0, calls, batches, policy.mayRead), ...upstreamOf(called) },
    ended: {
      // What the calls cost; where there were none, what was not spent.
      usage: sum(calls.length > 0 ? calls.map(({ billed }) => billed) : usages(brought)),
      notStored: calls.find(({ notStored }) => notStored !== null)?.notStored ?? null,
    },
  };
}

/** An upstream's answer that is handed on as it came. */
export function replyFromCall({ policy }: ItemsAsked, request: Key, called: Called, body: Buffer): Reply {
  const { status, contentType, headers } = called.reply;
  return {
    ...{ status, contentType, headers, body },
    verdict: {
      status: policy.bypass === null ? 'MISS' : 'BYPASS',
      tier: 'upstream',
      key: request,
      ...(policy.bypass !== null && { reason: policy.bypass }),
      ...upstreamOf(called),
    },
    ended: { usage: called.billed, notStored: called.notStored },
  };
}

function itemsOf({ hits, called }: Brought): [Key, Item][] {
  const made = [...(called?.entries ?? [])].map(([key, entry]): [Key, Item] => [key, { entry, tier: 'upstream' }]);
  return [...hits, ...made];
}

function isStored({ tier }: Item): boolean {
  return tier !== 'upstream';
}

/** As old as its oldest item, from the slowest tier that was needed. */
function asHit(items: readonly Item[], batches: readonly Brought[], now: Ms): Omit<Verdict, 'key'> {
  const freshFor = Math.min(...items.map(({ entry }) => entry.meta.staleAt)) - now;
  const forwardStatus = batches.find((batch) => batch.forwardStatus)?.forwardStatus;
  return {
    status: freshFor > 0 && forwardStatus === undefined ? 'HIT' : 'STALE',
    tier: items.some(({ tier }) => tier === 'exact') ? 'exact' : 'memory',
    age: now - Math.min(...items.map(({ entry }) => entry.meta.storedAt)),
    freshFor,
    ...(forwardStatus !== undefined && { forwardStatus }),
  };
}

function asMiss(
  partial: boolean,
  calls: readonly Called[],
  batches: readonly Brought[],
  mayRead: boolean,
): Omit<Verdict, 'key'> {
  const reason = mayRead ? partial && 'partial' : 'no-cache';
  return {
    status: 'MISS',
    tier: 'upstream',
    directed: batches.some(({ directed }) => directed),
    stored: calls.length > 0 && calls.every(({ notStored }) => notStored === null),
    ...(reason && { reason }),
  };
}

function upstreamOf(called: Called | null | undefined): Pick<Verdict, 'upstream'> {
  return called ? { upstream: called.reply.upstream } : {};
}

/** Of one call, as it came. */
function usageOf(calls: readonly Called[]): Json | undefined {
  if (calls.length === 1) return calls[0]?.usage;
  const total = sum(calls.map(({ billed }) => billed));
  return total ? { prompt_tokens: total.inputTokens, total_tokens: total.inputTokens } : NO_USAGE;
}

function usages(brought: ReadonlyMap<Key, Item>): (Usage | null)[] {
  return [...brought.values()].map(({ entry }) => entry.meta.usage);
}

/** `null`: none is known. */
function sum(usages: readonly (Usage | null)[]): Usage | null {
  return usages.reduce((one, other) => {
    if (!one || !other) return one ?? other;
    const cost =
      one.cost === undefined && other.cost === undefined ? {} : { cost: (one.cost ?? 0) + (other.cost ?? 0) };
    return {
      inputTokens: one.inputTokens + other.inputTokens,
      outputTokens: one.outputTokens + other.outputTokens,
      cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
      ...cost,
    };
  }, null);
}
