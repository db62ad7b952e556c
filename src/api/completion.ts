import type { Context, Handler } from 'hono';
import type { Asked } from '../answer.ts';
import type { PolicySettings } from '../cache/policy.ts';
import type { Dialect, Ms, Outcome, Reply, Steps } from '../types.ts';
import { createPolicyOf, createReadAsk, type ReadAskOptions } from './ask.ts';
import type { Authenticate } from './auth.ts';
import type { ReadBody } from './body.ts';
import { toAppError } from './error.ts';
import { toResponse } from './reply.ts';

export interface CompletionParts {
  readonly authenticate: Authenticate;
  readonly readBody: ReadBody;
  readonly answer: (asked: Asked) => Promise<Reply>;
  readonly record: (outcome: Outcome) => void;
  readonly settings: PolicySettings;
  readonly askOptions: ReadAskOptions;
  readonly now: () => Ms;
}

/** The handler of one cached endpoint: HTTP to `Asked`, `Reply` to HTTP, and one outcome for the record. */
export function completion(dialect: Dialect, parts: CompletionParts): Handler {
  const { authenticate, readBody, answer, record } = parts;
  const readAsk = createReadAsk(dialect, parts.askOptions);
  const policyOf = createPolicyOf(parts.settings);

  return async function complete(context: Context): Promise<Response> {
    const begun = performance.now();
    const steps: Steps = {};
    const outcome = { ...blankOutcome(context, dialect), at: parts.now(), steps };
    const finish = (known: Partial<Outcome>) => {
      record({ ...outcome, ...known, latency: performance.now() - begun });
    };
    try {
      const owner = authenticate(context);
      const ask = readAsk(await readBody(context));
      const policy = policyOf(context, ask, owner);
      const { model, stream, question } = ask;
      Object.assign(outcome, { model, stream, question, namespace: policy.namespace });
      steps.parse = performance.now() - begun;
      const reply = await answer({
        dialect,
        ask,
        policy,
        steps,
        // Made when it is asked for, since making it costs more than a hit from memory.
        get signal() {
          return context.req.raw.signal;
        },
      });
      const { status, verdict } = reply;
      return toResponse(reply, outcome.requestId, steps, (ending) => finish({ status, verdict, ...ending }));
    } catch (cause) {
      const error = toAppError(cause);
      finish({ status: error.status, error: error.code });
      throw error;
    }
  };
}

function blankOutcome(context: Context, { endpoint }: Dialect): Omit<Outcome, 'at' | 'steps'> {
  return {
    requestId: context.get('requestId'),
    endpoint,
    namespace: '',
    model: '',
    stream: false,
    status: 0,
    question: null,
    verdict: null,
    usage: null,
    notStored: null,
    error: null,
    latency: 0,
  };
}
