import type { Ask, Dialect, Json, JsonObject, Reason } from '../types.ts';
import { chat } from '../wire/chat.ts';
import { isArray, isObject } from '../wire/json.ts';
import { responses } from '../wire/responses.ts';

/**
 * What a program stores: any JSON value, in an envelope, asked for in the words of chat. Where the value is an answer
 * of the OpenAI API, the rules for such answers hold: a refusal is not stored.
 */
export const values: Dialect = {
  ...chat,
  /** The field keeps values apart from what the proxy stores, should the two share a store. */
  ask: (body, options) => chat.ask({ ...body, cached: 'value' }, options),
  fault: (envelope, ask) => faultOf(envelope.response, ask),
  usage: ({ response }) => dialectOf(response)?.usage(asObject(response)) ?? null,
  text: ({ response }) => textOf(response),
  isPartial: ({ response }) => dialectOf(response)?.isPartial(asObject(response)) ?? false,
};

/** The value as its entry holds it. Throws TypeError when it is none that JSON can hold. */
export function toEnvelope(response: unknown): Uint8Array {
  return Buffer.from(JSON.stringify({ response }));
}

export function fromEnvelope(body: Uint8Array): unknown {
  const envelope: { readonly response: unknown } = JSON.parse(new TextDecoder().decode(body));
  return envelope.response;
}

function faultOf(response: Json | undefined, ask: Ask): Reason | null {
  if (response === undefined || response === null || response === '') return 'empty';
  const dialect = dialectOf(response);
  // Whoever calls a model of another name than the key's knows why.
  return dialect ? dialect.fault(asObject(response), { ...ask, model: modelOf(asObject(response), ask) }) : null;
}

function dialectOf(response: Json | undefined): Dialect | null {
  if (!isObject(response)) return null;
  if (isArray(response.choices)) return chat;
  return isArray(response.output) && response.object === 'response' ? responses : null;
}

function asObject(response: Json | undefined): JsonObject {
  return isObject(response) ? response : {};
}

function modelOf({ model }: JsonObject, ask: Ask): string {
  return typeof model === 'string' ? model : ask.model;
}

function textOf(response: Json | undefined): string {
  if (typeof response === 'string') return response;
  return dialectOf(response)?.text(asObject(response)) ?? JSON.stringify(response ?? '');
}
