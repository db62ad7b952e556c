/**
 * What clients of other caches send, understood as ours: a row for each header, and LiteLLM's field of the body. What
 * is said in headers of ours wins.
 */

import { invalid } from '../errors.ts';
import type { Json, JsonObject, Ms } from '../types.ts';
import { isObject, toNumber } from '../wire/json.ts';
import { readFlag, readFraction, readNamespace, readSeconds } from './header-value.ts';

/** Headers of ours by their names; of `cache-control`, directives. */
export type Ours = Readonly<Record<string, string>>;

const NOTHING: Ours = {};
const BYPASS: Ours = { 'x-bypass-cache': 'true' };
const NO_CACHE: Ours = { 'cache-control': 'no-cache' };
const NO_STORE: Ours = { 'cache-control': 'no-store' };
const EXACT_ONLY: Ours = { 'x-cache-threshold': '1' };

/** Each throws AppError(invalid_request) naming the header. Of two that say the same thing the upper one wins. */
const ROWS: Readonly<Record<string, (value: string, name: string) => Ours>> = {
  // Cloudflare AI Gateway
  'cf-aig-skip-cache': (value, name) => (readFlag(name, value) ? BYPASS : NOTHING),
  'cf-aig-cache-ttl': (value, name) => ttl(readSeconds(name, value)),
  // Portkey
  'x-portkey-cache-force-refresh': (value, name) => (readFlag(name, value) ? NO_CACHE : NOTHING),
  'x-portkey-cache-namespace': (value, name) => ({ 'x-cache-namespace': readNamespace(name, value) }),
  // Bifrost; `direct` is by hash
  'x-bf-cache-type': (value, name) => readWord(name, value, { direct: EXACT_ONLY, semantic: NOTHING }),
  'x-bf-cache-threshold': (value, name) => threshold(readFraction(name, value)),
  'x-bf-cache-ttl': (value, name) => ttl(readDuration(name, value)),
  'x-bf-cache-no-store': (value, name) => (readFlag(name, value) ? NO_STORE : NOTHING),
  // Helicone caches what it is told to cache; here that need not be said
  'helicone-cache-enabled': (value, name) => (readFlag(name, value) ? NOTHING : BYPASS),
  // vLLM's semantic router
  'x-vsr-cache-control': (value, name) => merge(value.split(',').map((directive) => readDirective(name, directive))),
};

export const FOREIGN_HEADERS: readonly string[] = Object.keys(ROWS);

/**
 * A request's headers, those of other caches and what its body says translated into ours.
 * @param given headers that steer the cache, by their lower-case names
 * @throws AppError(invalid_request) naming the header
 */
export function translate(given: ReadonlyMap<string, string>, body: Ours = NOTHING): Ours {
  const rows = Object.entries(ROWS).map(([name, row]) =>
    given.has(name) ? row(given.get(name) ?? '', name) : NOTHING,
  );
  return merge([Object.fromEntries(given), ...rows, body]);
}

/**
 * Takes LiteLLM's `cache` out of a body: no upstream knows it.
 * @throws AppError(invalid_request) naming the field
 */
export function takeCacheField(body: JsonObject): { readonly body: JsonObject; readonly says: Ours | null } {
  if (body.cache === undefined) return { body, says: null };
  const { cache, ...rest } = body;
  return { body: rest, says: cache === null ? null : readCacheField(cache as Json) };
}

/** https://docs.litellm.ai/docs/proxy/caching_controls; fields that are not known are passed over, as LiteLLM does. */
function readCacheField(cache: Json): Ours {
  if (!isObject(cache)) throw invalid('cache', '"cache" must be an object.');
  const given = <T>(name: string, read: (value: Json, name: string) => T): T | null =>
    cache[name] === undefined || cache[name] === null ? null : read(cache[name], `cache.${name}`);
  const lifetime = given('ttl', wholeSeconds);
  const maxAge = given('s-maxage', wholeSeconds);
  const namespace = given('namespace', (value, name) => readNamespace(name, typeof value === 'string' ? value : ''));
  return merge([
    given('no-cache', truth) ? NO_CACHE : NOTHING,
    given('no-store', truth) ? NO_STORE : NOTHING,
    maxAge === null ? NOTHING : maxAgeOf(maxAge),
    lifetime === null ? NOTHING : ttl(lifetime),
    namespace === null ? NOTHING : { 'x-cache-namespace': namespace },
  ]);
}

/** What comes first wins; directives add up, and of one that is there twice the last one counts. */
function merge(all: readonly Ours[]): Ours {
  const merged: Record<string, string> = {};
  for (const ours of all) {
    for (const [name, value] of Object.entries(ours)) {
      const before = merged[name];
      if (before === undefined) merged[name] = value;
      else if (name === 'cache-control') merged[name] = `${value}, ${before}`;
    }
  }
  return merged;
}

function ttl(time: Ms): Ours {
  return { 'x-cache-ttl': String(toSeconds(time)) };
}

function maxAgeOf(time: Ms): Ours {
  return { 'cache-control': `max-age=${toSeconds(time)}` };
}

function threshold(similarity: number): Ours {
  return { 'x-cache-threshold': similarity.toFixed(6) };
}

/** Written without an exponent. */
function toSeconds(time: Ms): number {
  return Math.min(Math.ceil(time / 1000), Number.MAX_SAFE_INTEGER);
}

function readWord(name: string, value: string, words: Readonly<Record<string, Ours>>): Ours {
  const word = value.trim().toLowerCase();
  if (Object.hasOwn(words, word)) return words[word] ?? NOTHING;
  throw invalid(name, `${name} takes one of ${Object.keys(words).join(', ')}`);
}

/** As Go writes them (`30s`, `1h30m`), or whole seconds. */
function readDuration(name: string, value: string): Ms {
  const text = value.trim();
  if (/^\d+$/.test(text)) return readSeconds(name, text);
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text))
    throw invalid(name, `${name} takes a duration such as 30s, 5m or 1h30m`);
  const parts = text.matchAll(/([\d.]+)(ms|s|m|h)/g);
  return parts.reduce((time, [, number, unit]) => time + Number(number) * UNITS[unit as keyof typeof UNITS], 0);
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Those that are not known are passed over, as RFC 9111 has it. */
function readDirective(name: string, directive: string): Ours {
  const [word, value = ''] = directive.trim().toLowerCase().split('=');
  if (word === 'no-cache') return NO_CACHE;
  if (word === 'no-store') return NO_STORE;
  if (word === 'bypass') return BYPASS;
  if (word === 'max-age') return maxAgeOf(readSeconds(name, value));
  return word === 'ttl' ? ttl(readSeconds(name, value)) : NOTHING;
}

function wholeSeconds(value: Json, name: string): Ms {
  const seconds = toNumber(value);
  if (seconds !== null && Number.isInteger(seconds) && seconds >= 0) return seconds * 1000;
  throw invalid(name, `"${name}" must be a non-negative whole number of seconds.`);
}

function truth(value: Json, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(name, `"${name}" must be true or false.`);
}
