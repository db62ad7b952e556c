/** Facts about a request that several endpoints tell in the same way. */

import { invalid } from '../errors.ts';
import type { Json, JsonObject, Traits } from '../types.ts';
import { isArray, isObject, toNumber } from './json.ts';
import { isLiveSearchModel } from './model.ts';

/** Fields that make some upstream search the web: OpenRouter's, OpenAI's, Groq's (two), xAI's, Qwen's. */
const SEARCH_FIELDS = [
  'plugins',
  'web_search_options',
  'search_settings',
  'compound_custom',
  'search_parameters',
  'enable_search',
];

/** Tools that the client runs by itself; a namespace is a group of them. */
const OWN_TOOLS: ReadonlySet<Json> = new Set(['function', 'custom', 'namespace']);

/** What a plain question has. */
export const PLAIN: Traits = {
  userTurns: 1,
  tools: false,
  media: false,
  structured: null,
  choices: 1,
  logprobs: false,
  verbatim: false,
  audioOutput: false,
  storedUpstream: false,
  stateful: false,
  background: false,
  liveSearch: false,
};

/** Whether the upstream looks things up, or runs something, before it answers. */
export function isLive(body: JsonObject, models: readonly string[], tools: readonly Json[]): boolean {
  return models.some(isLiveSearchModel) || tools.some(isHosted) || SEARCH_FIELDS.some((name) => isSet(body[name]));
}

export function readFormat(format: Json | undefined): Traits['structured'] {
  if (!isObject(format)) return null;
  if (format.type === 'json_object') return 'json';
  return format.type === 'json_schema' ? 'schema' : null;
}

export function readChoices({ n }: JsonObject): number {
  const choices = toNumber(n ?? 1);
  if (choices === null || !Number.isInteger(choices) || choices < 1) {
    throw invalid('n', '"n" must be an integer of at least 1.');
  }
  return choices;
}

/** There, and neither `null`, `false` nor an empty list. */
export function isSet(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isArray(value) || value.length > 0;
}

/** A tool that the upstream runs by itself, such as `browser_search`. */
function isHosted(tool: Json): boolean {
  if (!isObject(tool)) return false;
  return tool.type === undefined ? !isObject(tool.function) : !OWN_TOOLS.has(tool.type);
}
