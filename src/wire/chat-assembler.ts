/** Puts a chat answer together from the chunks of its stream. */

import type { Assembler, Json, JsonObject } from '../types.ts';
import { ChoicesAssembler } from './choices-assembler.ts';
import { isArray, isObject } from './json.ts';
import { mergeDelta, mergeLast } from './merge.ts';

export function assembler(maxLength: number): Assembler {
  return new ChoicesAssembler({ maxLength, object: 'chat.completion', merge: mergeChoice, finish: finishChoice });
}

function mergeChoice(before: JsonObject = {}, { delta, logprobs, ...fields }: JsonObject): JsonObject {
  const parts = { ...(isObject(delta) && { delta }), ...(logprobs !== undefined && { logprobs }) };
  return mergeDelta(mergeLast(before, fields), parts);
}

function finishChoice({ delta, ...choice }: JsonObject): JsonObject {
  const message = isObject(delta) ? delta : {};
  return { ...choice, message: { ...message, ...finishToolCalls(message) } };
}

/** A tool call's `index` is its place in the array; only deltas need it. */
function finishToolCalls({ tool_calls }: JsonObject): JsonObject {
  if (!isArray(tool_calls)) return {};
  return { tool_calls: tool_calls.map(withoutIndex) };
}

function withoutIndex(call: Json): Json {
  if (!isObject(call)) return call;
  const { index: _, ...rest } = call;
  return rest;
}
