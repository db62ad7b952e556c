import type { Handler } from 'hono';
import type { Explanation } from '../cache/explain.ts';
import type { PolicySettings } from '../cache/policy.ts';
import { invalid } from '../errors.ts';
import type { Ask, Policy } from '../types.ts';
import type { Dialects } from '../wire/dialects.ts';
import { type EmbeddingsAsk, embeddings } from '../wire/embeddings.ts';
import { parseJson } from '../wire/json.ts';
import { createPolicyOf, createReadAsk, type ReadAskOptions } from './ask.ts';
import type { ReadBody } from './body.ts';
import { readLanguage } from './language.ts';

interface ExplainParts {
  readonly readBody: ReadBody;
  readonly askOptions: ReadAskOptions;
  readonly settings: PolicySettings;
  readonly explain: (ask: Ask, policy: Policy) => Promise<Explanation>;
}

/**
 * Takes an ordinary request of any endpoint, its headers too, and says what would happen to it. `?namespace=` is the
 * client's whose request it is taken for, `?endpoint=` the endpoint's, should its fields not tell.
 */
export function explainRequest(dialects: Dialects, parts: ExplainParts): Handler {
  const { readBody, askOptions, settings, explain } = parts;
  const policyOf = createPolicyOf(settings);
  const readEmbeddings = createReadAsk(embeddings, askOptions);
  const readers = {
    chat: createReadAsk(dialects.chat, askOptions),
    responses: createReadAsk(dialects.responses, askOptions),
    completions: createReadAsk(dialects.completions, askOptions),
    embeddings: (body: Buffer) => onlyItem(readEmbeddings(body)),
  };
  return async function explainIt(context) {
    const body = await readBody(context);
    const language = readLanguage(context);
    const ask = readers[language(parseJson(body))](body);
    const owner = context.req.query('namespace') ?? 'default';
    return context.json(await explain(ask, policyOf(context, ask, owner)));
  };
}

/** Each input has an entry of its own. */
function onlyItem({ items: [first, ...others] }: EmbeddingsAsk): Ask {
  if (!first || others.length > 0) throw invalid('input', 'Inputs are explained one at a time.');
  return first;
}
