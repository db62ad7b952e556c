import { type MessagePort, parentPort, Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';

type Functions = Record<string, (...args: never[]) => unknown>;
type Remote<F extends Functions> = {
  readonly [K in keyof F]: (...args: Parameters<F[K]>) => Promise<Awaited<ReturnType<F[K]>>>;
};

interface Threaded<F extends Functions> {
  /** The functions that the worker serves. A call rejects when the worker dies. */
  readonly remote: Remote<F>;
  /** Settles when the thread has ended. */
  close(): Promise<void>;
}

/**
 * Runs a module in a thread of its own and returns its functions. Used for what would block the event loop: the ONNX
 * session and SQLite, both synchronous.
 *
 * @param name file name without its ending, beside `from`: TypeScript in a checkout, JavaScript in the built package
 * @param onExit called when the thread ends without `close()`
 */
export function startWorker<F extends Functions>(
  from: string,
  name: string,
  workerData: unknown,
  onExit: (error: Error) => void,
): Threaded<F> {
  const extension = from.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./${name}.${extension}`, from), { workerData, name, execArgv: [] });
  const rpc = createBirpc<F>(
    {},
    { post: (message) => worker.postMessage(message), on: (listen) => void worker.on('message', listen), timeout: -1 },
  );
  let closing = false;
  let failure: Error | undefined;
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', (code) => {
    const error = new Error(`${name} ended (${code})`, { cause: failure });
    rpc.$close(error);
    if (!closing) onExit(error);
  });
  return {
    remote: rpc as unknown as Remote<F>,
    async close() {
      closing = true;
      await worker.terminate();
    },
  };
}

/** The same functions in the calling thread, for what is too small to be worth one of its own. */
export function runHere<F extends Functions>(functions: F): Threaded<F> {
  const remote = Object.entries(functions).map(([name, call]) => [name, async (...args: never[]) => call(...args)]);
  return { remote: Object.fromEntries(remote) as Remote<F>, close: async () => {} };
}

/** The worker's side: serves `functions` to the thread that started it. */
export function serveWorker(functions: Functions): void {
  const port = parentPort as MessagePort;
  createBirpc(functions, {
    post: (message) => port.postMessage(message),
    on: (listen) => void port.on('message', listen),
    bind: 'functions',
  });
}
