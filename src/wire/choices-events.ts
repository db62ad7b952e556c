/** A stored answer that has choices as the chunks of a stream, and such chunks as a client sees them. */

import type { Json, JsonObject, SseEvent } from '../types.ts';
import { objects } from './answer.ts';
import { isArray, isObject, readJson } from './json.ts';
import { DONE } from './sse.ts';

/** Fields that every chunk bears; any other is sent once, with the first. */
const ON_EVERY_CHUNK: ReadonlySet<string> = new Set([
  'id',
  'created',
  'model',
  'system_fingerprint',
  'service_tier',
  'provider',
]);

/** A choice that says which it is. */
export interface Indexed extends JsonObject {
  readonly index: Json;
}

/**
 * The chunks of an answer, choice after choice; the usage, when asked for; `[DONE]`.
 * @param object of a chunk
 * @param piecesOf takes a choice apart
 */
export function* choicesEvents(
  answer: JsonObject,
  object: string,
  piecesOf: (choice: Indexed) => Iterable<JsonObject>,
  options: { readonly usage: boolean },
): Generator<SseEvent, void, undefined> {
  const { choices, usage, object: _, ...fields } = answer;
  const onEvery = Object.entries(fields).filter(([name]) => ON_EVERY_CHUNK.has(name));
  const common = { ...Object.fromEntries(onEvery), object };
  const withUsage = options.usage && usage !== undefined;
  const noUsage = withUsage ? { usage: null } : {};

  let head: JsonObject = { ...fields, object };
  for (const [index, choice] of objects(choices).entries()) {
    for (const piece of piecesOf({ ...choice, index: choice.index ?? index })) {
      yield event({ ...head, choices: [piece], ...noUsage });
      head = common;
    }
  }
  if (withUsage && usage !== null) yield event({ ...common, choices: [], usage });
  yield DONE;
}

/** The event without its `usage`; `null` when it bears nothing else. One that has none comes back as it is. */
export function withoutUsage(event: SseEvent): SseEvent | null {
  if (!event.data?.includes('"usage"')) return event;
  const chunk = readJson(event.data);
  if (!isObject(chunk) || !Object.hasOwn(chunk, 'usage')) return event;
  const { usage, ...rest } = chunk;
  if (isObject(usage) && isArray(rest.choices) && rest.choices.length === 0) return null;
  return { ...event, data: JSON.stringify(rest) };
}

function event(chunk: JsonObject): SseEvent {
  return { data: JSON.stringify(chunk) };
}
