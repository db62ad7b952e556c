/** Puts an answer together from the chunks of its stream, choice by choice. */

import type { Assembler, JsonObject, Reason, SseEvent } from '../types.ts';
import { isArray, isObject, own, pick, readJson, toNumber } from './json.ts';
import { mergeLast } from './merge.ts';
import { DONE } from './sse.ts';

interface ChoicesOptions {
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
 * Faults: `error` (an error event), `unparsable`, `cut` (no `[DONE]`, or a choice without a finish reason) and `empty`
 * (no choice at all).
 */
export class ChoicesAssembler implements Assembler {
  readonly #options: ChoicesOptions;
  #answer: JsonObject = {};
  readonly #choices = new Map<number, JsonObject>();
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

  whole(): { readonly answer: JsonObject } | { readonly fault: Reason } {
    if (this.#fault !== null) return { fault: this.#fault };
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
      this.#choices.set(index, this.#options.merge(this.#choices.get(index), choice));
    }
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
