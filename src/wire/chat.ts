/** Chat completions: https://platform.openai.com/docs/api-reference/chat */

import type { Dialect } from '../types.ts';
import { fault, isPartial, text, usage } from './chat-answer.ts';
import { ask, CHAT_KEY_IGNORE } from './chat-ask.ts';
import { assembler } from './chat-assembler.ts';
import { events, withoutUsage } from './chat-events.ts';

export const chat: Dialect = {
  endpoint: 'chat.completions',
  keyIgnore: CHAT_KEY_IGNORE,
  ask,
  assembler,
  events,
  withoutUsage,
  fault,
  usage,
  text,
  isPartial,
};
