import type { Context, Handler } from 'hono';
import type { PolicySettings } from '../cache/policy.ts';
import { AppError } from '../errors.ts';
import type { Ask, Dialect, Ending, Ms, Outcome, Policy, Reply, Steps, Verdict } from '../types.ts';
import { createPolicyOf, createReadAsk, type Language, type ReadAskOptions } from './ask.ts';
import type { Authenticate } from './auth.ts';
import type { ReadBody } from './body.ts';
import { toAppError } from './error.ts';
import { identify } from './identify.ts';
import { toResponse } from './reply.ts';

/** A request read and judged. Of an endpoint that has its own way (embeddings), in that one's terms. */
interface Asked<A extends Ask, L extends Language<A>> {
  readonly dialect: L;
  readonly ask: A;
  readonly policy: Policy;
  readonly steps: Steps;
  readonly signal: () => AbortSignal;
}

export type CompletionParts = EndpointParts<Ask, Dialect>;

export interface EndpointParts<A extends Ask, L extends Language<A>> {
  readonly authenticate: Authenticate;
  readonly readBody: ReadBody;
  readonly isDraining: () => boolean;
  readonly answer: (asked: Asked<A, L>) => Promise<Reply>;
  readonly record: (outcome: Outcome) => void;
  readonly settings: PolicySettings;
  readonly askOptions: ReadAskOptions;
  readonly now: () => Ms;
}

/** The handler of one cached endpoint: HTTP to `Asked`, `Reply` to HTTP, and one outcome for the record. */
export function completion<A extends Ask, L extends Language<A>>(dialect: L, parts: EndpointParts<A, L>): Handler {
  const { authenticate, readBody, isDraining, answer, record, now } = parts;
  const readAsk = createReadAsk(dialect, parts.askOptions);
  const policyOf = createPolicyOf(parts.settings);

  return async function complete(context: Context): Promise<Response> {
    const begun = performance.now();
    const at = now();
    const steps: Steps = {};
    const requestId = identify(context);
    let ask: A | null = null;
    let policy: Policy | null = null;
    const finish = (status: number, verdict: Verdict | null, { usage, notStored }: Ending, error: string | null) =>
      record({
        requestId,
        at,
        endpoint: dialect.endpoint,
        namespace: policy?.namespace ?? '',
        model: ask?.model ?? '',
        stream: ask?.stream ?? false,
        question: ask?.question ?? null,
        status,
        verdict,
        usage,
        notStored,
        error,
        latency: performance.now() - begun,
        steps,
      });
    try {
      if (isDraining()) throw new AppError('draining', 'The proxy is stopping.', { retryAfter: 1 });
      const owner = authenticate(context);
      ask = readAsk(await readBody(context));
      policy = policyOf(context, ask, owner);
      steps.parse = performance.now() - begun;
      const reply = await answer({
        dialect,
        ask,
        policy,
        steps,
        // A function, not a getter: V8 makes a hidden class for each object with one, which only a full collection frees.
        signal: () => context.req.raw.signal,
      });
      return toResponse(reply, requestId, steps, (ending) => finish(reply.status, reply.verdict, ending, null));
    } catch (cause) {
      const error = toAppError(cause);
      finish(error.status, null, NOTHING, error.code);
      throw error;
    }
  };
}

const NOTHING: Ending = { usage: null, notStored: null };
