/** Text completions as streams: chunks look as whole answers do, each with a piece of the text. */

import type { Assembler, Json, JsonObject, SseEvent } from '../types.ts';
import { ChoicesAssembler } from './choices-assembler.ts';
import { choicesEvents, type Indexed } from './choices-events.ts';
import { isArray, isObject, own, pick } from './json.ts';
import { mergeDelta, mergeLast } from './merge.ts';
import { slices } from './slices.ts';
import { spell, tokenRanges } from './tokens.ts';

const OBJECT = 'text_completion';

export function assembler(maxLength: number): Assembler {
  return new ChoicesAssembler({ maxLength, object: OBJECT, merge: mergeChoice, finish: (choice) => choice });
}

/**
 * The chunks of an answer, choice after choice: its text in slices, then the finish reason; the usage, when asked for;
 * `[DONE]`. Assembled again they give the same answer.
 */
export function events(answer: JsonObject, options: { readonly usage: boolean }): Iterable<SseEvent> {
  return choicesEvents(answer, OBJECT, choicePieces, options);
}

/** `finish_reason`, `stop_reason` and the like may come twice; all other texts are pieces. */
function mergeChoice(before: JsonObject = {}, { logprobs, ...choice }: JsonObject): JsonObject {
  const isReason = (name: string) => name.endsWith('_reason');
  const reasons = pick(choice, isReason);
  const others = pick(choice, (name) => !isReason(name));
  const joined = logprobs === undefined ? {} : { logprobs: joinLogprobs(own(before, 'logprobs'), logprobs) };
  return { ...mergeLast(mergeDelta(before, others), reasons), ...joined };
}

/** Log probabilities are lists of the same length, an item for each token. */
function joinLogprobs(before: Json | undefined, more: Json): Json {
  if (!isObject(before) || !isObject(more)) return more ?? before ?? null;
  const joined = Object.entries(more).map(([name, list]) => {
    const known = own(before, name);
    return [name, isArray(known) && isArray(list) ? [...known, ...list] : (list ?? known ?? null)];
  });
  return { ...before, ...Object.fromEntries(joined) };
}

function* choicePieces(choice: Indexed): Generator<JsonObject, void, undefined> {
  const { index, text, logprobs, ...ending } = choice;
  const open = { ...(logprobs !== undefined && { logprobs: null }), finish_reason: null };
  const tokens = isObject(logprobs) ? alignedTokens(logprobs, text) : null;
  if (typeof text !== 'string') return yield choice;
  if (!tokens) {
    for (const slice of slices(text)) yield { index, text: slice, ...open };
    return yield { index, text: '', ...(logprobs !== undefined && { logprobs }), ...ending };
  }
  for (const [start, end] of tokenRanges(tokens)) {
    const group = cutLogprobs(logprobs, tokens.length, start, end);
    yield { index, text: tokens.slice(start, end).join(''), ...open, logprobs: group };
  }
  yield { index, text: '', logprobs: null, ...ending };
}

/** The tokens, if they spell out the text. */
function alignedTokens({ tokens }: JsonObject, text: Json | undefined): readonly string[] | null {
  if (!isArray(tokens) || tokens.length === 0 || !tokens.every((token) => typeof token === 'string')) return null;
  return spell(tokens, text) ? tokens : null;
}

/** The log probabilities of some tokens; with the first of them, all that is not by token. */
function cutLogprobs(logprobs: Json | undefined, length: number, start: number, end: number): JsonObject {
  const fields = Object.entries(isObject(logprobs) ? logprobs : {}).flatMap(([name, list]): [string, Json][] => {
    if (isArray(list) && list.length === length) return [[name, list.slice(start, end)]];
    return start === 0 ? [[name, list]] : [];
  });
  return Object.fromEntries(fields);
}
