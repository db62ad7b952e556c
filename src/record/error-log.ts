import type { Logger } from 'pino';
import { OutOfService } from '../breaker.ts';
import type { Ms } from '../types.ts';

/** What is said once is not said again for so long, however often it happens: a fault can strike at every request. */
const QUIET: Ms = 60_000;
/** Different complaints that are remembered; past it they are all said again. */
const REMEMBERED = 200;

/**
 * Logs errors that nobody else sees. The same one is told once a minute at most, with how often it came meanwhile; that
 * something is still out of service is not told at all: it was when it went out.
 */
export function createErrorLog(log: Pick<Logger, 'warn'>, now: () => Ms): (part: string, error: unknown) => void {
  const told = new Map<string, { at: Ms; since: number }>();

  return function logError(part, error) {
    if (error instanceof OutOfService) return;
    const complaint = `${part} ${error instanceof Error ? error.message : String(error)}`;
    const before = told.get(complaint);
    if (before && now() - before.at < QUIET) {
      before.since++;
      return;
    }
    if (told.size >= REMEMBERED) told.clear();
    told.set(complaint, { at: now(), since: 0 });
    log.warn({ err: error, ...(before && before.since > 0 && { repeated: before.since }) }, `${part} failed`);
  };
}
