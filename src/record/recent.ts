import { LRUCache } from 'lru-cache';
import type { Feedback, Outcome } from '../types.ts';
import { lineOf, type RequestLine } from './line.ts';

const KEPT = 1_000;
/**
 * Plain hits that are kept a second. What is kept for a while and then dropped is what costs a garbage collector most,
 * and nobody reads a hundred lines a second.
 */
const PLAIN_HITS_A_SECOND = 50;
/** Characters of a question, as an entry keeps them. */
const LONGEST = 2_000;

export interface RecentRequest extends RequestLine {
  /** Counts up; where one is missing, a plain hit was left out. */
  readonly id: number;
  readonly question: string | null;
  /** The question that was matched by meaning. */
  readonly matched: string | undefined;
  /** Milliseconds that each step took. */
  readonly steps: Readonly<Record<string, number>>;
  /** What was said of this answer to this question, by whomever: the latest thousand verdicts of this process. */
  feedback: Feedback['verdict'] | undefined;
}

export interface RecentQuery {
  readonly limit: number;
  /** Only those that were answered by meaning. */
  readonly matched: boolean;
  /** Only those after this id. */
  readonly after: number;
}

/** The latest requests: all that were answered by meaning, all that missed or failed, and a sample of plain hits. */
export interface Recent {
  add(outcome: Outcome, cost: number | null): void;
  find(requestId: string): RecentRequest | undefined;
  /** Remembers what was said of a match. */
  judge(feedback: Feedback): void;
  /** The newest first. */
  latest(query: RecentQuery): RecentRequest[];
  /** Tells of each from now on; call what it returns to be told no more. */
  follow(listener: (request: RecentRequest) => void): () => void;
}

export function createRecent(): Recent {
  // Apart, so that those on which feedback can be given are not pushed out by those that are many.
  const matched = new Ring<RecentRequest>(KEPT);
  const others = new Ring<RecentRequest>(KEPT);
  const verdicts = new LRUCache<string, Feedback['verdict']>({ max: KEPT });
  const listeners = new Set<(request: RecentRequest) => void>();
  let id = 0;
  let second = 0;
  let plainHits = 0;

  /** Whether it is one of too many plain hits. */
  function isLeftOut({ verdict, at }: Outcome): boolean {
    if (verdict?.status !== 'HIT' || verdict.askedKey !== undefined) return false;
    const now = Math.floor(at / 1000);
    if (now !== second) plainHits = 0;
    second = now;
    return ++plainHits > PLAIN_HITS_A_SECOND;
  }

  return {
    add(outcome, cost) {
      id++;
      if (isLeftOut(outcome)) return;
      const { askedKey, key } = outcome.verdict ?? {};
      const request = describe(id, outcome, cost, verdicts.get(`${askedKey} ${key}`));
      (request.asked_key === undefined ? others : matched).push(request);
      for (const listener of listeners) listener(request);
    },
    find(requestId) {
      const same = (request: RecentRequest) => request.request_id === requestId;
      const [one, other] = [matched.newest().find(same), others.newest().find(same)];
      return one && other ? (one.id > other.id ? one : other) : (one ?? other);
    },
    judge({ askedKey, key, verdict }) {
      // What is wrong stays wrong: the pair is vetoed for good.
      if (verdicts.get(`${askedKey} ${key}`) === 'bad') return;
      verdicts.set(`${askedKey} ${key}`, verdict);
      for (const request of matched.newest()) {
        if (request.asked_key === askedKey && request.key === key) request.feedback = verdict;
      }
    },
    latest(query) {
      const rows = [...matched.newest(), ...(query.matched ? [] : others.newest())];
      return rows
        .filter((request) => request.id > query.after)
        .sort((one, other) => other.id - one.id)
        .slice(0, query.limit);
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function describe(
  id: number,
  outcome: Outcome,
  cost: number | null,
  feedback: RecentRequest['feedback'],
): RecentRequest {
  const { question, verdict, steps } = outcome;
  return {
    id,
    ...lineOf(outcome, cost),
    question: question === null ? null : shortened(question),
    matched: verdict?.matched === undefined ? undefined : shortened(verdict.matched),
    steps: Object.fromEntries(Object.entries(steps).map(([name, ms]) => [name, Number(ms.toFixed(3))])),
    feedback,
  };
}

/** A copy of the beginning: a slice of the text would keep all of it in memory. */
function shortened(text: string): string {
  return text.length > LONGEST ? Buffer.from(text.slice(0, LONGEST)).toString() : text;
}

/** The latest so many of something. */
class Ring<T> {
  readonly #items: T[] = [];
  readonly #limit: number;
  #next = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(item: T): void {
    this.#items[this.#next] = item;
    this.#next = (this.#next + 1) % this.#limit;
  }

  /** The newest first. */
  newest(): T[] {
    return [...this.#items.slice(0, this.#next).reverse(), ...this.#items.slice(this.#next).reverse()];
  }
}
