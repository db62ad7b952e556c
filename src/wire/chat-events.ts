/** A stored chat answer as the events of a stream. */

import type { Json, JsonObject, SseEvent } from '../types.ts';
import { choicesEvents, type Indexed } from './choices-events.ts';
import { isArray, isObject } from './json.ts';
import { isText } from './merge.ts';
import { slices } from './slices.ts';
import { spelling, type Token, tokensOf } from './tokens.ts';

/**
 * The chunks of an answer, choice after choice: the role, then text in slices, tool calls, and the finish reason; the
 * usage, when asked for; `[DONE]`. Assembled again they give the same answer, but for an `index` in its tool calls.
 */
export function events(answer: JsonObject, options: { readonly usage: boolean }): Iterable<SseEvent> {
  return choicesEvents(answer, 'chat.completion.chunk', choicePieces, options);
}

function* choicePieces(choice: Indexed): Generator<JsonObject, void, undefined> {
  const { index, message, logprobs, delta: _, ...ending } = choice;
  const fields = isObject(message) ? message : {};
  const tokens = alignedTokens(fields, logprobs);
  const piece = (delta: JsonObject, rest: JsonObject = {}) => ({ index, delta, ...rest, finish_reason: null });

  yield piece(openingDelta(fields), openingLogprobs(logprobs, tokens));
  for (const [name, text] of textFields(fields)) {
    for (const [slice, group] of spelling(text, tokens.get(name) ?? null)) {
      yield piece({ [name]: slice }, group ? { logprobs: { [name]: group } } : {});
    }
  }
  for (const delta of callDeltas(fields)) yield piece(delta);
  yield { index, delta: {}, ...ending };
}

/** Reasoning comes before the content that it leads to. */
function textFields(message: JsonObject): [string, string][] {
  const texts = Object.entries(message).flatMap(([name, value]): [string, string][] =>
    isText(name, value) ? [[name, value]] : [],
  );
  return texts.sort(([a], [b]) => Number(b.startsWith('reasoning')) - Number(a.startsWith('reasoning')));
}

/** The role, the beginning (`''`) of each text, and whole what is neither text nor a call. */
function openingDelta(message: JsonObject): JsonObject {
  const { tool_calls, function_call, ...fields } = message;
  const opened = Object.entries(fields).map(([name, value]) => [name, isText(name, value) ? '' : value]);
  return {
    ...Object.fromEntries(opened),
    ...(tool_calls !== undefined && !isCalls(tool_calls) && { tool_calls }),
    ...(function_call !== undefined && !isObject(function_call) && { function_call }),
  };
}

function* callDeltas({ tool_calls, function_call }: JsonObject): Generator<JsonObject, void, undefined> {
  if (isCalls(tool_calls)) {
    for (const [index, call] of tool_calls.entries()) {
      for (const part of callParts(call)) yield { tool_calls: [{ index, ...part }] };
    }
  }
  if (isObject(function_call)) {
    for (const part of callParts({ function: function_call })) yield { function_call: part.function! };
  }
}

/** A call with empty arguments, then its arguments in slices. A custom tool has an `input` instead. */
function* callParts({ index: _, ...call }: JsonObject): Generator<JsonObject, void, undefined> {
  const [kind, field] = isObject(call.custom) ? ['custom', 'input'] : ['function', 'arguments'];
  const called = call[kind];
  const text = isObject(called) ? called[field] : undefined;
  if (!isObject(called) || typeof text !== 'string') return yield call;
  yield { ...call, [kind]: { ...called, [field]: '' } };
  for (const slice of slices(text)) yield { [kind]: { [field]: slice } };
}

function isCalls(value: Json | undefined): value is readonly JsonObject[] {
  return isArray(value) && value.length > 0 && value.every(isObject);
}

type Aligned = ReadonlyMap<string, readonly Token[]>;

/** The tokens of each text that they spell out exactly: these go along with it, any others with the first chunk. */
function alignedTokens(message: JsonObject, logprobs: Json | undefined): Aligned {
  const aligned = new Map<string, readonly Token[]>();
  if (!isObject(logprobs)) return aligned;
  for (const name of ['content', 'refusal']) {
    const tokens = tokensOf(logprobs[name], message[name]);
    if (tokens) aligned.set(name, tokens);
  }
  return aligned;
}

function openingLogprobs(logprobs: Json | undefined, aligned: Aligned): JsonObject {
  if (logprobs === undefined) return {};
  if (!isObject(logprobs)) return { logprobs };
  const begun = [...aligned.keys()].map((name) => [name, []]);
  return { logprobs: { ...logprobs, ...Object.fromEntries(begun) } };
}
