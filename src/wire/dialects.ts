/** The languages of the endpoints that ask a model. */

import type { JsonObject } from '../types.ts';
import { chat } from './chat.ts';
import { completions } from './completions.ts';
import { isObject } from './json.ts';
import { responses } from './responses.ts';

export const dialects = { chat, responses, completions };
export type Dialects = typeof dialects;

/** Whose request a body is, where no path tells: that of chat has messages, the others an input or a prompt. */
export function dialectNameOf({ messages, input, prompt }: JsonObject): keyof Dialects {
  if (messages !== undefined) return 'chat';
  if (input !== undefined || isObject(prompt)) return 'responses';
  return prompt === undefined ? 'chat' : 'completions';
}
