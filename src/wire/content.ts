/** The content of messages and items: a string, or parts of text, images, audio and files. */

import { invalid } from '../errors.ts';
import type { Json, JsonObject } from '../types.ts';
import { isArray, isObject } from './json.ts';
import { type Ignored, type Rewrite, withoutNulls } from './request.ts';

/** Parts that are words; any other is media. */
const WORDS: ReadonlySet<Json | undefined> = new Set(['text', 'input_text', 'output_text', 'refusal']);

/** Throws AppError(invalid_request) naming the field. */
export function checkContent(content: Json | undefined, path: string): void {
  if (content === undefined || content === null || typeof content === 'string') return;
  if (!isArray(content)) throw invalid(path, `"${path}" must be a string or an array of parts.`);
  content.forEach((part, i) => {
    if (!isObject(part)) throw invalid(`${path}[${i}]`, `"${path}[${i}]" must be an object.`);
    if (part.type !== 'refusal' && WORDS.has(part.type) && typeof part.text !== 'string') {
      throw invalid(`${path}[${i}].text`, `"${path}[${i}].text" must be a string.`);
    }
  });
}

/** The pieces of text of a message, in order. */
export function textsOf({ content }: JsonObject): string[] {
  if (typeof content === 'string') return [content];
  return partsOf(content).flatMap((part) => (typeof part.text === 'string' ? [part.text] : []));
}

/** What a message of the user's asks: `''` when it has no text (an image alone). */
export function questionOf(message: JsonObject): string {
  return textsOf(message).join('\n');
}

export function partsOf(content: Json | undefined): JsonObject[] {
  return isArray(content) ? content.filter(isObject) : [];
}

export function isMedia({ type }: JsonObject): boolean {
  return !WORDS.has(type);
}

/** Content as it is in the key: its texts rewritten, all else as it came. A remote image counts as its URL. */
export function shapeContent(content: Json, ignored: Ignored, rewrite: Rewrite): Json {
  if (typeof content === 'string') return rewrite(content);
  return isArray(content) ? content.map((part) => shapePart(part, ignored, rewrite)) : content;
}

function shapePart(part: Json, ignored: Ignored, rewrite: Rewrite): Json {
  if (!isObject(part)) return part;
  const fields = withoutNulls(part, ignored);
  return typeof part.text === 'string' ? { ...fields, text: rewrite(part.text) } : fields;
}
