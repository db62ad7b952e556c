/** Finds the response in the events of its stream. */

import type { Assembler, Json, JsonObject, Reason, SseEvent } from '../types.ts';
import { isPresent } from './answer.ts';
import { isObject, readJson, toNumber } from './json.ts';
import { DONE } from './sse.ts';

/**
 * The last event brings the whole response. Faults: `error` (`response.failed`, or an error event), `unparsable` and
 * `cut` (it never came).
 */
export function assembler(): Assembler {
  return new ResponsesAssembler();
}

class ResponsesAssembler implements Assembler {
  #answer: JsonObject | null = null;
  #fault: Reason | null = null;
  /** By output index, as they were done: some upstreams leave them out of the last event. */
  readonly #items = new Map<number, Json>();

  push({ event, data }: SseEvent): void {
    // Some upstreams end these streams as those of chat end.
    if (this.#answer !== null || this.#fault !== null || !data || data === DONE.data) return;
    const payload = readJson(data);
    if (isObject(payload)) this.#take(payload, payload.type ?? event);
    else this.#fault = event === 'error' ? 'error' : 'unparsable';
  }

  whole(): { readonly answer: JsonObject } | { readonly fault: Reason } {
    if (this.#fault !== null || this.#answer === null) return { fault: this.#fault ?? 'cut' };
    if (isPresent(this.#answer.output)) return { answer: this.#answer };
    const items = [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item);
    return { answer: { ...this.#answer, output: items } };
  }

  #take(payload: JsonObject, type: Json | undefined): void {
    const { response, item, output_index } = payload;
    switch (type) {
      case 'response.completed':
      case 'response.incomplete':
        if (isObject(response)) this.#answer = response;
        else this.#fault = 'unparsable';
        break;
      case 'response.output_item.done':
        if (item !== undefined) this.#items.set(toNumber(output_index) ?? this.#items.size, item);
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
