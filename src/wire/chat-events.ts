/** A stored chat answer as the events of a stream, and a stream's events as a client sees them. */

import type { Json, JsonObject, SseEvent } from '../types.ts';
import { isArray, isObject, readJson } from './json.ts';
import { isText } from './merge.ts';
import { SLICE_LENGTH, slices } from './slices.ts';
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

/**
 * The chunks of an answer, choice after choice: the role, then text in slices, tool calls, and the finish reason; the
 * usage, when asked for; `[DONE]`. Assembled again they give the same answer, but for an `index` in its tool calls.
 */
export function* events(
  answer: JsonObject,
  options: { readonly usage: boolean },
): Generator<SseEvent, void, undefined> {
  const { choices, usage, object: _, ...fields } = answer;
  const object = 'chat.completion.chunk';
  const onEvery = Object.entries(fields).filter(([name]) => ON_EVERY_CHUNK.has(name));
  const common = { ...Object.fromEntries(onEvery), object };
  const withUsage = options.usage && usage !== undefined;
  const noUsage = withUsage ? { usage: null } : {};

  let head: JsonObject = { ...fields, object };
  for (const [at, choice] of (isArray(choices) ? choices.filter(isObject) : []).entries()) {
    for (const piece of choicePieces(choice, at)) {
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

function* choicePieces(choice: JsonObject, at: number): Generator<JsonObject, void, undefined> {
  const { index = at, message, logprobs, delta: _, ...ending } = choice;
  const fields = isObject(message) ? message : {};
  const tokens = alignedTokens(fields, logprobs);
  const piece = (delta: JsonObject, rest: JsonObject = {}) => ({ index, delta, ...rest, finish_reason: null });

  yield piece(openingDelta(fields), openingLogprobs(logprobs, tokens));
  for (const [name, text] of textFields(fields)) {
    for (const group of tokenGroups(tokens.get(name) ?? [])) {
      yield piece({ [name]: group.map(({ token }) => token).join('') }, { logprobs: { [name]: group } });
    }
    if (!tokens.has(name)) for (const slice of slices(text)) yield piece({ [name]: slice });
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

/** A token of `logprobs`. */
interface Token extends JsonObject {
  readonly token: string;
}

type Aligned = ReadonlyMap<string, readonly Token[]>;

/** The tokens of each text that they spell out exactly: these go along with it, any others with the first chunk. */
function alignedTokens(message: JsonObject, logprobs: Json | undefined): Aligned {
  const aligned = new Map<string, readonly Token[]>();
  if (!isObject(logprobs)) return aligned;
  for (const name of ['content', 'refusal']) {
    const tokens = logprobs[name];
    if (isTokens(tokens) && tokens.map(({ token }) => token).join('') === message[name]) aligned.set(name, tokens);
  }
  return aligned;
}

function openingLogprobs(logprobs: Json | undefined, aligned: Aligned): JsonObject {
  if (logprobs === undefined) return {};
  if (!isObject(logprobs)) return { logprobs };
  const begun = [...aligned.keys()].map((name) => [name, []]);
  return { logprobs: { ...logprobs, ...Object.fromEntries(begun) } };
}

function isTokens(value: Json | undefined): value is readonly Token[] {
  return isArray(value) && value.every((item) => isObject(item) && isWellFormed(item.token));
}

function isWellFormed(value: Json | undefined): boolean {
  return typeof value === 'string' && value.isWellFormed();
}

function* tokenGroups(tokens: readonly Token[]): Generator<readonly Token[], void, undefined> {
  for (let start = 0, length = 0, end = 1; end <= tokens.length; end++) {
    length += tokens[end - 1]!.token.length;
    if (length < SLICE_LENGTH && end < tokens.length) continue;
    yield tokens.slice(start, end);
    start = end;
    length = 0;
  }
}
