/** The languages of the endpoints that ask a model. */

import type { JsonObject } from '../types.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { isArray, isObject } from './json.ts';
import { responses } from './responses.ts';

export const dialects = { chat, responses, completions };
export type Dialects = typeof dialects;
export type LanguageName = keyof Dialects | 'embeddings';

/** By the names of their endpoints. */
export const LANGUAGES: ReadonlyMap<string, LanguageName> = new Map([
  [chat.endpoint, 'chat'],
  [responses.endpoint, 'responses'],
  [completions.endpoint, 'completions'],
  [embeddings.endpoint, 'embeddings'],
]);

/** As models that embed are called: text-embedding-3-small, nomic-embed-text, bge-m3, e5-large, all-MiniLM-L6-v2, ... */
const EMBEDS = /embed|(^|[/-])(bge|gte|e5|minilm|voyage)-/i;

/** Whose request a body is, where no path tells: that of chat has messages, the others an input or a prompt. */
export function languageOf(body: JsonObject): LanguageName {
  const { messages, input, prompt } = body;
  if (messages !== undefined) return 'chat';
  if (input !== undefined) return isToEmbed(body) ? 'embeddings' : 'responses';
  if (isObject(prompt)) return 'responses';
  return prompt === undefined ? 'chat' : 'completions';
}

/** Responses take one text or a list of items, embeddings one text or a list of anything; of one text, its model tells. */
function isToEmbed({ input = null, model = null, encoding_format: form, dimensions }: JsonObject): boolean {
  if (form !== undefined || dimensions !== undefined) return true;
  if (isArray(input) && input.length > 0 && !input.some(isObject)) return true;
  return typeof model === 'string' && EMBEDS.test(model);
}
