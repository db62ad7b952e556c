/** Embeddings: https://platform.openai.com/docs/api-reference/embeddings */

import { invalid } from '../errors.ts';
import type { Ask, AskOptions, Json, JsonObject } from '../types.ts';
import { canonicalJson, isArray, isObject, toNumber } from './json.ts';
import { canonicalAround, KEY_IGNORE, readIgnored, shapingFields, toAsk } from './request.ts';
import { PLAIN } from './traits.ts';

/** OpenAI's limit of inputs in one request. */
const MAX_INPUTS = 2_048;

/** What is known to leave a vector a vector of floats, in either form of writing it. */
const KNOWN = new Set([...KEY_IGNORE, 'model', 'input', 'dimensions', 'encoding_format']);

/** How a vector is written: a JSON list of numbers, or its 32-bit floats (little-endian) in base64. */
export type Form = 'float' | 'base64';

/** A request for embeddings, and each of its inputs as a request of its own: an answer to one is good for the other. */
export interface EmbeddingsAsk extends Ask {
  readonly form: Form;
  /** Whether a vector that came in one form may be given in the other. */
  readonly convertible: boolean;
  /** One for each input, in order. */
  readonly items: readonly ItemAsk[];
  /** The upstream's body for some of the items. */
  bodyOf(items: readonly ItemAsk[]): string;
}

export interface ItemAsk extends Ask {
  readonly input: Json;
  /** As it was asked; empty when it is no text. */
  readonly text: string;
  /** How much of what a call cost was for this one: tokens, or characters. */
  readonly weight: number;
}

export const embeddings = { endpoint: 'embeddings', keyIgnore: KEY_IGNORE, ask } as const;

/** Throws AppError(invalid_request) naming the field. Inputs are never normalised: each letter shapes the vector. */
function ask(body: JsonObject, options: AskOptions): EmbeddingsAsk {
  const inputs = readInputs(body.input);
  const form = readForm(body);
  // A field of one upstream's, such as `output_dtype`, may give the same bytes another meaning.
  const convertible = Object.keys(body).every((name) => KNOWN.has(name));
  const whole = toAsk(body, options, {
    endpoint: 'embeddings',
    question: null,
    traits: () => PLAIN,
    modelIsOptional: false,
    usageIsOptional: false,
    // Of one input, the request's key is that of its entry.
    encoder: () => () => around()(canonicalJson(inputs.length === 1 ? inputs[0]! : inputs)),
  });
  const resolved = { ...body, model: whole.model };
  let encode: ((encoded: string) => string) | undefined;
  function around(): (encoded: string) => string {
    const { encoding_format: _, ...fields } = shapingFields(resolved, readIgnored(options.ignore));
    encode ??= canonicalAround(convertible ? fields : { ...fields, encoding_format: form }, 'input');
    return encode;
  }
  const request = { ...whole, stream: false, streamUsage: false };
  const items = inputs.map((input) => ({
    ...request,
    input,
    text: typeof input === 'string' ? input : '',
    weight: typeof input === 'string' || isArray(input) ? input.length : 1,
    canonical: () => around()(canonicalJson(input)),
    body: () => JSON.stringify({ ...resolved, input }),
  }));
  return {
    ...request,
    form,
    convertible,
    items,
    body: () => JSON.stringify(resolved),
    bodyOf: (wanted) =>
      JSON.stringify(
        wanted.length === items.length ? resolved : { ...resolved, input: wanted.map(({ input }) => input) },
      ),
  };
}

/** A text, a list of tokens, or a list of these; some upstreams take objects with images too. */
function readInputs(input: Json | undefined): readonly Json[] {
  if (typeof input === 'string') return [readInput(input, 'input')];
  if (!isArray(input)) throw invalid('input', '"input" must be a text, a list of tokens, or a list of these.');
  if (isTokens(input)) return [input];
  if (input.length === 0) throw invalid('input', '"input" must not be empty.');
  if (input.length > MAX_INPUTS) throw invalid('input', `"input" takes at most ${MAX_INPUTS} inputs.`);
  return input.map((one, index) => readInput(one, `input[${index}]`));
}

function readInput(input: Json, name: string): Json {
  if (input === '') throw invalid(name, `"${name}" must not be empty.`);
  if (typeof input === 'string' || isTokens(input) || isObject(input)) return input;
  throw invalid(name, `"${name}" must be a text or a list of tokens.`);
}

function isTokens(input: Json): boolean {
  return isArray(input) && input.length > 0 && input.every((token) => Number.isInteger(toNumber(token)));
}

function readForm({ encoding_format: form = null }: JsonObject): Form {
  if (form === null || form === 'float') return 'float';
  if (form === 'base64') return 'base64';
  throw invalid('encoding_format', '"encoding_format" must be "float" or "base64".');
}
