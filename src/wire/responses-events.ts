/** A stored response as the events of a stream. */

import type { Json, JsonObject, SseEvent } from '../types.ts';
import { objects } from './answer.ts';
import { isArray } from './json.ts';
import { slices } from './slices.ts';
import { spelling, tokensOf } from './tokens.ts';

/** What an event says, before it has its number. */
type Step = readonly [type: string, fields: JsonObject];
type Steps = Generator<Step, void, undefined>;

/**
 * The events of a response, numbered from 0: created, in progress, item after item, and completed. Each item and each
 * part is added empty, filled in slices, and done; the last event brings all of the response once more.
 */
export function* events(answer: JsonObject): Generator<SseEvent, void, undefined> {
  let sequence_number = 0;
  for (const [type, fields] of responseSteps(answer)) {
    yield { event: type, data: JSON.stringify({ type, sequence_number, ...fields }) };
    sequence_number += 1;
  }
}

function* responseSteps(answer: JsonObject): Steps {
  const response = begun(answer);
  yield ['response.created', { response }];
  yield ['response.in_progress', { response }];
  for (const [output_index, item] of objects(answer.output).entries()) yield* itemSteps(item, output_index);
  yield [endOf(answer), { response: answer }];
}

/** The response as it is before there is any output. */
function begun(answer: JsonObject): JsonObject {
  const later = ['completed_at', 'incomplete_details'].filter((name) => Object.hasOwn(answer, name));
  return {
    ...answer,
    ...Object.fromEntries(later.map((name) => [name, null])),
    ...(typeof answer.output_text === 'string' && { output_text: '' }),
    status: 'in_progress',
    output: [],
    usage: null,
  };
}

function endOf({ status }: JsonObject): string {
  return status === 'incomplete' || status === 'failed' ? `response.${status}` : 'response.completed';
}

/** How something comes piece by piece: the fields that are empty when it is added, and what fills them. */
interface Filling {
  readonly emptied: JsonObject;
  readonly steps: Steps;
}

/** `null`: it comes whole. `at` says where it stands in the response. */
type Fill = (whole: JsonObject, at: JsonObject) => Filling | null;

const ITEMS: ReadonlyMap<Json | undefined, Fill> = new Map([
  ['message', (item, at) => ({ emptied: { content: [] }, steps: contentSteps(item, at) })],
  ['reasoning', fillReasoning],
  ['function_call', fillCall('arguments', 'response.function_call_arguments')],
  ['custom_tool_call', fillCall('input', 'response.custom_tool_call_input')],
]);

const PARTS: ReadonlyMap<Json | undefined, Fill> = new Map([
  ['output_text', fillOutputText],
  ['refusal', fillText('refusal', 'response.refusal')],
  ['reasoning_text', fillText('text', 'response.reasoning_text')],
  ['summary_text', fillText('text', 'response.reasoning_summary_text')],
]);

function* itemSteps(item: JsonObject, output_index: number): Steps {
  const filling = ITEMS.get(item.type)?.(item, { item_id: item.id ?? '', output_index }) ?? null;
  const status = typeof item.status === 'string' ? { status: 'in_progress' } : {};
  const emptied = filling && { ...filling, emptied: { ...status, ...filling.emptied } };
  yield* fillingSteps('response.output_item', { output_index }, 'item', item, emptied);
}

function* contentSteps(item: JsonObject, at: JsonObject): Steps {
  for (const [content_index, part] of objects(item.content).entries()) {
    yield* partSteps('response.content_part', part, { ...at, content_index });
  }
}

function* summarySteps(item: JsonObject, at: JsonObject): Steps {
  for (const [summary_index, part] of objects(item.summary).entries()) {
    yield* partSteps('response.reasoning_summary_part', part, { ...at, summary_index });
  }
}

function* partSteps(kind: string, part: JsonObject, at: JsonObject): Steps {
  yield* fillingSteps(kind, at, 'part', part, PARTS.get(part.type)?.(part, at) ?? null);
}

function* fillingSteps(kind: string, at: JsonObject, name: string, whole: JsonObject, filling: Filling | null): Steps {
  yield [`${kind}.added`, { ...at, [name]: { ...whole, ...filling?.emptied } }];
  if (filling) yield* filling.steps;
  yield [`${kind}.done`, { ...at, [name]: whole }];
}

/** What was thought, in short and in full. Its encrypted form is there from the beginning. */
function fillReasoning(item: JsonObject, at: JsonObject): Filling {
  const emptied = { ...(isArray(item.summary) && { summary: [] }), ...(isArray(item.content) && { content: [] }) };
  function* steps(): Steps {
    yield* summarySteps(item, at);
    yield* contentSteps(item, at);
  }
  return { emptied, steps: steps() };
}

/** A call may have no id of its own, and then no event can point at it. */
function fillCall(name: string, kind: string): Fill {
  const fill = fillText(name, kind);
  return (call, at) => (typeof call.id === 'string' ? fill(call, at) : null);
}

function fillText(name: string, kind: string): Fill {
  return (whole, at) => {
    const text = whole[name];
    return typeof text === 'string' ? { emptied: { [name]: '' }, steps: textSteps(text, name, kind, at) } : null;
  };
}

function* textSteps(text: string, name: string, kind: string, at: JsonObject): Steps {
  for (const delta of slices(text)) yield [`${kind}.delta`, { ...at, delta }];
  yield [`${kind}.done`, { ...at, [name]: text }];
}

function fillOutputText(part: JsonObject, at: JsonObject): Filling | null {
  const { text, annotations, logprobs } = part;
  if (typeof text !== 'string') return null;
  const lists = { ...(isArray(annotations) && { annotations: [] }), ...(isArray(logprobs) && { logprobs: [] }) };
  return { emptied: { text: '', ...lists }, steps: outputTextSteps(text, part, at) };
}

function* outputTextSteps(text: string, { annotations, logprobs }: JsonObject, at: JsonObject): Steps {
  const kind = 'response.output_text';
  for (const [delta, tokens] of spelling(text, tokensOf(logprobs, text))) {
    yield [`${kind}.delta`, { ...at, delta, logprobs: tokens ?? [] }];
  }
  for (const [annotation_index, annotation] of (isArray(annotations) ? annotations : []).entries()) {
    yield [`${kind}.annotation.added`, { ...at, annotation_index, annotation }];
  }
  yield [`${kind}.done`, { ...at, text, logprobs: logprobs ?? [] }];
}
