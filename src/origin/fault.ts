/** Whose fault an upstream's error is. */
import { AppError } from '../errors.ts';
import type { Json, JsonObject, SseEvent } from '../types.ts';
import { isObject, own, readJson, toNumber } from '../wire/json.ts';

/**
 * `request`: every upstream would say the same; `key`: ours is refused; `quota`: there is no credit left; `passing`:
 * the same upstream may do better soon.
 */
export type Fault = 'request' | 'key' | 'quota' | 'passing';

/** Of an HTTP status from 300 on. 402 is OpenRouter's for no credit. */
export function faultOfStatus(status: number): Fault {
  if (status === 401) return 'key';
  if (status === 402) return 'quota';
  return status >= 500 || [408, 409, 429].includes(status) ? 'passing' : 'request';
}

/** Of an error in an answer whose status says nothing of it. */
export function faultOfError(error: JsonObject): Fault {
  const status = toNumber(own(error, 'code'));
  if (status !== null && status >= 400) return faultOfStatus(status);
  const names = [own(error, 'code'), own(error, 'type')];
  if (names.includes('invalid_api_key')) return 'key';
  if (names.includes('insufficient_quota')) return 'quota';
  const isInvalid = (name: Json | undefined) => typeof name === 'string' && name.startsWith('invalid_');
  return names.some(isInvalid) ? 'request' : 'passing';
}

/** What an answer, or an event of a stream, has for an error; `null`: nothing. */
export function errorIn(value: Json | undefined): JsonObject | null {
  if (!isObject(value)) return null;
  const { error, type, response } = value;
  if (isObject(error)) return error;
  if (typeof error === 'string' && error !== '') return { message: error };
  if (type === 'error') return value;
  return type === 'response.failed' ? (errorIn(response) ?? {}) : null;
}

export function errorInEvent({ event, data = '' }: SseEvent): JsonObject | null {
  const error = errorIn(readJson(data));
  return error ?? (event === 'error' ? {} : null);
}

/** The upstream's own message may hold the key: it is never shown. */
export function refusedKey(upstream: string): AppError {
  return new AppError('upstream_refused_key', `${upstream} refused the proxy's API key.`);
}
