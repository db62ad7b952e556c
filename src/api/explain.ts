import type { Handler } from 'hono';
import type { Explanation } from '../cache/explain.ts';
import type { PolicySettings } from '../cache/policy.ts';
import type { Ask, Policy } from '../types.ts';
import { type Dialects, dialectNameOf } from '../wire/dialects.ts';
import { parseJson } from '../wire/json.ts';
import { createPolicyOf, createReadAsk, type ReadAskOptions } from './ask.ts';
import type { ReadBody } from './body.ts';

interface ExplainParts {
  readonly readBody: ReadBody;
  readonly askOptions: ReadAskOptions;
  readonly settings: PolicySettings;
  readonly explain: (ask: Ask, policy: Policy) => Promise<Explanation>;
}

/**
 * Takes an ordinary request of any endpoint, its headers too, and says what would happen to it. `?namespace=` is the
 * client's whose request it is taken for.
 */
export function explainRequest(dialects: Dialects, parts: ExplainParts): Handler {
  const { readBody, askOptions, settings, explain } = parts;
  const policyOf = createPolicyOf(settings);
  const readers = {
    chat: createReadAsk(dialects.chat, askOptions),
    responses: createReadAsk(dialects.responses, askOptions),
    completions: createReadAsk(dialects.completions, askOptions),
  };
  return async function explainIt(context) {
    const body = await readBody(context);
    const ask = readers[dialectNameOf(parseJson(body))](body);
    const owner = context.req.query('namespace') ?? 'default';
    return context.json(await explain(ask, policyOf(context, ask, owner)));
  };
}
