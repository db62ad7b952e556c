/** Chat completions: https://platform.openai.com/docs/api-reference/chat */

import type { Dialect } from '../types.ts';
import { fault, text } from './chat-answer.ts';
import { ask } from './chat-ask.ts';
import { assembler } from './chat-assembler.ts';
import { events } from './chat-events.ts';
import { isPartial, usage } from './choices-answer.ts';
import { withoutUsage } from './choices-events.ts';
import { KEY_IGNORE } from './request.ts';

export const chat: Dialect = {
  endpoint: 'chat.completions',
  keyIgnore: KEY_IGNORE,
  ask,
  assembler,
  events,
  withoutUsage,
  fault,
  usage,
  text,
  isPartial,
};
