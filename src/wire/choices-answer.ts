/** A whole answer that has choices, as those of chat and completions have. */

import type { Ask, JsonObject, Reason, Usage } from '../types.ts';
import { chargeIn, isPresent, objects, originFault } from './answer.ts';
import { isObject, toNumber } from './json.ts';

/** Finish reasons by which an upstream says that it broke off. */
const BROKEN: ReadonlySet<string> = new Set(['error', 'abort', 'aborted', 'cancelled', 'insufficient_system_resource']);

/**
 * Why an answer may not be stored; `null`: it may. `error`, `other-model`, `empty`, `content_filter`, `cut` (no finish
 * reason), or what `saidFault` has against what a choice says. One bad choice is enough.
 */
export function choicesFault(
  answer: JsonObject,
  ask: Ask,
  saidFault: (choice: JsonObject, ask: Ask) => Reason | null,
): Reason | null {
  const fault = originFault(answer, ask);
  if (fault !== null) return fault;
  const choices = objects(answer.choices);
  if (choices.length === 0) return 'empty';
  const faultOf = (choice: JsonObject) => endFault(choice) ?? saidFault(choice, ask);
  return choices.map(faultOf).find((reason) => reason !== null) ?? null;
}

/** `null` when the answer does not say. */
export function usage(answer: JsonObject): Usage | null {
  const counts = answer.usage;
  if (!isObject(counts)) return null;
  const details = counts.prompt_tokens_details;
  return {
    inputTokens: toNumber(counts.prompt_tokens) ?? 0,
    outputTokens: toNumber(counts.completion_tokens) ?? 0,
    cachedInputTokens: (isObject(details) ? toNumber(details.cached_tokens) : null) ?? 0,
    ...chargeIn(counts),
  };
}

/** Some choice ended at its limit of tokens. */
export function isPartial(answer: JsonObject): boolean {
  return objects(answer.choices).some(({ finish_reason }) => finish_reason === 'length');
}

function endFault({ finish_reason, error }: JsonObject): Reason | null {
  if (isPresent(error) || (typeof finish_reason === 'string' && BROKEN.has(finish_reason))) return 'error';
  return finish_reason === 'content_filter' ? 'content_filter' : null;
}
