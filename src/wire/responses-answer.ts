/** A whole response: whether it may be stored, what it says, and what it cost. */

import type { Ask, Json, JsonObject, Reason, Usage } from '../types.ts';
import { chargeIn, isJson, isPresent, objects, originFault } from './answer.ts';
import { isObject, toNumber } from './json.ts';

/** What the other statuses mean; `completed`, `incomplete` or none may be stored. */
const STATUS_FAULTS: ReadonlyMap<Json | undefined, Reason> = new Map([
  ['failed', 'error'],
  ['cancelled', 'error'],
  ['queued', 'cut'],
  ['in_progress', 'cut'],
]);

/**
 * Why an answer may not be stored; `null`: it may. `error`, `other-model`, `cut` (it is not done), `content_filter`,
 * `refusal`, `empty` (it reasoned, and said nothing), `tool-arguments` and `schema-content` (they do not parse).
 */
export function fault(answer: JsonObject, ask: Ask): Reason | null {
  return originFault(answer, ask) ?? endFault(answer) ?? outputFault(objects(answer.output), ask);
}

/** `null` when the answer does not say. */
export function usage(answer: JsonObject): Usage | null {
  const counts = answer.usage;
  if (!isObject(counts)) return null;
  const details = counts.input_tokens_details;
  return {
    inputTokens: toNumber(counts.input_tokens) ?? 0,
    outputTokens: toNumber(counts.output_tokens) ?? 0,
    cachedInputTokens: (isObject(details) ? toNumber(details.cached_tokens) : null) ?? 0,
    ...chargeIn(counts),
  };
}

/** The text of all messages, a line break between them. */
export function text(answer: JsonObject): string {
  return objects(answer.output).filter(isMessage).map(textIn).join('\n');
}

/** It ended at its limit of tokens. */
export function isPartial({ status }: JsonObject): boolean {
  return status === 'incomplete';
}

function endFault({ status, incomplete_details: details }: JsonObject): Reason | null {
  if (isObject(details) && details.reason === 'content_filter') return 'content_filter';
  return STATUS_FAULTS.get(status) ?? null;
}

function outputFault(items: readonly JsonObject[], ask: Ask): Reason | null {
  const messages = items.filter(isMessage);
  if (messages.flatMap(partsIn).some(({ refusal }) => isPresent(refusal))) return 'refusal';
  if (!items.some(says)) return 'empty';
  const calls = items.filter(({ type }) => type === 'function_call');
  if (!calls.every((call) => isJson(call.arguments))) return 'tool-arguments';
  // What comes before the final answer is plain text.
  const bound = ask.traits.structured ? messages.filter(({ phase }) => phase !== 'commentary').map(textIn) : [];
  return bound.every((said) => said === '' || isJson(said)) ? null : 'schema-content';
}

/** A message with something in it, or a call. */
function says(item: JsonObject): boolean {
  if (isMessage(item)) return partsIn(item).some(({ type, text }) => type !== 'output_text' || isPresent(text));
  return item.type !== 'reasoning';
}

function isMessage({ type }: JsonObject): boolean {
  return type === 'message';
}

function partsIn({ content }: JsonObject): JsonObject[] {
  return objects(content);
}

function textIn(message: JsonObject): string {
  const texts = partsIn(message).map((part) => part.text);
  return texts.filter((said) => typeof said === 'string').join('');
}
