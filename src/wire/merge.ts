/** How the deltas of a stream add up to one value, whatever fields they have. */

import type { Json, JsonObject } from '../types.ts';
import { isArray, isObject, own } from './json.ts';

/** Strings that name something: some upstreams repeat them in every delta. All other strings are pieces of text. */
const NAMES: ReadonlySet<string> = new Set(['id', 'type', 'role', 'name', 'model', 'object', 'format']);

/** Whether a field of a delta is a piece of text, to be appended to the pieces before. */
export function isText(name: string, value: Json): value is string {
  return typeof value === 'string' && !NAMES.has(name);
}

/**
 * Adds a delta: text is appended, names stay the first that came, objects are merged, arrays are appended or merged by
 * their items' `index`; of anything else the last counts. `null` never erases. Neither argument is changed.
 */
export function mergeDelta(before: JsonObject, delta: JsonObject): JsonObject {
  const merged = Object.entries(delta).map(([name, value]) => [name, mergeField(name, own(before, name), value)]);
  return { ...before, ...Object.fromEntries(merged) };
}

/** The later fields win, unless they are `null`: for what a stream repeats rather than continues. */
export function mergeLast(before: JsonObject, later: JsonObject): JsonObject {
  const fields = Object.entries(later).filter(([name, value]) => value !== null || !Object.hasOwn(before, name));
  return { ...before, ...Object.fromEntries(fields) };
}

function mergeField(name: string, before: Json | undefined, delta: Json): Json {
  if (before === undefined || before === null) return delta;
  if (delta === null) return before;
  if (typeof before === 'string' && isText(name, delta)) return before + delta;
  if (typeof before === 'string' && typeof delta === 'string') return before || delta;
  if (isArray(before) && isArray(delta)) return delta.reduce(mergeItem, before);
  if (isObject(before) && isObject(delta)) return mergeDelta(before, delta);
  return delta;
}

function mergeItem(items: readonly Json[], item: Json): readonly Json[] {
  const at = hasIndex(item) ? items.findLastIndex((known) => continues(known, item)) : -1;
  const known = items[at];
  return isObject(known) && isObject(item) ? items.with(at, mergeDelta(known, item)) : [...items, item];
}

/**
 * Whether an item goes on with one that is known: the same `index`, and no other `id` or `type`. Gemini gives all its parallel
 * tool calls the index 0, OpenRouter one index to a summary of reasoning and to its encrypted form.
 */
function continues(known: Json, item: Json): boolean {
  if (!isObject(known) || !isObject(item) || known.index !== item.index) return false;
  return ['id', 'type'].every((name) => !known[name] || !item[name] || known[name] === item[name]);
}

function hasIndex(item: Json): boolean {
  return isObject(item) && typeof own(item, 'index') === 'number';
}
