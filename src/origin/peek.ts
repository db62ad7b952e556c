import type { ForwardRequest } from '../types.ts';
import { isForm, isJson, namedModel } from '../wire/named-model.ts';
import { type Bytes, begin, reading, replay } from './bytes.ts';

/** What the beginning of a request's body tells, and the body from its beginning. */
export interface Peeked {
  /** `null`: it names none, or names it later. */
  readonly model: string | null;
  readonly isJson: boolean;
  /** A body that is JSON and all there. */
  readonly json: string | null;
  /** It is JSON, and longer than what was held. */
  readonly isCutJson: boolean;
  /** A buffer is all of it: that can be sent a second time. */
  readonly body: Buffer | Bytes | null;
}

/** Bodies that can name a model are held up to a bound; others are not touched. */
export async function peek({ body, headers }: ForwardRequest, heldBytes: number): Promise<Peeked> {
  const type = headers['content-type'] ?? '';
  const json = isJson(type);
  if (!body || !(json || isForm(type))) return { model: null, isJson: json, json: null, isCutJson: false, body };
  const beginning = begin(body);
  const isWhole = await hold(reading(beginning), heldBytes);
  const held = Buffer.concat(beginning.held);
  return {
    model: namedModel(held, type),
    isJson: json,
    json: isWhole && json ? held.toString() : null,
    isCutJson: !isWhole && json,
    body: isWhole ? held : replay(beginning),
  };
}

/** Reads until the end (true), or as much as is held. */
async function hold(body: Bytes, heldBytes: number): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes >= heldBytes) return false;
  }
  return true;
}
