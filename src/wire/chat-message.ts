/** The messages of a chat request. */

import { invalid } from '../errors.ts';
import type { Json, JsonObject } from '../types.ts';
import { checkContent } from './content.ts';
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
