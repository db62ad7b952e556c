/** The upstreams as one: each is asked again while that is safe and may help, then the next. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, clientGone } from '../errors.ts';
import type { Ms, Origin, OriginReply, OriginRequest, Outage } from '../types.ts';
import { type Attempt, attempt, type Failure } from './attempt.ts';
import { createBreakers, type Pair } from './breakers.ts';
import { leave, whenOver } from './bytes.ts';
import { type Connections, callUpstream } from './call.ts';
import { candidates, type Upstream } from './catalogue.ts';
import type { Limit } from './limit.ts';
import { pauseAfter } from './retry.ts';

/** What happens between the proxy and its upstreams. */
export interface OriginEvent extends Pair {
  /** A call failed; it is made again; another upstream is asked instead; a breaker opened, or closed again. */
  readonly kind: 'error' | 'retry' | 'failover' | 'opened' | 'closed';
  /** Of an error: see `Failure.kind`; `broke_off`, when the client has a part of the answer. */
  readonly fault?: string;
}

interface OriginParts {
  readonly connections: Connections;
  readonly limit: Limit;
  readonly now: () => Ms;
  readonly onEvent: (event: OriginEvent) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly sleep?: (time: Ms, signal: AbortSignal) => Promise<unknown>;
}

interface OriginOptions {
  /** How often one upstream is asked again. */
  readonly retries: number;
}

export interface Upstreams extends Origin {
  /** How each does, in the order in which they are asked. */
  state(): readonly { readonly name: string; readonly outage: Outage | null }[];
}

export function createOrigin(
  upstreams: readonly Upstream[],
  { connections, limit, now, onEvent, random = Math.random, sleep = pause }: OriginParts,
  { retries }: OriginOptions,
): Upstreams {
  const breakers = createBreakers({
    now,
    onChange: (pair, outage) => onEvent({ ...pair, kind: outage ? 'opened' : 'closed' }),
  });

  /** What the first one brings that does not fail, or how the first one failed. */
  async function failOver(
    choices: readonly Upstream[],
    asked: OriginRequest,
    signal: AbortSignal,
  ): Promise<OriginReply> {
    const failures: Failure[] = [];
    for (const upstream of admitted(choices, asked.model)) {
      if (failures.length > 0) onEvent({ ...pairOf(upstream, asked), kind: 'failover' });
      const result = await persist(upstream, asked, signal);
      if ('failure' in result) failures.push(result.failure);
      // That a later one does not have the model is no answer: the first has it.
      else if (failures.length === 0 || result.reply.status !== 404) return result.reply;
      else await leave(result.reply.body[Symbol.asyncIterator]());
    }
    return tell(failures);
  }

  /** Those that are not out, each judged when its turn has come; where all are, the first all the same. */
  function* admitted(choices: readonly Upstream[], model: string): Generator<Upstream> {
    let none = true;
    for (const upstream of choices) {
      if (!breakers.admits({ upstream: upstream.name, model })) continue;
      none = false;
      yield upstream;
    }
    if (none) yield* choices.slice(0, 1);
  }

  /** Asks one upstream, and again while that may help. One that is out is asked once. */
  async function persist(upstream: Upstream, asked: OriginRequest, signal: AbortSignal): Promise<Attempt> {
    const pair = pairOf(upstream, asked);
    for (let tried = 0; ; tried++) {
      const result = await attempt(() => callUpstream(connections, upstream, asked, signal), now);
      note(pair, result);
      if ('reply' in result || tried >= retries || breakers.isOut(pair)) return result;
      const wait = pauseAfter(result.failure, tried, random);
      if (wait === null) return result;
      onEvent({ ...pair, kind: 'retry' });
      await sleep(wait, signal);
    }
  }

  function note(pair: Pair, result: Attempt): void {
    if ('reply' in result) {
      breakers.succeed(pair);
      return;
    }
    const { kind, retryAfter } = result.failure;
    onEvent({ ...pair, kind: 'error', fault: kind });
    breakers.fail(pair, `${describe(kind)} (${pair.model})`, retryAfter);
  }

  return {
    async call(asked, signal) {
      const choices = candidates(upstreams, asked.endpoint, asked.model, asked.upstream);
      const end = await limit.enter(signal);
      let reply: OriginReply;
      try {
        reply = await failOver(choices, asked, signal);
      } catch (error) {
        end();
        throw error;
      }
      const body = whenOver(reply.body, (error) => {
        end();
        if (error instanceof AppError && error.code !== 'client_gone') {
          onEvent({ upstream: reply.upstream, model: asked.model, kind: 'error', fault: 'broke_off' });
        }
      });
      return { ...reply, body };
    },
    state: () => upstreams.map(({ name }) => ({ name, outage: breakers.outageOf(name) })),
  };
}

function pairOf({ name }: Upstream, { model }: OriginRequest): Pair {
  return { upstream: name, model };
}

/** The first failure; that our key was refused is only told when nothing else is wrong. */
function tell(failures: readonly Failure[]): OriginReply {
  const { result } = failures.find(({ kind }) => kind !== 'refused_key') ?? (failures[0] as Failure);
  if (result instanceof AppError) throw result;
  return result;
}

const SAID: Readonly<Record<string, string>> = {
  timeout: 'does not answer in time',
  unreachable: 'cannot be reached',
  refused_key: "refuses the proxy's API key",
  bad_answer: 'answers with what is no answer',
  error: 'answers with errors',
};

/** For an operator. */
function describe(kind: string): string {
  return SAID[kind] ?? `answers ${kind.replace('status_', '')}`;
}

/** Throws AppError(client_gone) when the signal aborts. */
async function pause(time: Ms, signal: AbortSignal): Promise<void> {
  await delay(time, undefined, { signal }).catch((error: unknown) => {
    throw clientGone(error);
  });
}
