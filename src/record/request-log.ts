import type { Ms, Outcome } from '../types.ts';
import { lineOf } from './line.ts';
import { openRotatingFile } from './rotating-file.ts';

interface RequestLog {
  write(outcome: Outcome, cost: number | null): void;
  close(): Promise<void>;
}

interface RequestLogOptions {
  readonly path: string;
  /** Whether questions stand in it. */
  readonly prompts: boolean;
  readonly maxBytes: number;
  readonly files: number;
  /** Told when it cannot be written; lines are lost then, and nothing stops. */
  readonly onError: (error: unknown) => void;
}

const LINES_AT_ONCE = 1_024;
const LONGEST_WAIT: Ms = 1_000;

/** One JSON line for each request, without the question unless `prompts`, never with a key. Never waited for. */
export function openRequestLog({ path, prompts, ...options }: RequestLogOptions): RequestLog {
  const file = openRotatingFile(path, options);
  let lines: string[] = [];
  let closed = false;

  function flush(): void {
    if (lines.length === 0) return;
    lines.push('');
    file.append(Buffer.from(lines.join('\n')));
    lines = [];
  }

  const flushing = setInterval(flush, LONGEST_WAIT);
  flushing.unref();
  return {
    write(outcome, cost) {
      // A request may still end after the log is closed.
      if (closed) return;
      const line = lineOf(outcome, cost);
      // A copy of the line costs as much as the line: only where there is something to add.
      const told = prompts ? { ...line, question: outcome.question, matched: outcome.verdict?.matched } : line;
      if (lines.push(JSON.stringify(told)) >= LINES_AT_ONCE) flush();
    },
    async close() {
      clearInterval(flushing);
      flush();
      closed = true;
      await file.close();
    },
  };
}
