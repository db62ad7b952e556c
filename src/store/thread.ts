import type { Ms } from '../types.ts';

/** A pause before an ended thread is started anew: one that ends at once must not spin. */
const RESTART_MS = 1_000;
/** How often expired rows are looked for. */
const SWEEP_MS = 1_000;

/** What the thread of every table can be asked. */
interface Table {
  /** What an operator should know about its start. */
  opened(): Promise<string | null>;
  sweep(now: Ms): Promise<void>;
  close(): Promise<void>;
}

interface Threaded<T extends Table> {
  readonly remote: T;
  close(): Promise<void>;
}

interface ThreadOptions<T extends Table> {
  /** Starts the thread; `onExit` is called when it ends by itself. */
  readonly start: (onExit: (error: Error) => void) => Threaded<T>;
  /** Called when it is closed for good, or was never open. */
  readonly release: () => void;
  readonly now: () => Ms;
  readonly onNotice: ((message: string) => void) | undefined;
  readonly onError: ((error: Error) => void) | undefined;
}

interface Thread<T extends Table> {
  /** Its functions. Throws while it is being restarted. */
  remote(): T;
  /** Lets the table commit and close, and ends the thread. */
  close(): Promise<void>;
}

/**
 * A table's thread, kept running: one that ends by itself is reported, and started anew after a pause. Rejects when the
 * table can't be opened at first.
 */
export async function openThread<T extends Table>(options: ThreadOptions<T>): Promise<Thread<T>> {
  const { start, release, now, onNotice = () => {}, onError = () => {} } = options;
  let thread: Threaded<T> | null = null;
  let failure: Error | undefined;
  let restart: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    const started = start((error) => {
      thread = null;
      failure = error;
      onError(error);
      restart = setTimeout(() => run().catch(onError), RESTART_MS);
    });
    thread = started;
    const notice = await started.remote.opened();
    if (notice !== null) onNotice(notice);
  }

  async function end(): Promise<void> {
    clearInterval(sweeper);
    clearTimeout(restart);
    await thread?.close();
    thread = null;
    release();
  }

  function remote(): T {
    if (thread === null) throw new Error('The store is closed, or its thread is being restarted', { cause: failure });
    return thread.remote;
  }

  const sweeper = setInterval(() => void thread?.remote.sweep(now()).catch(onError), SWEEP_MS);
  try {
    await run();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    remote,
    async close() {
      try {
        await thread?.remote.close();
      } finally {
        await end();
      }
    },
  };
}
