/**
 * JSON without loss. `JSON.parse` alone changes values (`9007199254740993`, `1.0`, `-0`, `1e400`) and hides duplicate
 * keys; here a number that JavaScript would write differently keeps its source text as a `JSON.rawJSON` value, so that
 * `JSON.stringify` of a parsed tree gives back what was read, and two requests that differ keep different keys.
 *
 * The order of keys is kept too, save for integer-like names (`{"7": …}`), which JavaScript always puts first.
 */

import { AppError } from '../errors.ts';
import type { Json, JsonObject } from '../types.ts';
import { scanJson } from './json-scan.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One JSON object in UTF-8. Throws AppError(invalid_request) for anything else: bad syntax (with its position), a key
 * that is there twice, more than 128 levels.
 */
export function parseJson(bytes: Uint8Array): JsonObject {
  const body = scanJson(decode(bytes));
  if (!isObject(body)) throw new AppError('invalid_request', 'The body must be a JSON object.');
  return body;
}

/** Any JSON value; `undefined` when the text is not JSON, or not such as a body may be. */
export function readJson(text: string): Json | undefined {
  try {
    return scanJson(text);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/**
 * One string per value: keys sorted by UTF-16 code units, numbers as they were written, lone surrogates as escapes
 * (`JSON.stringify` makes them well-formed), hence apart. Takes what `parseJson` gives: at most 128 levels deep.
 */
export function canonicalJson(value: Json): string {
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) return `{${canonicalFields(value).join(',')}}`;
  return JSON.stringify(value);
}

/** `"name":value` of each field, sorted by name. */
export function canonicalFields(object: JsonObject): string[] {
  return Object.keys(object)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(object[name]!)}`);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** An object, not a number that kept its source text. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** The nearest double of a number, however it was written (`1e400` is Infinity); `null` for anything else. */
export function toNumber(value: Json | undefined): number | null {
  if (typeof value === 'number') return value;
  return JSON.isRawJSON(value) ? Number(value.rawJSON) : null;
}

/** A field of the object's own: a plain `object[name]` finds `constructor` and the like in every object. */
export function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The fields that `keep` wants: the object itself when these are all, as they mostly are. */
export function pick(object: JsonObject, keep: (name: string, value: Json) => boolean): JsonObject {
  if (Object.keys(object).every((name) => keep(name, object[name]!))) return object;
  return Object.fromEntries(Object.entries(object).filter(([name, value]) => keep(name, value)));
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not valid UTF-8.', { cause });
  }
}
