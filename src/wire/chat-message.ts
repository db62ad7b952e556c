/** The messages of a chat request. */

import { invalid } from '../errors.ts';
import type { Json, JsonObject } from '../types.ts';
import { isArray, isObject } from './json.ts';

export interface ChatMessage extends JsonObject {
  readonly role: string;
}

/** Throws AppError(invalid_request) naming the field. */
export function readMessages(body: JsonObject): readonly ChatMessage[] {
  const { messages } = body;
  if (!isArray(messages) || messages.length === 0) {
    throw invalid('messages', '"messages" must be an array of at least one message.');
  }
  return messages.map((message, i) => readMessage(message, `messages[${i}]`));
}

function readMessage(message: Json, path: string): ChatMessage {
  if (!isObject(message)) throw invalid(path, `"${path}" must be an object.`);
  if (!hasRole(message)) throw invalid(`${path}.role`, `"${path}.role" must be a string.`);
  checkContent(message.content, `${path}.content`);
  return message;
}

function hasRole(message: JsonObject): message is ChatMessage {
  return typeof message.role === 'string';
}

function checkContent(content: Json | undefined, path: string): void {
  if (content === undefined || content === null || typeof content === 'string') return;
  if (!isArray(content)) throw invalid(path, `"${path}" must be a string or an array of parts.`);
  content.forEach((part, i) => {
    if (!isObject(part)) throw invalid(`${path}[${i}]`, `"${path}[${i}]" must be an object.`);
    if (part.type === 'text' && typeof part.text !== 'string') {
      throw invalid(`${path}[${i}].text`, `"${path}[${i}].text" must be a string.`);
    }
  });
}

/** The pieces of text of a message, in order. */
export function textsOf({ content }: JsonObject): string[] {
  if (typeof content === 'string') return [content];
  return partsOf(content).flatMap((part) => (typeof part.text === 'string' ? [part.text] : []));
}

export function partsOf(content: Json | undefined): JsonObject[] {
  return isArray(content) ? content.filter(isObject) : [];
}
