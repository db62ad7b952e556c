/** What the requests of all endpoints share: reading fields, and encoding them for the key. */

import { invalid } from '../errors.ts';
import type { AskOptions, JsonObject } from '../types.ts';
import { canonicalFields, isObject, pick } from './json.ts';

/** `CACHE_KEY_IGNORE`, taken apart: names at the top, and (`*.name`) those of messages, content parts and tools. */
export interface Ignored {
  readonly top: ReadonlySet<string>;
  readonly inner: ReadonlySet<string>;
}

export function readIgnored(names: AskOptions['ignore']): Ignored {
  const inner = names.filter((name) => name.startsWith('*.'));
  return { top: new Set(names), inner: new Set(inner.map((name) => name.slice(2))) };
}

/** Blanks what the masks match. */
export function masking(masks: AskOptions['mask']): (text: string) => string {
  const everywhere = masks.map((mask) => (mask.global ? mask : new RegExp(mask, `${mask.flags}g`)));
  return (text) => everywhere.reduce((masked, mask) => masked.replace(mask, ''), text);
}

/**
 * The canonical encoding of an object with one field more, whose value comes encoded: the rest is encoded only once,
 * while the question is encoded for the key and again, blanked, for the scope.
 */
export function canonicalAround(others: JsonObject, name: string): (encoded: string) => string {
  const before = canonicalFields(pick(others, (other) => other < name));
  const after = canonicalFields(pick(others, (other) => other > name));
  return (encoded) => `{${[...before, `${JSON.stringify(name)}:${encoded}`, ...after].join(',')}}`;
}

/** Absent and `null` are false. */
export function readBoolean(body: JsonObject, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') throw invalid(name, `"${name}" must be true or false.`);
  return value;
}

export function readObject(body: JsonObject, name: string): JsonObject {
  const value = body[name] ?? {};
  if (!isObject(value)) throw invalid(name, `"${name}" must be an object.`);
  return value;
}

export function readModel(body: JsonObject): string {
  const model = body.model;
  if (typeof model !== 'string' || model === '') throw invalid('model', '"model" must be the name of a model.');
  return model;
}
