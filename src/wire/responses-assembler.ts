/** Finds the response in the events of its stream. */

import type { Assembler, Json, JsonObject, Reason, SseEvent } from '../types.ts';
import { isPresent } from './answer.ts';
import { isObject, readJson, toNumber } from './json.ts';
import { DONE } from './sse.ts';

/**
 * The last event brings the whole response. Faults: `error` (`response.failed`, or an error event), `unparsable`, `cut`
 * (it never came) and `too-large`.
 */
export function assembler(maxLength: number): Assembler {
  return new ResponsesAssembler(maxLength);
}

class ResponsesAssembler implements Assembler {
  #answer: JsonObject | null = null;
  #fault: Reason | null = null;
  /** By output index, as they were done: some upstreams leave them out of the last event. */
  readonly #items = new Map<number, Json>();
  #itemsLength = 0;
  readonly #maxLength: number;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  push({ event, data }: SseEvent): void {
    // Some upstreams end these streams as those of chat end.
    if (this.#answer !== null || this.#fault !== null || !data || data === DONE.data) return;
    const payload = readJson(data);
    if (isObject(payload)) this.#take(payload, payload.type ?? event, data.length);
    else this.#fault = event === 'error' ? 'error' : 'unparsable';
  }

  whole(): ReturnType<Assembler['whole']> {
    if (this.#fault !== null || this.#answer === null) return { fault: this.#fault ?? 'cut' };
    if (isPresent(this.#answer.output)) return { answer: this.#answer };
    if (this.#itemsLength > this.#maxLength) return { fault: 'too-large', rest: this.#answer };
    const items = [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item);
    return { answer: { ...this.#answer, output: items } };
  }

  #take(payload: JsonObject, type: Json | undefined, length: number): void {
    const { response, item, output_index } = payload;
    switch (type) {
      case 'response.completed':
      case 'response.incomplete':
        if (isObject(response)) this.#answer = response;
        else this.#fault = 'unparsable';
        break;
      case 'response.output_item.done':
        this.#itemsLength += length;
        if (this.#itemsLength > this.#maxLength) this.#items.clear();
        else if (item !== undefined) this.#items.set(toNumber(output_index) ?? this.#items.size, item);
        break;
      case 'response.failed':
      case 'error':
        this.#fault = 'error';
        break;
      default:
        if (isPresent(payload.error)) this.#fault = 'error';
    }
  }
}
