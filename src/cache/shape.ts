import { hash } from 'node:crypto';
import type { Ask, Json, Policy } from '../types.ts';
import { canonicalJson, isArray, isObject, readJson } from '../wire/json.ts';

/** Messages further back are told apart together. */
const MESSAGES_APART = 32;

/**
 * A digest of each field that shapes the answer, the question blanked. Where two requests with the same question have
 * different keys, their shapes say in what they differ.
 */
export function shapeOf(ask: Ask, policy: Policy): Record<string, string> {
  const body = readJson(ask.canonical(() => '')) ?? {};
  const fields = isObject(body) ? Object.entries(body).flatMap(([name, value]) => fieldsOf(name, value)) : [];
  const { upstream, forwarded, query } = policy;
  const others: [string, Json][] = [
    ['endpoint', ask.endpoint],
    ['namespace', policy.namespace],
    ['x-upstream', upstream],
    ['openai-beta', forwarded['openai-beta'] ?? null],
    ['groq-model-version', forwarded['groq-model-version'] ?? null],
    ...Object.entries(query).map(([name, value]): [string, Json] => [`?${name}`, value]),
  ];
  return Object.fromEntries([...fields, ...others].map(([name, value]) => [name, digest(value)]));
}

/** The names of the fields that are not the same in both, or only in one. */
export function differingFields(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).sort();
}

/** Messages and items are counted from the last one: a system prompt more in front does not make all of them differ. */
function fieldsOf(name: string, value: Json): [string, Json][] {
  if ((name !== 'messages' && name !== 'input') || !isArray(value)) return [[name, value]];
  const early = value.slice(0, -MESSAGES_APART);
  const late = value.slice(-MESSAGES_APART);
  const apart = late.map((message, index): [string, Json] => [`${name}[${index - late.length}]`, message]);
  return early.length > 0 ? [[`${name}[..]`, early], ...apart] : apart;
}

function digest(value: Json): string {
  return hash('sha256', canonicalJson(value), 'hex').slice(0, 8);
}
