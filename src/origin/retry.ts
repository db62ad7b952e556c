/** When the same upstream is asked again. */
import type { Ms } from '../types.ts';

/** The longest that one upstream is waited for: the next one may answer at once. */
export const LONGEST_WAIT: Ms = 5_000;
const FIRST_PAUSE: Ms = 250;
const LONGEST_PAUSE: Ms = 4_000;

interface Failed {
  /** Whether it may do better soon, and when it says that it will. */
  readonly passing: boolean;
  readonly retryAfter: Ms | null;
}

/**
 * How long to wait before it is asked again: doubled each time, and jittered, so that those who failed together do not
 * come back together. `null`: it is not asked again.
 * @param tried how often it was asked again already
 * @param random from 0 to 1
 */
export function pauseAfter({ passing, retryAfter }: Failed, tried: number, random: () => number): Ms | null {
  const named = retryAfter ?? 0;
  if (!passing || named > LONGEST_WAIT) return null;
  const longest = Math.min(FIRST_PAUSE * 2 ** tried, LONGEST_PAUSE);
  return Math.max(named, longest * (0.5 + random() / 2));
}

/**
 * What the upstream says of when it may be asked again, as a duration; `null`: nothing.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after, and OpenAI's own header in milliseconds
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: Ms): Ms | null {
  const { 'retry-after-ms': exact, 'retry-after': given } = headers;
  const ms = readNumber(exact);
  if (ms !== null) return ms;
  const seconds = readNumber(given);
  if (seconds !== null) return seconds * 1000;
  const at = Date.parse(given ?? '');
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function readNumber(value: string | undefined): number | null {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
