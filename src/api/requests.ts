import { randomUUID } from 'node:crypto';
import type { Context, Handler } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { AppError, invalid } from '../errors.ts';
import type { Ms } from '../types.ts';

/** One of the latest requests; the rest of it is for who reads the JSON. */
interface RecentRequest {
  /** Counts from 1, anew in every process. */
  readonly id: number;
}

export interface RecentRequests {
  /** The newest first. `after`: only those with a higher id. */
  latest(query: { limit: number; matched: boolean; after: number }): readonly RecentRequest[];
  follow(listener: (request: RecentRequest) => void): () => void;
}

export interface RequestsParts {
  readonly recent: RecentRequests;
  readonly isDraining: () => boolean;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MAX_FOLLOWERS = 32;
/** Requests that a follower may be behind; past it the oldest are lost to it, and it is told how many. */
const MAX_BEHIND = 1_000;
/** Proxies in between end what is silent. */
const HEARTBEAT: Ms = 15_000;
/** How soon a stream ends when the proxy stops. */
const CHECK: Ms = 250;

/**
 * The latest requests: `?limit`, `?matched=true` for those answered by meaning, `?after=<id>` for those since. With
 * `?follow=1` the same as server-sent events, the oldest first, and then each as it comes. Who goes on after an id of
 * another process, such as the one before a restart, gets all that this one has.
 */
export function recentRequests({ recent, isDraining }: RequestsParts): Handler {
  const ids = new Ids();
  let followers = 0;

  function follow(context: Context, query: Query): Response {
    if (followers >= MAX_FOLLOWERS) {
      throw new AppError('overloaded', `More than ${MAX_FOLLOWERS} follow already.`, { retryAfter: 10 });
    }
    followers++;
    // Read first, since that brings in what was not recorded yet: it would come twice.
    const latest = recent.latest(query).toReversed();
    const inbox = new Inbox(recent, query.matched, latest);
    context.header('x-accel-buffering', 'no');
    return streamSSE(context, async (stream) => {
      stream.onAbort(() => inbox.wake());
      try {
        await send(inbox, stream, ids, isDraining);
      } finally {
        followers--;
        inbox.close();
      }
    });
  }

  return async function showRequests(context) {
    const query = queryOf(context, ids);
    // Nobody reads the body of a HEAD: it would be followed for ever.
    return isTrue(context.req.query('follow')) && context.req.method === 'GET'
      ? follow(context, query)
      : context.json({ requests: recent.latest(query).map((request) => ids.name(request)) });
  };
}

async function send(inbox: Inbox, stream: SSEStreamingApi, ids: Ids, isDraining: () => boolean): Promise<void> {
  let spoke = performance.now();
  while (!stream.aborted && !isDraining()) {
    if (inbox.lost > 0) await stream.writeSSE({ event: 'lost', data: String(inbox.takeLost()) });
    const request = inbox.waiting.shift();
    const isSilent = performance.now() - spoke > HEARTBEAT;
    if (request) await stream.writeSSE(eventOf(ids.name(request)));
    else if (isSilent) await stream.write(': still here\n\n');
    else await inbox.wait(CHECK);
    if (request || isSilent) spoke = performance.now();
  }
}

function eventOf(request: NamedRequest) {
  return { event: 'request', id: request.id, data: JSON.stringify(request) };
}

type NamedRequest = Omit<RecentRequest, 'id'> & { readonly id: string };

/** The ids as they are told: no two processes have one in common. */
class Ids {
  readonly #process = randomUUID().slice(0, 8);

  name(request: RecentRequest): NamedRequest {
    return { ...request, id: `${this.#process}-${request.id}` };
  }

  /** @returns the number in it; 0 when it is of another process */
  read(given: string): number {
    const [, process, number] = /^([0-9a-f]{8})-(\d{1,15})$/.exec(given) ?? [];
    if (number === undefined) throw invalid('after', 'after takes the id of a request.');
    return process === this.#process ? Number(number) : 0;
  }
}

/** What one follower has not been sent yet. */
class Inbox {
  readonly waiting: RecentRequest[];
  lost = 0;
  wake: () => void = () => {};
  readonly close: () => void;

  constructor(recent: RecentRequests, onlyMatched: boolean, latest: readonly RecentRequest[]) {
    this.waiting = [...latest];
    this.close = recent.follow((request) => {
      if (onlyMatched && !isMatched(request)) return;
      if (this.waiting.push(request) > MAX_BEHIND) {
        this.waiting.shift();
        this.lost++;
      }
      this.wake();
    });
  }

  takeLost(): number {
    const { lost } = this;
    this.lost = 0;
    return lost;
  }

  /** Until something comes, or for so long. */
  async wait(longest: Ms): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wake = resolve;
    const timer = setTimeout(resolve, longest);
    await promise;
    clearTimeout(timer);
  }
}

function isMatched(request: RecentRequest): boolean {
  return 'asked_key' in request && request.asked_key !== undefined;
}

type Query = ReturnType<typeof queryOf>;

function queryOf({ req }: Context, ids: Ids) {
  // A browser that connects again says what it saw last.
  const after = req.query('after') ?? req.header('last-event-id');
  return {
    limit: whole('limit', req.query('limit'), DEFAULT_LIMIT, 1, MAX_LIMIT),
    matched: isTrue(req.query('matched')),
    after: after === undefined ? 0 : ids.read(after),
  };
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function whole(name: string, given: string | undefined, fallback: number, min: number, max: number): number {
  if (given === undefined) return fallback;
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= min && value <= max) return value;
  throw invalid(name, `${name} takes a whole number from ${min} to ${max}.`);
}
