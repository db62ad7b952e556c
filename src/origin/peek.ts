import type { ForwardRequest } from '../types.ts';
import { isForm, isJson, namedModel } from '../wire/named-model.ts';
import { type Bytes, begin, reading, replay } from './bytes.ts';

/**
 * How much of a body is held to see which model it names. The official SDK for Node sends the fields of a form in the
 * order in which they were given, and its examples give the file first: this is a minute of speech.
 */
const HELD_BYTES = 1024 * 1024;

/** What the beginning of a request's body tells, and the body from its beginning. */
export interface Peeked {
  /** `null`: it names none, or names it later. */
  readonly model: string | null;
  readonly isJson: boolean;
  /** What may be ids, in a body that is JSON and all there. */
  readonly words: readonly string[];
  /** A buffer is all of it: that can be sent a second time. */
  readonly body: Buffer | Bytes | null;
}

/** Bodies that can name a model are held up to a bound; others are not touched. */
export async function peek({ body, headers }: ForwardRequest): Promise<Peeked> {
  const type = headers['content-type'] ?? '';
  const json = isJson(type);
  if (!body || !(json || isForm(type))) return { model: null, isJson: json, words: [], body };
  const beginning = begin(body);
  const isWhole = await hold(reading(beginning));
  const held = Buffer.concat(beginning.held);
  return {
    model: namedModel(held, type),
    isJson: json,
    words: isWhole && json ? wordsOf(held.toString()) : [],
    body: isWhole ? held : replay(beginning),
  };
}

/** Reads until the end (true), or as much as is held. */
async function hold(body: Bytes): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes >= HELD_BYTES) return false;
  }
  return true;
}

function wordsOf(json: string): string[] {
  return Array.from(json.matchAll(/"([\w-]{4,128})"/g), ([, word = '']) => word);
}
