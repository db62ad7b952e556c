/** Texts waiting for a model that takes one at a time. */
export interface Queue<T> {
  /**
   * The result for a text: shared with all who ask for the same text meanwhile. Rejects at once when the signal
   * aborts; a text that nobody waits for any more is not run. Rejects when `limit` texts wait already.
   */
  add(text: string, signal: AbortSignal): Promise<T>;
  /** Texts that wait, the running one not counted. */
  readonly length: number;
  /** Refuses what waits and what is yet to come; settles when nothing runs any more. */
  close(): Promise<void>;
}

interface Job<T> {
  readonly text: string;
  readonly waiters: Set<PromiseWithResolvers<T>>;
}

/** First in, first out. Never holds more than `limit` texts beside the running one. */
export function createQueue<T>(run: (text: string) => Promise<T>, limit: number): Queue<T> {
  /** In the order of arrival: a Map keeps it, and lets one leave from the middle. */
  const waiting = new Map<string, Job<T>>();
  let running: Job<T> | undefined;
  let draining: Promise<void> | undefined;
  let closed = false;

  function enqueue(text: string): Job<T> {
    if (closed) throw new Error('the embedder is closed');
    if (waiting.size >= limit) throw new Error(`the embedder is overloaded: ${limit} texts wait already`);
    const job: Job<T> = { text, waiters: new Set() };
    waiting.set(text, job);
    return job;
  }

  function find(text: string): Job<T> | undefined {
    return running?.text === text ? running : waiting.get(text);
  }

  async function drain(): Promise<void> {
    for (let next = waiting.values().next(); !next.done; next = waiting.values().next()) {
      running = next.value;
      waiting.delete(running.text);
      await settle(running);
      running = undefined;
    }
    draining = undefined;
  }

  async function settle({ text, waiters }: Job<T>): Promise<void> {
    try {
      const result = await run(text);
      for (const waiter of waiters) waiter.resolve(result);
    } catch (error) {
      for (const waiter of waiters) waiter.reject(error);
    }
  }

  return {
    async add(text, signal) {
      signal.throwIfAborted();
      const job = find(text) ?? enqueue(text);
      const waiter = Promise.withResolvers<T>();
      const leave = () => {
        job.waiters.delete(waiter);
        if (job.waiters.size === 0 && waiting.get(text) === job) waiting.delete(text);
        waiter.reject(signal.reason);
      };
      job.waiters.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
      draining ??= drain();
      try {
        return await waiter.promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    get length() {
      return waiting.size;
    },
    async close() {
      closed = true;
      for (const { waiters } of waiting.values()) {
        for (const waiter of waiters) waiter.reject(new Error('the embedder is closed'));
      }
      waiting.clear();
      await draining;
    },
  };
}
