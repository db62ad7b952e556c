import type { Ms, Outage } from './types.ts';

interface BreakerOptions {
  /** What is behind it, for messages: `Redis`. */
  readonly name: string;
  /** What one piece of work may cost the request that waits for it. */
  readonly timeout: Ms;
  /** Resolves when the server does its work again; asked behind the requests, so that none of them pays for it. */
  readonly probe: () => Promise<unknown>;
  /** Whether an error means that the server is out, and not that this piece of work was wrong; default: all do. */
  readonly isOutage?: (error: unknown) => boolean;
  /** What an operator reads of an error, after the name; default: reasonOf. */
  readonly describe?: (error: unknown) => string;
  /** Told once when it goes out, and once when it is back. */
  readonly onChange?: (message: string) => void;
  readonly now?: () => Ms;
}

export interface Breaker {
  /** `null` when requests may use it. */
  readonly outage: Outage | null;
  /**
   * Rejects when the work fails or takes longer than its budget; with OutOfService, at no cost, while the server is out;
   * and with that too, at once, when it goes out meanwhile.
   *
   * @param timeout another budget: `Infinity` for what no request waits for
   */
  run<T>(work: () => Promise<T>, timeout?: Ms): Promise<T>;
  /**
   * For somebody who waits as long as it takes, and for a server that is too slow for requests: it is tried whether it is
   * out or not, and a probe goes along that has to be answered within a second. Rejects with OutOfService, whatever the
   * outage showed in.
   */
  runPatiently<T>(work: () => Promise<T>): Promise<T>;
  /** Opens it, for what was noticed elsewhere. */
  trip(reason: string): void;
  close(): void;
}

/** Was not begun, or given up, since what it needs is out. That was said when it went out; this is only counted. */
export class OutOfService extends Error {
  override readonly name = 'OutOfService';
}

/** Between two probes; doubled while they fail. A server that is back is used again after these two, and its answer. */
const FIRST_PAUSE: Ms = 100;
const LONGEST_PAUSE: Ms = 2_000;
/** A probe without an answer is given up: what it was sent over may be lost. */
const PROBE_TIMEOUT: Ms = 1_000;
/** Who goes out again so soon answers probes and fails at work: it is asked ever less often. */
const RELAPSE: Ms = 10_000;

/**
 * A time budget for a server that requests wait on, and a switch. Who fails or is late once is left alone until it
 * answers a probe within the budget, so that a request pays for one time-out, however many steps it has, those that
 * follow pay nothing, and a pause of our own is over with the next reply.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  const { name, timeout: budget, probe, isOutage = () => true, onChange = () => {}, now = Date.now } = options;
  const { describe = (error) => reasonOf(error, name) } = options;
  let open: { readonly outage: Outage; readonly refusal: OutOfService } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pause = FIRST_PAUSE;
  let wellSince = Number.NEGATIVE_INFINITY;
  const underWay = new Set<(refusal: OutOfService) => void>();

  function trip(reason: string): void {
    if (open) return;
    open = { outage: { since: now(), reason }, refusal: new OutOfService(`${name} ${reason}`) };
    for (const giveUp of underWay) giveUp(open.refusal);
    onChange(`${name} ${reason}: requests go on without it`);
    const relapsed = performance.now() - wellSince < RELAPSE;
    if (!relapsed) pause = FIRST_PAUSE;
    schedule(relapsed ? pause : 0);
  }

  function schedule(after: Ms): void {
    timer = setTimeout(() => void tryAgain(), after).unref();
  }

  async function tryAgain(): Promise<void> {
    const asked = performance.now();
    // Why a probe fails is no news: what is refused meanwhile is counted by those it is refused to.
    const answered = await within(PROBE_TIMEOUT, probe).then(
      () => true,
      () => false,
    );
    if (!open) return;
    if (answered && performance.now() - asked <= budget) return recover(open.outage);
    schedule(answered ? FIRST_PAUSE : pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  function recover({ since }: Outage): void {
    open = null;
    wellSince = performance.now();
    onChange(`${name} is back after ${((now() - since) / 1000).toFixed(1)} s`);
  }

  /** Rejects when the work takes longer, or when it is given up. */
  async function within<T>(
    timeout: Ms,
    work: () => Promise<T>,
    others: Set<(refusal: OutOfService) => void> = new Set(),
  ): Promise<T> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new Late(`${name} did not answer within ${timeout} ms`));
    let turn: NodeJS.Immediate | undefined;
    // After a stall of the event loop timers run before replies are read that arrived long ago: one more turn of the
    // loop lets those through.
    const wait = () => {
      turn = setImmediate(giveUp);
    };
    const timer = timeout === Number.POSITIVE_INFINITY ? undefined : setTimeout(wait, timeout);
    others.add(reject);
    try {
      return await Promise.race([work(), ended]);
    } finally {
      others.delete(reject);
      clearTimeout(timer);
      clearImmediate(turn);
    }
  }

  async function run<T>(work: () => Promise<T>, timeout = budget): Promise<T> {
    if (open) throw open.refusal;
    try {
      return await within(timeout, work, underWay);
    } catch (error) {
      if (!(error instanceof OutOfService) && isOutage(error)) trip(describe(error));
      throw error;
    }
  }

  return {
    get outage() {
      return open?.outage ?? null;
    },
    run,
    async runPatiently(work) {
      try {
        const [done] = await Promise.all([work(), within(PROBE_TIMEOUT, probe)]);
        return done;
      } catch (error) {
        if (error instanceof OutOfService || !isOutage(error)) throw error;
        trip(describe(error));
        throw new OutOfService(`${name} ${describe(error)}`, { cause: error });
      }
    },
    trip,
    close() {
      open = null;
      clearTimeout(timer);
    },
  };
}

class Late extends Error {}

const LONGEST_REASON = 160;

/** What an operator may read of an error, as what follows the name: without addresses, which messages of the network hold. */
export function reasonOf(error: unknown, name: string): string {
  if (error instanceof Late || isTimeout(error)) return 'does not answer in time';
  const code = codeOf(error);
  if (code !== null) return `cannot be reached (${code})`;
  const message = error instanceof Error ? error.message : String(error);
  const plain = message.replaceAll(/\w+:\/\/\S+|\b\d+\.\d+\.\d+\.\d+(?::\d+)?|\[[\da-f:]+\](?::\d+)?/gi, '…');
  const says = plain.toLowerCase().startsWith(`${name.toLowerCase()} `)
    ? plain.slice(name.length + 1)
    : `fails: ${plain}`;
  return says.slice(0, LONGEST_REASON);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** The network's code, of the error or of what caused it. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string' && /^(E|UND_ERR)[A-Z_]+$/.test(error.code)) return error.code;
  return codeOf(error.cause);
}
