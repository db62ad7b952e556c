import { AppError } from '../errors.ts';
import type { Ask, Dialect, Ending, Key, Ms, Policy, Reason, Reply, SseEvent, Verdict } from '../types.ts';
import { parseJson } from '../wire/json.ts';
import type { Hit } from './hit.ts';
import type { Live } from './live.ts';

interface Asker {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly policy: Policy;
  readonly signal: () => AbortSignal;
}

/** What is known of how the answer came about, beside the answer. */
export type Circumstances = Pick<Verdict, 'collapsed' | 'directed' | 'reason' | 'nearest' | 'forwardStatus'>;

/** An upstream's answer under way. */
export interface Arriving {
  readonly live: Live;
  readonly ended: Promise<Ending>;
}

/** The same for one who waited on another's call: a directive of that one's is not its own. */
export function asFollower({ directed, reason, ...how }: Circumstances): Circumstances {
  return { ...how, ...(!directed && reason && { reason }), collapsed: true };
}

/** A stored answer as this asker wants it: its bytes, or a stream rebuilt from them. */
export function replyFromHit(asker: Asker, askedKey: Key, hit: Hit, now: Ms, how: Circumstances): Reply {
  const { dialect, ask } = asker;
  const { meta, body } = hit.entry;
  const freshFor = meta.staleAt - now;
  const verdict: Verdict = {
    ...how,
    status: freshFor > 0 && how.forwardStatus === undefined ? 'HIT' : 'STALE',
    tier: hit.tier,
    key: hit.key,
    age: now - meta.storedAt,
    freshFor,
    ...(hit.match && {
      askedKey,
      similarity: hit.match.similarity,
      promoted: hit.match.promoted,
      matched: meta.question,
    }),
  };
  return {
    status: 200,
    contentType: ask.stream ? EVENT_STREAM : JSON_TYPE,
    headers: {},
    body: ask.stream ? dialect.events(parseJson(body), { usage: ask.streamUsage }) : body,
    verdict,
    ended: { usage: meta.usage, notStored: null },
  };
}

/**
 * An upstream's answer as this asker wants it: as it arrives, whole, or as a stream made from a whole. `null`: it is
 * too large to be shared with this one.
 */
export async function replyFromLive(
  asker: Asker,
  key: Key,
  { live, ended }: Arriving,
  how: Circumstances,
): Promise<Reply | null> {
  const { dialect, ask, policy, signal } = asker;
  const { upstream, headers, status, contentType } = live.reply;
  const verdict: Verdict = {
    ...how,
    status: policy.bypass === null ? 'MISS' : 'BYPASS',
    tier: 'upstream',
    key,
    upstream,
  };
  const reply = { status, contentType, headers, verdict, ended };
  if (ask.stream && live.chunks) {
    const events = live.chunks.read(signal());
    if (!events) return unusable('too-large', how);
    return { ...reply, body: ask.streamUsage ? events : withoutUsage(events, dialect) };
  }
  const { body, answer, fault } = await live.whole;
  if (!body) return unusable(fault, how);
  if (ask.stream && answer && !answer.error) {
    return { ...reply, contentType: EVENT_STREAM, body: dialect.events(answer, { usage: ask.streamUsage }) };
  }
  const stored = (await ended).notStored === null;
  return { ...reply, contentType: live.chunks ? JSON_TYPE : contentType, body, verdict: { ...verdict, stored } };
}

const EVENT_STREAM = 'text/event-stream; charset=utf-8';
const JSON_TYPE = 'application/json';

async function* withoutUsage(events: AsyncIterable<SseEvent>, dialect: Dialect): AsyncGenerator<SseEvent> {
  for await (const event of events) {
    const shown = dialect.withoutUsage(event);
    if (shown) yield shown;
  }
}

/** What is too large to be shared can still be had alone. */
function unusable(fault: Reason | null, { collapsed }: Circumstances): null {
  if (collapsed && fault === 'too-large') return null;
  throw new AppError('upstream_bad_answer', `The upstream's answer cannot be used (${fault ?? 'empty'}).`);
}
