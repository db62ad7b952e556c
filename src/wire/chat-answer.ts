/** A whole chat answer: whether it may be stored, and what it says. */

import type { Ask, Json, JsonObject, Reason } from '../types.ts';
import { isJson, isPresent, objects } from './answer.ts';
import { choicesFault } from './choices-answer.ts';
import { textsOf } from './content.ts';
import { isObject } from './json.ts';

/** Fields of a message that answer the request, besides its content. */
const PAYLOADS = ['tool_calls', 'function_call', 'audio', 'images'];

/** As of every answer with choices, and `refusal`, `tool-arguments` and `schema-content` (they do not parse). */
export function fault(answer: JsonObject, ask: Ask): Reason | null {
  return choicesFault(answer, ask, messageFault);
}

/** The content of all choices, a line break between them. */
export function text(answer: JsonObject): string {
  return objects(answer.choices).map(messageOf).flatMap(textsOf).join('\n');
}

function messageFault(choice: JsonObject, ask: Ask): Reason | null {
  const message = messageOf(choice);
  if (isPresent(message.refusal)) return 'refusal';
  if (!isPresent(message.content) && !PAYLOADS.some((name) => isPresent(message[name]))) return 'empty';
  if (!isPresent(choice.finish_reason)) return 'cut';
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
