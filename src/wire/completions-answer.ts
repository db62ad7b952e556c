/** A whole text completion: whether it may be stored, and what it says. */

import type { Ask, JsonObject, Reason } from '../types.ts';
import { isJson, isPresent, objects } from './answer.ts';
import { choicesFault } from './choices-answer.ts';

/** As of every answer with choices, and `schema-content` (it does not parse). */
export function fault(answer: JsonObject, ask: Ask): Reason | null {
  return choicesFault(answer, ask, textFault);
}

/** The text of all choices, a line break between them. */
export function text(answer: JsonObject): string {
  const texts = objects(answer.choices).map((choice) => choice.text);
  return texts.filter((said) => typeof said === 'string').join('\n');
}

function textFault(choice: JsonObject, ask: Ask): Reason | null {
  if (!isPresent(choice.text)) return 'empty';
  if (!isPresent(choice.finish_reason)) return 'cut';
  return ask.traits.structured && !isJson(choice.text) ? 'schema-content' : null;
}
