import { invalid } from '../errors.ts';
import type { Ms } from '../types.ts';

/** Request directives of https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1 and RFC 5861's `stale-if-error`. */
export interface Directives {
  readonly noCache: boolean;
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  /** `null`: not given. */
  readonly maxAge: Ms | null;
  /** `Infinity` when given without a number. */
  readonly maxStale: Ms | null;
  readonly staleIfError: Ms | null;
}

const NONE: Directives = {
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  maxAge: null,
  maxStale: null,
  staleIfError: null,
};

/**
 * Reads a request's `cache-control`; unknown directives are ignored, as the RFC has it.
 * @throws AppError(invalid_request) on a directive whose number is none
 */
export function parseCacheControl(header: string | undefined): Directives {
  if (header === undefined) return NONE;
  const given = new Map<string, string | undefined>();
  for (const [, name = '', quoted, plain] of header.matchAll(
    /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;"]*)))?/g,
  )) {
    given.set(name.toLowerCase(), quoted ?? plain);
  }
  return {
    noCache: given.has('no-cache'),
    noStore: given.has('no-store'),
    onlyIfCached: given.has('only-if-cached'),
    maxAge: duration(given, 'max-age'),
    maxStale: given.has('max-stale') && given.get('max-stale') === undefined ? Infinity : duration(given, 'max-stale'),
    staleIfError: duration(given, 'stale-if-error'),
  };
}

function duration(given: ReadonlyMap<string, string | undefined>, name: string): Ms | null {
  if (!given.has(name)) return null;
  const value = given.get(name) ?? '';
  if (!/^\d+$/.test(value)) {
    throw invalid('cache-control', `cache-control: ${name} takes a non-negative whole number of seconds`);
  }
  return Number(value) * 1000;
}
