/** Puts an answer together from the chunks of its stream, choice by choice. */

import type { Assembler, Json, JsonObject, Reason, SseEvent } from '../types.ts';
import { isArray, isObject, own, pick, readJson, toNumber } from './json.ts';
import { mergeLast } from './merge.ts';
import { DONE } from './sse.ts';

interface ChoicesOptions {
  /** Of the characters that the choices may hold. */
  readonly maxLength: number;
  /** The `object` of a whole answer. */
  readonly object: string;
  /** Adds a chunk's choice to what there is of it. */
  readonly merge: (before: JsonObject | undefined, choice: JsonObject) => JsonObject;
  /** The choice as a whole answer has it. */
  readonly finish: (choice: JsonObject) => JsonObject;
}

/** Strings that OpenAI adds to hide a chunk's length. */
const PADDING = 'obfuscation';

const FIRST: ReadonlySet<string> = new Set(['id', 'created', 'model']);

/**
 * Faults: `error` (an error event), `unparsable`, `cut` (no `[DONE]`, or a choice without a finish reason), `empty` (no
 * choice at all) and `too-large`.
 */
export class ChoicesAssembler implements Assembler {
  readonly #options: ChoicesOptions;
  #answer: JsonObject = {};
  readonly #choices = new Map<number, JsonObject>();
  #length = 0;
  #done = false;
  #fault: Reason | null = null;

  constructor(options: ChoicesOptions) {
    this.#options = options;
  }

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

  whole(): ReturnType<Assembler['whole']> {
    if (this.#fault !== null) return { fault: this.#fault };
    if (this.#isTooLarge()) return { fault: 'too-large', rest: this.#answer };
    const choices = [...this.#choices.values()].sort((a, b) => indexOf(a) - indexOf(b));
    if (!this.#done || choices.some((choice) => !choice.finish_reason)) return { fault: 'cut' };
    if (choices.length === 0) return { fault: 'empty' };
    const { object, finish } = this.#options;
    return { answer: { ...this.#answer, object, choices: choices.map(finish) } };
  }

  #add({ choices, [PADDING]: _, ...fields }: JsonObject): void {
    this.#answer = mergeChunk(this.#answer, fields);
    for (const choice of isArray(choices) ? choices.filter(isObject) : []) {
      const index = indexOf(choice);
      this.#length += lengthOf(choice);
      if (this.#isTooLarge()) this.#choices.clear();
      else this.#choices.set(index, this.#options.merge(this.#choices.get(index), choice));
    }
  }

  #isTooLarge(): boolean {
    return this.#length > this.#options.maxLength;
  }
}

/** A chunk repeats its fields: `id`, `created` and `model` are the first's, of the others (`usage`) the last counts. */
function mergeChunk(before: JsonObject, chunk: JsonObject): JsonObject {
  const first = pick(before, (name, value) => FIRST.has(name) && Boolean(value));
  return { ...mergeLast(before, chunk), ...first };
}

function indexOf(choice: JsonObject): number {
  return toNumber(own(choice, 'index')) ?? 0;
}

/** The characters of its texts: what bears weight in a delta. */
function lengthOf(value: Json): number {
  if (typeof value === 'string') return value.length;
  let length = 0;
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) length += lengthOf(inner);
  return length;
}
