import { AppError } from '../errors.ts';
import type { Ask, Dialect, Ending, Key, Ms, Policy, Reason, Reply, SseEvent, Verdict } from '../types.ts';
import { parseJson } from '../wire/json.ts';
import type { Hit } from './hit.ts';
import type { Live } from './live.ts';

interface Asker {
  readonly dialect: Dialect;
  readonly ask: Ask;
  readonly policy: Policy;
  readonly signal: AbortSignal;
}

/** What is known of how the answer came about, beside the answer. */
export type Circumstances = Pick<Verdict, 'collapsed' | 'directed' | 'reason' | 'forwardStatus'>;

/** A stored answer as this asker wants it: its bytes, or a stream rebuilt from them. */
export function replyFromHit(asker: Asker, askedKey: Key, hit: Hit, now: Ms, how: Circumstances): Reply {
  const { dialect, ask } = asker;
  const { meta, body } = hit.entry;
  const freshFor = meta.staleAt - now;
  const verdict: Verdict = {
    ...how,
    status: freshFor > 0 ? 'HIT' : 'STALE',
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

/** An upstream's answer as this asker wants it: as it arrives, whole, or as a stream made from a whole. */
export async function replyFromLive(
  asker: Asker,
  key: Key,
  live: Live,
  ended: Promise<Ending>,
  how: Circumstances & { readonly stored: boolean },
): Promise<Reply> {
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
    const events = live.chunks.read(signal);
    return { ...reply, body: ask.streamUsage ? events : withoutUsage(events, dialect) };
  }
  const { body, answer, fault } = await live.whole;
  if (!body) throw brokenAnswer(fault);
  if (ask.stream && answer && !('error' in answer)) {
    return { ...reply, contentType: EVENT_STREAM, body: dialect.events(answer, { usage: ask.streamUsage }) };
  }
  return { ...reply, contentType: live.chunks ? JSON_TYPE : contentType, body };
}

const EVENT_STREAM = 'text/event-stream; charset=utf-8';
const JSON_TYPE = 'application/json';

async function* withoutUsage(events: AsyncIterable<SseEvent>, dialect: Dialect): AsyncGenerator<SseEvent> {
  for await (const event of events) {
    const shown = dialect.withoutUsage(event);
    if (shown) yield shown;
  }
}

function brokenAnswer(fault: Reason | null): AppError {
  return new AppError('upstream_bad_answer', `The upstream's answer cannot be used (${fault ?? 'empty'}).`);
}
