/** A responses request: what is asked, what shapes the answer, and what the upstream is sent. */

import type { Ask, AskOptions, JsonObject } from '../types.ts';
import { shapeContent } from './content.ts';
import { canonicalJson } from './json.ts';
import {
  canonicalAround,
  canonicalList,
  type Ignored,
  masking,
  type Rewrite,
  readIgnored,
  shapingFields,
  toAsk,
  withoutNulls,
} from './request.ts';
import { isOfUser, itemsOf, questionIn, readInput } from './responses-input.ts';
import { readTraits } from './responses-traits.ts';

/** The answer repeats every other field of the request, so all of them are in the key. */
export const RESPONSES_KEY_IGNORE: readonly string[] = [
  'stream',
  'stream_options',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  '*.prompt_cache_breakpoint',
];

/** Whose request it is, repeated in the answer: never left out of the key, whatever the operator leaves out elsewhere. */
const PERSONAL: ReadonlySet<string> = new Set(['metadata', 'user', 'safety_identifier']);

/**
 * Reads a request of the responses endpoint, checking only what the proxy itself relies on: the rest is the upstream's
 * to judge. The question is the text of the last item when that is a message of the user's.
 */
export function ask(body: JsonObject, options: AskOptions): Ask {
  const input = readInput(body);
  const items = itemsOf(input);
  return toAsk(body, options, {
    endpoint: 'responses',
    question: questionIn(items),
    traits: (models) => readTraits(body, items, models),
    modelIsOptional: true,
    usageIsOptional: false,
    encoder(resolved) {
      const ignored = readIgnored(options.ignore.filter((name) => !PERSONAL.has(name)));
      const mask = masking(options.mask);
      const fields = maskInstructions(shapingFields(resolved, ignored), mask);
      if (input === null) return () => canonicalJson(fields);
      const around = canonicalAround(fields, 'input');
      if (typeof input === 'string') return (rewrite) => around(canonicalJson(rewrite(input)));
      const asks = items.slice(-1).some(isOfUser);
      const encode = canonicalList(items, asks, (item, rewrite) => shapeItem(item, ignored, rewrite), mask);
      return (rewrite) => around(encode(rewrite));
    },
  });
}

function maskInstructions(fields: JsonObject, mask: Rewrite): JsonObject {
  const { instructions } = fields;
  return typeof instructions === 'string' ? { ...fields, instructions: mask(instructions) } : fields;
}

/** The texts of an item are a message's `content` and a tool's `output`. */
function shapeItem(item: JsonObject, ignored: Ignored, rewrite: Rewrite): JsonObject {
  const { content, output } = item;
  return {
    ...withoutNulls(item, ignored),
    ...(content && { content: shapeContent(content, ignored, rewrite) }),
    ...(output && { output: shapeContent(output, ignored, rewrite) }),
  };
}
