/** Text completions, the legacy endpoint: https://platform.openai.com/docs/api-reference/completions */

import type { Dialect } from '../types.ts';
import { isPartial, usage } from './choices-answer.ts';
import { withoutUsage } from './choices-events.ts';
import { fault, text } from './completions-answer.ts';
import { ask } from './completions-ask.ts';
import { assembler, events } from './completions-stream.ts';
import { KEY_IGNORE } from './request.ts';

export const completions: Dialect = {
  endpoint: 'completions',
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
