/** A text completion's request. */

import { invalid } from '../errors.ts';
import type { Ask, AskOptions, JsonObject, Traits } from '../types.ts';
import { canonicalJson, isArray, toNumber } from './json.ts';
import { canonicalAround, readBoolean, readIgnored, shapingFields, toAsk } from './request.ts';
import { isLive, isSet, PLAIN, readChoices, readFormat } from './traits.ts';

/** The question is a prompt of text. Several prompts, or one of tokens, are none. */
export function ask(body: JsonObject, options: AskOptions): Ask {
  const question = readPrompt(body);
  const verbatim = readBoolean(body, 'echo') || isSet(body.suffix);
  return toAsk(body, options, {
    endpoint: 'completions',
    question,
    traits: (models) => readTraits(body, verbatim, models),
    modelIsOptional: false,
    usageIsOptional: true,
    encoder(resolved) {
      const fields = shapingFields(resolved, readIgnored(options.ignore));
      const around = canonicalAround(fields, 'prompt');
      if (question === null) return () => canonicalJson(fields);
      // An answer that holds the prompt, or goes on from its last letter, is good for that very prompt alone.
      return (rewrite) => around(canonicalJson(verbatim ? question : rewrite(question)));
    },
  });
}

function readPrompt({ prompt = null }: JsonObject): string | null {
  if (typeof prompt === 'string') return prompt;
  if (prompt !== null && !isArray(prompt)) throw invalid('prompt', '"prompt" must be a string or an array.');
  return null;
}

function readTraits(body: JsonObject, verbatim: boolean, models: readonly string[]): Traits {
  return {
    ...PLAIN,
    structured: readFormat(body.response_format),
    choices: readChoices(body),
    // 0 gives those of the tokens that were chosen.
    logprobs: body.logprobs === true || toNumber(body.logprobs) !== null,
    verbatim,
    storedUpstream: readBoolean(body, 'store'),
    liveSearch: isLive(body, models, []),
  };
}
