/** A whole chat answer: whether it may be stored, and what it cost. */

import type { Ask, Json, JsonObject, Reason, Usage } from '../types.ts';
import { textsOf } from './chat-message.ts';
import { isArray, isObject, readJson, toNumber } from './json.ts';
import { isSameModel } from './model.ts';

/** Finish reasons by which an upstream says that it broke off. */
const BROKEN: ReadonlySet<string> = new Set(['error', 'abort', 'aborted', 'cancelled', 'insufficient_system_resource']);

/** Fields of a message that answer the request, besides its content. */
const PAYLOADS = ['tool_calls', 'function_call', 'audio', 'images'];

/**
 * Why an answer may not be stored; `null`: it may. `error`, `other-model`, `empty`, `cut` (no finish reason),
 * `content_filter`, `refusal`, `tool-arguments` and `schema-content` (they do not parse). One bad choice is enough.
 */
export function fault(answer: JsonObject, ask: Ask): Reason | null {
  if (isPresent(answer.error)) return 'error';
  const { model } = answer;
  if (typeof model === 'string' && model !== '' && !isSameModel(ask.model, model)) return 'other-model';
  const choices = objects(answer.choices);
  if (choices.length === 0) return 'empty';
  return choices.map((choice) => choiceFault(choice, ask)).find((reason) => reason !== null) ?? null;
}

/** `null` when the answer does not say. */
export function usage(answer: JsonObject): Usage | null {
  const counts = answer.usage;
  if (!isObject(counts)) return null;
  const details = counts.prompt_tokens_details;
  return {
    inputTokens: toNumber(counts.prompt_tokens) ?? 0,
    outputTokens: toNumber(counts.completion_tokens) ?? 0,
    cachedInputTokens: (isObject(details) ? toNumber(details.cached_tokens) : null) ?? 0,
  };
}

/** The content of all choices, a line break between them. */
export function text(answer: JsonObject): string {
  return objects(answer.choices).map(messageOf).flatMap(textsOf).join('\n');
}

/** Some choice ended at its limit of tokens. */
export function isPartial(answer: JsonObject): boolean {
  return objects(answer.choices).some(({ finish_reason }) => finish_reason === 'length');
}

function choiceFault(choice: JsonObject, ask: Ask): Reason | null {
  const { finish_reason, error } = choice;
  const message = messageOf(choice);
  if (isPresent(error) || (typeof finish_reason === 'string' && BROKEN.has(finish_reason))) return 'error';
  if (finish_reason === 'content_filter') return 'content_filter';
  if (isPresent(message.refusal)) return 'refusal';
  if (!isPresent(message.content) && !PAYLOADS.some((name) => isPresent(message[name]))) return 'empty';
  if (!isPresent(finish_reason)) return 'cut';
  if (!toolArguments(message).every(isJson)) return 'tool-arguments';
  if (ask.traits.structured && isPresent(message.content) && !isJson(message.content)) return 'schema-content';
  return null;
}

/** Of functions, new style and old. A custom tool's input is free text. */
function toolArguments(message: JsonObject): (Json | undefined)[] {
  const calls = objects(message.tool_calls).map((call) => call.function);
  return [...calls, message.function_call].filter(isObject).map((called) => called.arguments);
}

function messageOf({ message }: JsonObject): JsonObject {
  return isObject(message) ? message : {};
}

function isJson(text: Json | undefined): boolean {
  return typeof text === 'string' && readJson(text) !== undefined;
}

function isPresent(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '' && !(isArray(value) && value.length === 0);
}

function objects(value: Json | undefined): JsonObject[] {
  return isArray(value) ? value.filter(isObject) : [];
}
