/** Waiting writes are refused beyond it: memory is bounded, and a server so far behind is told nothing new anyway. */
const MAX_WAITING = 10_000;
/** Items sent together. */
const MAX_BATCH = 256;

interface Batch<T> {
  readonly items: Map<string, T>;
  readonly sent: Promise<void>;
}

/**
 * Writes to a server, one after the other. What is added while another write is under way is sent together; of two
 * items with the same id the later one counts.
 */
export class WriteQueue<T> {
  readonly #send: (items: readonly T[]) => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  /** The batch that takes more items: the last in the queue, not begun. */
  #open: Batch<T> | null = null;
  #waiting = 0;

  constructor(send: (items: readonly T[]) => Promise<void>) {
    this.#send = send;
  }

  /** Resolves when the server has taken the items. */
  async add(items: ReadonlyMap<string, T>): Promise<void> {
    if (this.#waiting + items.size > MAX_WAITING) throw new Error(`more than ${MAX_WAITING} writes wait already`);
    const sent = new Set<Promise<void>>();
    for (const [id, item] of items) {
      const batch = this.#open && this.#open.items.size < MAX_BATCH ? this.#open : this.#begin();
      if (!batch.items.has(id)) this.#waiting += 1;
      batch.items.set(id, item);
      sent.add(batch.sent);
    }
    await Promise.all(sent);
  }

  /** Runs after what was added before, and before what is added after. */
  run<R>(work: () => Promise<R>): Promise<R> {
    this.#open = null;
    const done = this.#last.then(work, work);
    this.#last = done;
    return done;
  }

  #begin(): Batch<T> {
    const items = new Map<string, T>();
    const sent = this.run(async () => {
      if (this.#open?.items === items) this.#open = null;
      this.#waiting -= items.size;
      await this.#send([...items.values()]);
    });
    this.#open = { items, sent };
    return this.#open;
  }
}
