/** The input of a responses request: a text, or a list of messages, calls, results and reasoning. */

import { invalid } from '../errors.ts';
import type { Json, JsonObject } from '../types.ts';
import { checkContent, questionOf } from './content.ts';
import { isArray, isObject } from './json.ts';

/** `null`: the request has none, and goes on from something else. Throws AppError(invalid_request) naming the field. */
export function readInput({ input = null }: JsonObject): string | readonly JsonObject[] | null {
  if (input === null || typeof input === 'string') return input;
  if (!isArray(input) || input.length === 0) {
    throw invalid('input', '"input" must be a string or an array of at least one item.');
  }
  return input.map((item, i) => readItem(item, `input[${i}]`));
}

/** The items, a text being the message that it stands for. */
export function itemsOf(input: string | readonly JsonObject[] | null): readonly JsonObject[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  return input ?? [];
}

/** `null` when the last item is not a message of the user's. */
export function questionIn(items: readonly JsonObject[]): string | null {
  const last = items.at(-1);
  return last && isOfUser(last) ? questionOf(last) : null;
}

export function isOfUser(item: JsonObject): boolean {
  return item.role === 'user' && isMessage(item);
}

/** The short form of a message has no type. */
export function isMessage({ type = null, role }: JsonObject): boolean {
  return type === 'message' || (type === null && typeof role === 'string');
}

function readItem(item: Json, path: string): JsonObject {
  if (!isObject(item)) throw invalid(path, `"${path}" must be an object.`);
  if (isMessage(item)) checkContent(item.content, `${path}.content`);
  return item;
}
