/** Puts a chat answer together from the chunks of its stream. */

import type { Assembler, Json, JsonObject, Reason, SseEvent } from '../types.ts';
import { isArray, isObject, own, pick, readJson, toNumber } from './json.ts';
import { mergeDelta, mergeLast } from './merge.ts';
import { DONE } from './sse.ts';

/**
 * Faults: `error` (an error event), `unparsable`, `cut` (no `[DONE]`, or a choice without a finish reason) and `empty`
 * (no choice at all).
 */
export function assembler(): Assembler {
  return new ChatAssembler();
}

/** Strings that OpenAI adds to hide a chunk's length. */
const PADDING = 'obfuscation';

const FIRST: ReadonlySet<string> = new Set(['id', 'created', 'model']);

class ChatAssembler implements Assembler {
  #answer: JsonObject = {};
  readonly #choices = new Map<number, JsonObject>();
  #done = false;
  #fault: Reason | null = null;

  push({ event, data }: SseEvent): void {
    if (this.#done || this.#fault !== null || !data) return;
    if (data === DONE.data) {
      this.#done = true;
      return;
    }
    const chunk = readJson(data);
    if (event === 'error' || (isObject(chunk) && chunk.error)) this.#fault = 'error';
    else if (!isObject(chunk)) this.#fault = 'unparsable';
    else this.#add(chunk);
  }

  whole(): { readonly answer: JsonObject } | { readonly fault: Reason } {
    if (this.#fault !== null) return { fault: this.#fault };
    const choices = [...this.#choices.values()].sort((a, b) => indexOf(a) - indexOf(b));
    if (!this.#done || choices.some((choice) => !choice.finish_reason)) return { fault: 'cut' };
    if (choices.length === 0) return { fault: 'empty' };
    return { answer: { ...this.#answer, object: 'chat.completion', choices: choices.map(finishChoice) } };
  }

  #add({ choices, [PADDING]: _, ...fields }: JsonObject): void {
    this.#answer = mergeChunk(this.#answer, fields);
    for (const choice of isArray(choices) ? choices : []) {
      if (isObject(choice)) this.#choices.set(indexOf(choice), mergeChoice(this.#choices.get(indexOf(choice)), choice));
    }
  }
}

/** A chunk repeats its fields: `id`, `created` and `model` are the first's, of the others (`usage`) the last counts. */
function mergeChunk(before: JsonObject, chunk: JsonObject): JsonObject {
  const first = pick(before, (name, value) => FIRST.has(name) && Boolean(value));
  return { ...mergeLast(before, chunk), ...first };
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

function indexOf(choice: JsonObject): number {
  return toNumber(own(choice, 'index')) ?? 0;
}
