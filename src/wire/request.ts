/** What the requests of all endpoints share: reading fields, encoding them for the key, and the upstream's body. */

import { invalid } from '../errors.ts';
import type { Ask, AskOptions, Endpoint, Json, JsonObject, Traits } from '../types.ts';
import { canonicalFields, canonicalJson, isArray, isObject, pick } from './json.ts';
import { LONGEST_NAME } from './model.ts';
import { referencesIn } from './references.ts';

/** What does not shape an answer of chat or completions. `*.name` is left out of messages, content parts and tools. */
export const KEY_IGNORE: readonly string[] = [
  'stream',
  'stream_options',
  'user',
  'metadata',
  'service_tier',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  '*.cache_control',
  '*.prompt_cache_breakpoint',
];

/** What is done to a text on its way into the key. */
export type Rewrite = (text: string) => string;

/** What a dialect makes of a request; everything else about it is the same in each. */
export interface Reading {
  readonly endpoint: Endpoint;
  readonly question: string | null;
  /** @param models the name the client gave, and the one it stands for */
  readonly traits: (models: readonly string[]) => Traits;
  /** The canonical encoding of the body, its model resolved: whatever can be is encoded once, for all rewrites. */
  readonly encoder: (body: JsonObject) => (rewrite: Rewrite) => string;
  /** The upstream may choose it: a stored prompt has a model of its own. */
  readonly modelIsOptional: boolean;
  /** The stream has no usage unless `stream_options.include_usage` asks for it. */
  readonly usageIsOptional: boolean;
}

/** Throws AppError(invalid_request) naming the field. */
export function toAsk(body: JsonObject, options: AskOptions, reading: Reading): Ask {
  const { endpoint, question, usageIsOptional } = reading;
  const asked = readModel(body, reading.modelIsOptional);
  const model = options.resolveModel(asked);
  const resolved = model === '' ? body : { ...body, model };
  const stream = readBoolean(body, 'stream');
  const streamOptions = readObject(body, 'stream_options');
  let encode: ((rewrite: Rewrite) => string) | undefined;
  return {
    endpoint,
    model,
    stream,
    streamUsage: stream && (!usageIsOptional || streamOptions.include_usage === true),
    question,
    traits: reading.traits([asked, model, ...(options.otherNames?.(model) ?? [])]),
    canonical(rewrite) {
      encode ??= reading.encoder(resolved);
      return encode(rewrite);
    },
    body: (streamed) => upstreamBody(resolved, streamed, usageIsOptional),
    refersTo: () => referencesIn(body),
  };
}

/** `CACHE_KEY_IGNORE`, taken apart: names at the top, and (`*.name`) those of messages, content parts and tools. */
export interface Ignored {
  readonly top: ReadonlySet<string>;
  readonly inner: ReadonlySet<string>;
}

export function readIgnored(names: AskOptions['ignore']): Ignored {
  const inner = names.filter((name) => name.startsWith('*.'));
  return { top: new Set(names), inner: new Set(inner.map((name) => name.slice(2))) };
}

/** Blanks what the masks match. */
export function masking(masks: AskOptions['mask']): Rewrite {
  const everywhere = masks.map((mask) => (mask.global ? mask : new RegExp(mask, `${mask.flags}g`)));
  return (text) => everywhere.reduce((masked, mask) => masked.replace(mask, ''), text);
}

/** The fields that shape the answer. */
export function shapingFields(body: JsonObject, ignored: Ignored): JsonObject {
  const fields = pick(body, (name, value) => !ignored.top.has(name) && !isDefault(name, value));
  const { tools } = fields;
  return isArray(tools) ? { ...fields, tools: tools.map((tool) => withoutIgnored(tool, ignored)) } : fields;
}

/**
 * The canonical encoding of an object with one field more, whose value comes encoded: the rest is encoded only once,
 * while the question is encoded for the key and again, blanked, for the scope.
 */
export function canonicalAround(others: JsonObject, name: string): (encoded: string) => string {
  const before = canonicalFields(pick(others, (other) => other < name));
  const after = canonicalFields(pick(others, (other) => other > name));
  return (encoded) => `{${[...before, `${JSON.stringify(name)}:${encoded}`, ...after].join(',')}}`;
}

/** The canonical encoding of messages or items: all of them masked, but for the question, which is the last one. */
export function canonicalList<T extends JsonObject>(
  list: readonly T[],
  hasQuestion: boolean,
  shape: (item: T, rewrite: Rewrite) => Json,
  mask: Rewrite,
): (rewrite: Rewrite) => string {
  const encoded = (items: readonly T[], rewrite: Rewrite) => items.map((item) => canonicalJson(shape(item, rewrite)));
  const history = encoded(hasQuestion ? list.slice(0, -1) : list, mask);
  const question = hasQuestion ? list.slice(-1) : [];
  return (rewrite) => `[${[...history, ...encoded(question, rewrite)].join(',')}]`;
}

export function withoutNulls(object: JsonObject, { inner }: Ignored): JsonObject {
  return pick(object, (name, value) => value !== null && !inner.has(name));
}

/** Absent and `null` are false. */
export function readBoolean(body: JsonObject, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') throw invalid(name, `"${name}" must be true or false.`);
  return value;
}

export function readArray(body: JsonObject, name: string): readonly Json[] {
  const value = body[name] ?? [];
  if (!isArray(value)) throw invalid(name, `"${name}" must be an array.`);
  return value;
}

export function readObject(body: JsonObject, name: string): JsonObject {
  const value = body[name] ?? {};
  if (!isObject(value)) throw invalid(name, `"${name}" must be an object.`);
  return value;
}

function readModel({ model = null }: JsonObject, isOptional: boolean): string {
  if (model === null && isOptional) return '';
  if (typeof model !== 'string' || model === '') throw invalid('model', '"model" must be the name of a model.');
  if (model.length > LONGEST_NAME) throw invalid('model', `"model" takes at most ${LONGEST_NAME} characters.`);
  return model;
}

/** Fields that say no more than their absence. Nothing else does: other defaults differ by upstream and model. */
function isDefault(name: string, value: Json): boolean {
  if (value === null) return true;
  if (name === 'n') return value === 1;
  if (name === 'stream' || name === 'logprobs') return value === false;
  return name === 'response_format' && canonicalJson(value) === '{"type":"text"}';
}

function withoutIgnored(tool: Json, { inner }: Ignored): Json {
  return isObject(tool) ? pick(tool, (name) => !inner.has(name)) : tool;
}

/**
 * The client's own fields in the client's own order (that of a JSON schema's properties steers the answer). Usage is
 * always asked for: it is part of what is stored.
 */
function upstreamBody(body: JsonObject, stream: boolean, askUsage: boolean): string {
  const { stream: _, stream_options, ...rest } = body;
  if (!stream) return JSON.stringify(rest);
  if (!askUsage)
    return JSON.stringify({ ...rest, stream: true, ...(stream_options !== undefined && { stream_options }) });
  const options = isObject(stream_options) ? stream_options : {};
  return JSON.stringify({ ...rest, stream: true, stream_options: { ...options, include_usage: true } });
}
