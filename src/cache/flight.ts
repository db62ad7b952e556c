import type { Key, Ms, Policy } from '../types.ts';

/** What the requests that share a flight ask of the entry: the smallest lifetime, the union of the tags. */
export type Terms = Pick<Policy, 'ttl' | 'keptStale' | 'tags'>;

/** Those who read and store may share a call. Whoever may not read leads, and follows nobody. */
export function mayFollow(policy: Policy): boolean {
  return mayLead(policy) && policy.mayRead && !policy.onlyIfCached;
}

export function mayLead(policy: Policy): boolean {
  return policy.bypass === null && policy.mayStore && !policy.onlyIfCached;
}

/** A piece of work that several requests wait for; it ends when nobody has waited for it for `grace`. */
export class Flight<T> {
  readonly #controller = new AbortController();
  readonly #grace: Ms;
  #aboard = 0;
  #timer: NodeJS.Timeout | undefined;
  terms: Terms;
  /** Set by `Flights.start`; rejects when the work fails. */
  landing!: Promise<T>;

  constructor(terms: Terms, grace: Ms) {
    this.terms = terms;
    this.#grace = grace;
  }

  /** Aborts when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Someone waits, until their signal aborts. */
  board(signal: AbortSignal | null): void {
    this.#aboard++;
    clearTimeout(this.#timer);
    if (signal?.aborted) this.#leave();
    else signal?.addEventListener('abort', () => this.#leave(), { once: true });
  }

  join(terms: Terms): void {
    const shorter = terms.ttl < this.terms.ttl ? terms : this.terms;
    this.terms = { ...shorter, tags: [...new Set([...this.terms.tags, ...terms.tags])] };
  }

  #leave(): void {
    if (--this.#aboard > 0) return;
    this.#timer = setTimeout(() => this.#controller.abort(), this.#grace);
    this.#timer.unref();
  }

  /** The work is over: leaving means nothing any more. */
  end(): void {
    this.#aboard = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
  }
}

/** Single-flight: at most one flight per key that others may join. */
export class Flights<T extends { readonly done: Promise<unknown> }> {
  readonly #underWay = new Map<Key, Flight<T>>();
  readonly #all = new Set<Flight<T>>();

  /** The flight that a request for this key may join: one that everybody left has ended, whatever it still does. */
  find(key: Key): Flight<T> | undefined {
    const flight = this.#underWay.get(key);
    return flight?.signal.aborted ? undefined : flight;
  }

  /**
   * Starts the work. With a key others may join it, until all of it is done: landed, read and stored.
   */
  start(key: Key | null, terms: Terms, grace: Ms, work: (flight: Flight<T>) => Promise<T>): Flight<T> {
    const flight = new Flight<T>(terms, grace);
    this.#all.add(flight);
    if (key) this.#underWay.set(key, flight);
    flight.landing = work(flight);
    void this.#finish(key, flight);
    return flight;
  }

  /** Flights that have not ended. */
  get size(): number {
    return this.#all.size;
  }

  /** Resolves when everything under way is done. */
  async idle(): Promise<void> {
    while (this.#all.size > 0) {
      await Promise.allSettled([...this.#all].map(async (flight) => (await flight.landing).done));
    }
  }

  async #finish(key: Key | null, flight: Flight<T>): Promise<void> {
    // A failure is told to those who wait for the landing.
    await Promise.allSettled([flight.landing.then((landed) => landed.done)]);
    flight.end();
    this.#all.delete(flight);
    if (key && this.#underWay.get(key) === flight) this.#underWay.delete(key);
  }
}
