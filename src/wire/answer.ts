/** What the whole answers of all endpoints share: reading them, and why one may not be stored. */

import type { Ask, Json, JsonObject, Reason, Usage } from '../types.ts';
import { isArray, isObject, readJson, toNumber } from './json.ts';
import { isSameModel } from './model.ts';

/** What the upstream says that the answer cost, in US dollars, as OpenRouter does. */
export function chargeIn(counts: JsonObject): Pick<Usage, 'cost'> {
  const cost = toNumber(counts.cost);
  return cost !== null && cost >= 0 && cost < Number.POSITIVE_INFINITY ? { cost } : {};
}

/** `error`, or `other-model`: another model than the one asked for gave it. */
export function originFault(answer: JsonObject, ask: Ask): Reason | null {
  if (isPresent(answer.error)) return 'error';
  const { model } = answer;
  if (ask.model === '' || typeof model !== 'string' || model === '') return null;
  return isSameModel(ask.model, model) ? null : 'other-model';
}

/** Whether there is something: not `null`, nor an empty text or list. */
export function isPresent(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '' && !(isArray(value) && value.length === 0);
}

/** Whether it is a text that parses. */
export function isJson(text: Json | undefined): boolean {
  return typeof text === 'string' && readJson(text) !== undefined;
}

export function objects(value: Json | undefined): JsonObject[] {
  return isArray(value) ? value.filter(isObject) : [];
}
