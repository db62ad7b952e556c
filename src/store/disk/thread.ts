import { OutOfService } from '../../breaker.ts';
import type { Ms, Outage } from '../../types.ts';
import { own, unusable } from './owner.ts';

/** A pause before an ended thread is started anew: one that ends at once must not spin. */
const RESTART_MS = 1_000;
/** How often the table tidies up. */
const TIDY_MS = 1_000;

/** What the thread of every table can be asked. */
interface Table {
  /** What an operator should know about its start. */
  opened(): Promise<string | null>;
  /** Does what can wait, such as to remove what has expired; rejects when writes were lost. */
  tidy(now: Ms): Promise<void>;
  /** Since when the disk takes no writes. */
  outage(): Promise<Outage | null>;
  close(): Promise<void>;
}

interface Threaded<T extends Table> {
  readonly remote: T;
  close(): Promise<void>;
}

interface ThreadOptions<T extends Table> {
  /** Starts the thread; `onExit` is called when it ends by itself. */
  readonly start: (onExit: (error: Error) => void) => Threaded<T>;
  /** The file that this process is to own as long as the thread is open; `null`: none. */
  readonly file: string | null;
  readonly now: () => Ms;
  readonly onNotice: ((message: string) => void) | undefined;
  readonly onError: ((error: Error) => void) | undefined;
}

interface Thread<T extends Table> {
  /** Its functions. Throws while it is being restarted. */
  remote(): T;
  outage(): Promise<Outage | null>;
  /** Lets the table commit and close, and ends the thread. */
  close(): Promise<void>;
}

/**
 * A table's thread, kept running: one that ends by itself is reported, and started anew after a pause.
 *
 * @throws AppError naming DATA_DIR: owned by another process, or not to be used
 */
export async function openThread<T extends Table>(options: ThreadOptions<T>): Promise<Thread<T>> {
  const { start, file, now, onNotice = () => {}, onError = () => {} } = options;
  const release = file === null ? () => {} : own(file);
  let thread: Threaded<T> | null = null;
  let failure: Error | undefined;
  let endedAt = 0;
  let restart: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    const started = start((error) => {
      thread = null;
      failure = error;
      endedAt = now();
      onError(error);
      restart = setTimeout(() => run().catch(onError), RESTART_MS);
    });
    thread = started;
    const notice = await started.remote.opened();
    if (notice !== null) onNotice(notice);
  }

  async function end(): Promise<void> {
    clearInterval(tidying);
    clearTimeout(restart);
    await thread?.close();
    thread = null;
    release();
  }

  function remote(): T {
    if (thread === null) {
      throw new OutOfService('The store is closed, or its thread is being restarted', { cause: failure });
    }
    return thread.remote;
  }

  const tidying = setInterval(() => void thread?.remote.tidy(now()).catch(onError), TIDY_MS);
  try {
    await run();
  } catch (error) {
    await end();
    throw file === null ? error : unusable(file, error);
  }
  return {
    remote,
    outage: async () =>
      thread ? thread.remote.outage() : { since: endedAt, reason: 'its thread ended and is being restarted' },
    async close() {
      clearInterval(tidying);
      try {
        await thread?.remote.close();
      } finally {
        await end();
      }
    },
  };
}
