/**
 * Answers that hold embeddings, taken apart into one for each input, and put together again. A vector stays the text
 * that the upstream wrote: no digit of it is lost.
 */

import type { Json, JsonObject, Reason, Usage } from '../types.ts';
import { isPresent, objects } from './answer.ts';
import { usage as usageIn } from './choices-answer.ts';
import type { Form } from './embeddings.ts';
import { isObject, readJson, toNumber } from './json.ts';

/** The JSON text of a vector: a list of numbers, or a string of base64. */
export type Vector = string;

/** All fields of an answer but its vectors and its usage. */
export type Head = JsonObject;

export interface Parts {
  readonly head: Head;
  /** As the upstream sent it. */
  readonly usage: Json | undefined;
  /** In the order of the inputs. */
  readonly vectors: readonly Vector[];
}

/** Of a call that was not made. */
export const NO_USAGE: JsonObject = { prompt_tokens: 0, total_tokens: 0 };

/** A quote inside a JSON string is escaped, and no bracket stands in a list of numbers: only fields are found. */
const LIST = /"embedding"\s*:\s*(\[[-+\d.eE,\s]*\])/g;
/** Stands for a list that was taken out; no letter of base64. */
const LISTED = '#';
const BASE64 = /^[\d+/A-Za-z]+={0,2}$/;

/**
 * Takes the answer to `count` inputs apart, or says why it cannot be used: `unparsable`, `error`, `items` (too few, too
 * many, or not each of them once), `vector` (what is none, or has another length than the first).
 * @param floats each must be a vector of floats; otherwise it is whatever the upstream gives
 */
export function takeApart(body: string, count: number, floats: boolean): Parts | { readonly fault: Reason } {
  const lists: Vector[] = [];
  // Lists are nearly all of an answer: cut out as text, they cost a tenth of what they cost as values.
  const outline = readJson(body.replace(LIST, (_, list) => `"embedding":"${LISTED}${lists.push(list) - 1}"`));
  if (!isObject(outline)) return { fault: 'unparsable' };
  if (isPresent(outline.error)) return { fault: 'error' };
  const { data, usage, ...head } = outline;
  const items = inOrder(objects(data), count);
  if (!items) return { fault: 'items' };
  const vectors = items.map(({ embedding }) => vectorOf(embedding, lists));
  if (!areVectors(vectors) || (floats && !areFloats(vectors))) return { fault: 'vector' };
  return { head, usage, vectors };
}

/** The tokens that a call was billed; `null` when the answer does not say. */
export function billed(usage: Json | undefined): Usage | null {
  return usage === undefined ? null : usageIn({ usage });
}

/** An answer to several inputs, each vector in the form that was asked for. */
export function putTogether(head: Head, usage: Json | undefined, vectors: readonly Vector[]): string {
  const items = vectors.map((vector, index) => `{"object":"embedding","index":${index},"embedding":${vector}}`);
  const before = JSON.stringify({ object: 'list', ...head, ...(usage !== undefined && { usage }) }).slice(0, -1);
  return `${before}${DATA}${items.join(',')}]}`;
}

const DATA = ',"data":[';
const FIRST = `${DATA}{"object":"embedding","index":0,"embedding":`;
const END = '}]}';

/** Whether it is an answer to one input, as it is put together here: those below take nothing else. */
export function isOfOne(body: Uint8Array): boolean {
  return markIn(body) !== -1;
}

/** Its vector, without parsing it. */
export function vectorIn(body: Uint8Array): Vector {
  return view(body).toString('utf8', markIn(body) + FIRST.length, body.byteLength - END.length);
}

export function headIn(body: Uint8Array): Head {
  const outline = readJson(`${view(body).toString('utf8', 0, markIn(body))}}`);
  if (!isObject(outline)) return {};
  const { usage: _, ...head } = outline;
  return head;
}

function markIn(body: Uint8Array): number {
  return view(body).lastIndexOf(FIRST);
}

function view(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** The same floats in the form that is asked for; one that is in it already stays as it is. */
export function inForm(vector: Vector, form: Form): Vector {
  const isList = vector.startsWith('[');
  if (isList === (form === 'float')) return vector;
  const floats = floatsIn(vector);
  if (!floats) return vector;
  if (!isList) return `[${Array.from(floats, writeFloat).join(',')}]`;
  return `"${Buffer.from(Float32Array.from(floats).buffer).toString('base64')}"`;
}

/** What each of several inputs had of what their call was billed, by their weights; whole tokens that add up to it. */
export function shares(total: Usage, weights: readonly number[]): Usage[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return weights.map((weight) => {
    const upTo = (tokens: number, until: number) => Math.round((tokens * until) / all);
    const part = (tokens: number) => upTo(tokens, before + weight) - upTo(tokens, before);
    const share = {
      inputTokens: part(total.inputTokens),
      outputTokens: part(total.outputTokens),
      cachedInputTokens: part(total.cachedInputTokens),
      ...(total.cost !== undefined && { cost: (total.cost * weight) / all }),
    };
    before += weight;
    return share;
  });
}

/** By their `index`, or as they stand where they have none; `null`: not each of them is there once. */
function inOrder(items: readonly JsonObject[], count: number): readonly JsonObject[] | null {
  const placed = new Map(items.map((item, place) => [item.index === undefined ? place : toNumber(item.index), item]));
  const ordered = Array.from({ length: count }, (_, index) => placed.get(index)).filter((item) => item !== undefined);
  return items.length === count && ordered.length === count ? ordered : null;
}

function vectorOf(embedding: Json | undefined, lists: readonly Vector[]): Vector | null {
  if (typeof embedding !== 'string' || embedding === '') return null;
  return embedding.startsWith(LISTED) ? (lists[Number(embedding.slice(1))] ?? null) : JSON.stringify(embedding);
}

function areVectors(vectors: readonly (Vector | null)[]): vectors is readonly Vector[] {
  return vectors.every((vector) => vector !== null);
}

function areFloats(vectors: readonly Vector[]): boolean {
  const lengths = new Set(vectors.map((vector) => floatsIn(vector)?.length ?? 0));
  return lengths.size === 1 && !lengths.has(0);
}

/** `null`: it is none of floats. */
function floatsIn(vector: Vector): ArrayLike<number> | null {
  const floats = vector.startsWith('[') ? numbersIn(vector) : decode(vector.slice(1, -1));
  return floats?.every(Number.isFinite) ? floats : null;
}

function numbersIn(list: Vector): number[] | null {
  try {
    return JSON.parse(list);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function decode(base64: string): Float32Array | null {
  const bytes = BASE64.test(base64) ? new Uint8Array(Buffer.from(base64, 'base64')) : null;
  return bytes && bytes.length % Float32Array.BYTES_PER_ELEMENT === 0 ? new Float32Array(bytes.buffer) : null;
}

/** JavaScript writes a negative zero as `0`. */
function writeFloat(float: number): string {
  return Object.is(float, -0) ? '-0' : String(float);
}
