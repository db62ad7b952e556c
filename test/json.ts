/** JSON to test with: any of it, and a change at any place in it. */

import fc from 'fast-check';
import type { Json, JsonObject } from '../src/types.ts';
import { isArray, isObject } from '../src/wire/json.ts';
import { scanJson } from '../src/wire/json-scan.ts';

type Path = readonly (string | number)[];

/** Text of all kinds: graphemes of many code units, halves of surrogate pairs, line breaks. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.lorem({ maxCount: 40 }),
  fc.array(fc.constantFrom('👩‍👩‍👧', 'é', '\ud800', '\n', 'word '), { maxLength: 60 }).map((parts) => parts.join('')),
);

export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => scanJson(JSON.stringify(value))),
  fc.constantFrom('1.0', '1e400').map(scanJson),
);

/** Fields that nobody has heard of. */
export function unheardOf(known: readonly string[]): fc.Arbitrary<JsonObject> {
  const names = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('__proto__', 'constructor', 'reasoning', 'reasoning_details', 'id', 'type'),
  );
  return fc.dictionary(
    names.filter((name) => !known.includes(name)),
    fc.oneof(anyText, anyJson),
    { maxKeys: 3, noNullPrototype: true },
  );
}

/** The places of all values that are `wanted`. */
export function pathsOf(value: Json, wanted: (value: Json) => boolean, path: Path = []): Path[] {
  const inside = isArray(value)
    ? value.flatMap((item, i) => pathsOf(item, wanted, [...path, i]))
    : isObject(value)
      ? Object.entries(value).flatMap(([name, item]) => pathsOf(item, wanted, [...path, name]))
      : [];
  return wanted(value) ? [path, ...inside] : inside;
}

/** The body with the value at a place changed. */
export function changed(body: JsonObject, path: Path, change: (value: Json) => Json): JsonObject {
  const result = changeAt(body, path, change);
  if (!isObject(result)) throw new Error('a body is an object');
  return result;
}

export function add(fields: JsonObject): (value: Json) => Json {
  return (value) => (isObject(value) ? { ...value, ...fields } : value);
}

function changeAt(value: Json, [step, ...rest]: Path, change: (value: Json) => Json): Json {
  if (step === undefined) return change(value);
  if (isArray(value)) return value.map((item, i) => (i === step ? changeAt(item, rest, change) : item));
  if (!isObject(value)) throw new Error('no such path');
  return { ...value, [step]: changeAt(value[step]!, rest, change) };
}
