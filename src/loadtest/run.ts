import { setTimeout as delay } from 'node:timers/promises';
import { tiersReport } from '../record/report.ts';
import { Tally } from '../record/tally.ts';
import type { Ms, Outcome } from '../types.ts';
import { createTraffic } from './traffic.ts';

/** A user reads an answer for so long on average, and at least half of it, before it asks again. */
const READING: Ms = 100;
const CHECK: Ms = 250;

export interface LoadOptions {
  readonly users: number;
  /** Users that join in a second. */
  readonly spawnRate: number;
  readonly runTime: Ms;
}

interface LoadParts {
  /** Asks a question and reads its answer; the outcome is told to `count`. */
  readonly ask: (question: string) => Promise<unknown>;
  readonly isDraining: () => boolean;
  readonly random?: () => number;
}

/** One load test: users join, each asks, reads, and asks again, until the time is over or it is stopped. */
export class LoadRun {
  readonly #options: LoadOptions;
  readonly #tally = new Tally();
  readonly #errors = new Map<string, number>();
  readonly #begun = performance.now();
  readonly #end = new AbortController();
  #status: 'running' | 'finished' | 'stopped' = 'running';
  #took: Ms | null = null;
  #joined = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** What happened to one request; of those that end after the test nothing is told. */
  count(outcome: Outcome): void {
    if (this.isOver) return;
    this.#tally.count(outcome, null);
    if (outcome.status < 400) return;
    const error = outcome.error ?? `status_${outcome.status}`;
    this.#errors.set(error, (this.#errors.get(error) ?? 0) + 1);
  }

  /** Settles when it is over: what is under way then is not waited for. */
  async run({ ask, isDraining, random = Math.random }: LoadParts): Promise<void> {
    const { users, spawnRate, runTime } = this.#options;
    const { signal } = this.#end;
    const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    const until = (work: Promise<unknown>) => Promise.race([work, over]);
    const pause = (time: Ms) => until(delay(time, undefined, { ref: false }));
    const nextQuestion = createTraffic(random);

    const beUser = async (number: number) => {
      await pause((number * 1000) / spawnRate);
      if (!signal.aborted) this.#joined += 1;
      while (!signal.aborted) {
        await until(ask(nextQuestion()));
        await pause(READING * (0.5 + random()));
      }
    };
    const timer = setTimeout(() => this.#finish('finished'), runTime);
    const watch = setInterval(() => isDraining() && this.stop(), CHECK);
    try {
      await Promise.all(Array.from({ length: users }, (_, number) => beUser(number)));
    } finally {
      this.stop();
      clearTimeout(timer);
      clearInterval(watch);
    }
  }

  stop(): void {
    this.#finish('stopped');
  }

  get isOver(): boolean {
    return this.#took !== null;
  }

  /** So far, or of all of it; latencies are milliseconds, as the proxy sees them. */
  report() {
    const { all } = this.#tally;
    const errors = this.#errors.values().reduce((sum, count) => sum + count, 0);
    const requests = Object.values(all.requests).reduce((sum, count) => sum + count, 0) + this.#unanswered;
    const seconds = (this.#took ?? performance.now() - this.#begun) / 1000;
    return {
      status: this.#status,
      users: this.#joined,
      elapsed_seconds: round(seconds, 2),
      requests,
      requests_per_second: seconds > 0 ? round(requests / seconds, 1) : 0,
      errors,
      errors_by_kind: Object.fromEntries(this.#errors),
      hit_percentage: requests > 0 ? round((100 * all.hits) / requests, 2) : 0,
      tiers: tiersReport(this.#tally),
    };
  }

  /** Requests that failed before it was known where their answer comes from. */
  get #unanswered(): number {
    return this.#tally.failures.total;
  }

  #finish(status: 'finished' | 'stopped'): void {
    if (this.isOver) return;
    this.#status = status;
    this.#took = performance.now() - this.#begun;
    this.#end.abort();
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
