/** What a request names that an upstream keeps: a response, a conversation, a file, a vector store, an item, ... */

import type { Json, JsonObject } from '../types.ts';
import { isArray, isObject } from './json.ts';

/** Fields whose value is an id, a list of ids, or an object with one. */
const NAMING: ReadonlySet<string> = new Set([
  ...['previous_response_id', 'conversation', 'container', 'file_id', 'file_ids', 'vector_store_ids'],
]);

/** Lists of items, of which some may be kept by the upstream. */
const ITEMS: ReadonlySet<string> = new Set(['input', 'items']);
/** What is named by an object with its id alone. */
const NAMING_OBJECTS: ReadonlySet<string> = new Set([...NAMING, 'prompt', 'voice']);

/** The ids of all that a body names, in the order in which it does. */
export function referencesIn(value: Json, name = ''): string[] {
  if (typeof value === 'string') return NAMING.has(name) ? [value] : [];
  if (isArray(value)) return value.flatMap((item) => referencesIn(item, name));
  if (!isObject(value)) return [];
  const isNamed = typeof value.id === 'string' && (NAMING_OBJECTS.has(name) || (ITEMS.has(name) && isReference(value)));
  const inside = Object.entries(value).flatMap(([field, inner]) => referencesIn(inner, field));
  return isNamed ? [String(value.id), ...inside] : inside;
}

/** An item that the upstream keeps; its type may be left out. */
export function isReference({ type = null, role }: JsonObject): boolean {
  return type === 'item_reference' || (type === null && role === undefined);
}
