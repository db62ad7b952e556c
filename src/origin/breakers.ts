import type { Ms, Outage } from '../types.ts';
import { LONGEST_WAIT } from './retry.ts';

/** Calls that fail one after the other before an upstream is left alone. */
const FAILURES = 5;
/** Until the first call that may find it well again; doubled each time it does not. */
const FIRST_PAUSE: Ms = 5_000;
const LONGEST_PAUSE: Ms = 60_000;
/** What nobody has asked for so long is not known any more. */
const FORGOTTEN: Ms = 300_000;
/** Those that are remembered: names of models come from clients. */
const REMEMBERED = 1_000;

/** Who is asked for what: an upstream may do badly with one model and well with the others. */
export interface Pair {
  readonly upstream: string;
  readonly model: string;
}

export interface Breakers {
  /**
   * Whether a call may be made. One that is out lets a call through when its pause is over; whatever becomes of that
   * one, the next has to wait for another pause.
   */
  admits(pair: Pair): boolean;
  isOut(pair: Pair): boolean;
  succeed(pair: Pair): void;
  /** @param retryAfter when the upstream says that it can be used again */
  fail(pair: Pair, reason: string, retryAfter: Ms | null): void;
  /** The oldest outage of an upstream's. */
  outageOf(upstream: string): Outage | null;
}

interface BreakersOptions {
  readonly now: () => Ms;
  /** Told of an outage when it begins, and with `null` when it is over. */
  readonly onChange: (pair: Pair, outage: Outage | null) => void;
}

/** A pair that does badly. Those that do well are not remembered. */
interface Trouble {
  readonly upstream: string;
  failures: number;
  outage: Outage | null;
  pause: Ms;
  /** Nothing is asked before. */
  until: Ms;
}

/** One breaker for each pair of upstream and model: closed, open, or half open, when its pause is over. */
export function createBreakers({ now, onChange }: BreakersOptions): Breakers {
  const troubles = new Map<string, Trouble>();
  const idOf = ({ upstream, model }: Pair) => `${upstream} ${model}`;

  function find(id: string): Trouble | undefined {
    const trouble = troubles.get(id);
    if (!trouble || now() < trouble.until + FORGOTTEN) return trouble;
    troubles.delete(id);
    return undefined;
  }

  function remember(id: string, upstream: string): Trouble {
    const trouble = find(id) ?? { upstream, failures: 0, outage: null, pause: FIRST_PAUSE, until: now() };
    troubles.delete(id);
    troubles.set(id, trouble);
    const [oldest] = troubles.keys();
    if (troubles.size > REMEMBERED && oldest !== undefined) troubles.delete(oldest);
    return trouble;
  }

  return {
    admits(pair) {
      const trouble = find(idOf(pair));
      if (!trouble?.outage) return true;
      if (now() < trouble.until) return false;
      trouble.pause = Math.min(2 * trouble.pause, LONGEST_PAUSE);
      trouble.until = now() + trouble.pause;
      return true;
    },
    isOut: (pair) => find(idOf(pair))?.outage != null,
    succeed(pair) {
      const outage = find(idOf(pair))?.outage;
      troubles.delete(idOf(pair));
      if (outage) onChange(pair, null);
    },
    fail(pair, reason, retryAfter) {
      const trouble = remember(idOf(pair), pair.upstream);
      trouble.failures++;
      const named = Math.min(retryAfter ?? 0, LONGEST_PAUSE);
      // Who names a time that nobody waits for is left alone until then.
      const goesOut = !trouble.outage && (trouble.failures >= FAILURES || named > LONGEST_WAIT);
      if (goesOut) trouble.outage = { since: now(), reason };
      const pause = goesOut ? Math.max(trouble.pause, named) : named;
      trouble.until = Math.max(trouble.until, now() + pause);
      if (goesOut) onChange(pair, trouble.outage);
    },
    outageOf(upstream) {
      const outages = [...troubles.keys()].flatMap((id) => {
        const trouble = find(id);
        return trouble?.upstream === upstream && trouble.outage ? [trouble.outage] : [];
      });
      return outages.toSorted((one, other) => one.since - other.since)[0] ?? null;
    },
  };
}
