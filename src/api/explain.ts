import type { Handler } from 'hono';
import type { Explanation } from '../cache/explain.ts';
import type { PolicySettings } from '../cache/policy.ts';
import type { Ask, Dialect, Policy } from '../types.ts';
import { createPolicyOf, createReadAsk, type ReadAskOptions } from './ask.ts';
import type { ReadBody } from './body.ts';

interface ExplainParts {
  readonly readBody: ReadBody;
  readonly askOptions: ReadAskOptions;
  readonly settings: PolicySettings;
  readonly explain: (ask: Ask, policy: Policy) => Promise<Explanation>;
}

/**
 * Takes an ordinary request, its headers too, and says what would happen to it. `?namespace=` is the client's whose
 * request it is taken for.
 */
export function explainRequest(dialect: Dialect, { readBody, askOptions, settings, explain }: ExplainParts): Handler {
  const readAsk = createReadAsk(dialect, askOptions);
  const policyOf = createPolicyOf(settings);
  return async function explainIt(context) {
    const ask = readAsk(await readBody(context));
    const owner = context.req.query('namespace') ?? 'default';
    return context.json(await explain(ask, policyOf(context, ask, owner)));
  };
}
