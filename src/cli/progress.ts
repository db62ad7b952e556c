import { SingleBar } from 'cli-progress';

export interface Progress {
  advance(by: number): void;
  /** Leaves no trace: what comes next is the report. */
  stop(): void;
}

export const NO_PROGRESS: Progress = { advance() {}, stop() {} };

/** A bar on standard error; none where that is no terminal, or where nobody knows how much there is (0). */
export function showProgress(total: number, unit: 'bytes' | 'entries' | 'requests'): Progress {
  if (total === 0) return NO_PROGRESS;
  const bar = new SingleBar({
    format: `{bar} {percentage}%  {value} of {total} ${unit}  {eta_formatted} left`,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { advance: (by) => bar.increment(by), stop: () => bar.stop() };
}
