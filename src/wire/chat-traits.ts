/** The facts about a chat request that cache/policy.ts judges by. */

import { invalid } from '../errors.ts';
import type { Json, JsonObject, Traits } from '../types.ts';
import { type ChatMessage, partsOf } from './chat-message.ts';
import { isArray, isObject, toNumber } from './json.ts';
import { isLiveSearchModel } from './model.ts';
import { readBoolean } from './request.ts';

/** Fields that make some upstream search the web: OpenRouter's, OpenAI's, Groq's (two), xAI's, Qwen's. */
const SEARCH_FIELDS = [
  'plugins',
  'web_search_options',
  'search_settings',
  'compound_custom',
  'search_parameters',
  'enable_search',
];

/** `models`: the name the client gave, and the one it stands for. */
export function readTraits(body: JsonObject, messages: readonly ChatMessage[], models: readonly string[]): Traits {
  const tools = readArray(body, 'tools');
  return {
    userTurns: messages.filter(({ role }) => role === 'user').length,
    tools: tools.length > 0 || readArray(body, 'functions').length > 0 || messages.some(concernsTools),
    media: messages.some(hasMedia),
    structured: readFormat(body.response_format),
    choices: readChoices(body),
    logprobs: readBoolean(body, 'logprobs') || (toNumber(body.top_logprobs) ?? 0) > 0,
    audioOutput: readArray(body, 'modalities').includes('audio'),
    storedUpstream: readBoolean(body, 'store'),
    liveSearch:
      models.some(isLiveSearchModel) || tools.some(isHosted) || SEARCH_FIELDS.some((name) => isSet(body[name])),
  };
}

function readArray(body: JsonObject, name: string): readonly Json[] {
  const value = body[name] ?? [];
  if (!isArray(value)) throw invalid(name, `"${name}" must be an array.`);
  return value;
}

function readChoices({ n }: JsonObject): number {
  const choices = toNumber(n ?? 1);
  if (choices === null || !Number.isInteger(choices) || choices < 1) {
    throw invalid('n', '"n" must be an integer of at least 1.');
  }
  return choices;
}

function concernsTools({ role, tool_calls, function_call }: ChatMessage): boolean {
  return role === 'tool' || role === 'function' || isSet(tool_calls) || isSet(function_call);
}

function hasMedia({ content, audio }: ChatMessage): boolean {
  return isSet(audio) || partsOf(content).some(({ type }) => type !== 'text' && type !== 'refusal');
}

function readFormat(format: Json | undefined): Traits['structured'] {
  if (!isObject(format)) return null;
  if (format.type === 'json_object') return 'json';
  return format.type === 'json_schema' ? 'schema' : null;
}

/** A tool that the upstream runs by itself, such as `browser_search`. */
function isHosted(tool: Json): boolean {
  if (!isObject(tool)) return false;
  return tool.type === undefined ? !isObject(tool.function) : tool.type !== 'function' && tool.type !== 'custom';
}

function isSet(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isArray(value) || value.length > 0;
}
