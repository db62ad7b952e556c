import type { Ms } from '../types.ts';

/**
 * Ending a thread amid ONNX Runtime's native code aborts the whole process (a fatal N-API error, exit code 134). So a
 * process that exits waits for the code to come back, and keeps the thread from going in again. Two shared numbers do
 * it: who goes in writes the first and then reads the second, who exits writes the second and then reads the first.
 */
export type NativeGuard = Int32Array<SharedArrayBuffer>;

const INSIDE = 0;
const ENDING = 1;

/** Many times what a text takes; a model is loaded in 0.3 s. */
const LONGEST_WAIT: Ms = 5_000;

/** The main thread's side. `release` when the thread has ended. */
export function guardExit(): { readonly guard: NativeGuard; release(): void } {
  const guard: NativeGuard = new Int32Array(new SharedArrayBuffer(8));
  const waitOutside = () => {
    Atomics.store(guard, ENDING, 1);
    Atomics.wait(guard, INSIDE, 1, LONGEST_WAIT);
  };
  process.on('exit', waitOutside);
  return { guard, release: () => void process.off('exit', waitOutside) };
}

/** The thread's side: runs what enters native code. */
export async function enterNative<T>(guard: NativeGuard, run: () => Promise<T>): Promise<T> {
  Atomics.store(guard, INSIDE, 1);
  try {
    if (Atomics.load(guard, ENDING)) throw new Error('the process is ending');
    return await run();
  } finally {
    Atomics.store(guard, INSIDE, 0);
    Atomics.notify(guard, INSIDE);
  }
}
