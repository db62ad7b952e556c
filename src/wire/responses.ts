/** Responses: https://platform.openai.com/docs/api-reference/responses */

import type { Dialect } from '../types.ts';
import { fault, isPartial, text, usage } from './responses-answer.ts';
import { ask, RESPONSES_KEY_IGNORE } from './responses-ask.ts';
import { assembler } from './responses-assembler.ts';
import { events } from './responses-events.ts';

export const responses: Dialect = {
  endpoint: 'responses',
  keyIgnore: RESPONSES_KEY_IGNORE,
  ask,
  assembler,
  events,
  /** It is a field of the response, in a stream too. */
  withoutUsage: (event) => event,
  fault,
  usage,
  text,
  isPartial,
};
