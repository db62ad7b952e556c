import { invalid } from '../errors.ts';
import type { Ask, Ms, Namespace, Policy, Reason } from '../types.ts';
import { parseCacheControl } from './cache-control.ts';
import { readFlag, readFraction, readNamespace, readSeconds } from './header-value.ts';

/** What the configuration says of caching; milliseconds. */
export interface PolicySettings {
  readonly ttl: Ms;
  readonly maxTtl: Ms;
  readonly shortTtl: Ms;
  readonly staleWhileRevalidate: Ms;
  readonly staleIfError: Ms;
  readonly threshold: number;
  readonly minThreshold: number;
  readonly semantic: boolean;
  readonly maxTurns: number;
  readonly freshness: 'bypass' | 'short' | 'off';
  readonly isTimeSensitive: (question: string) => boolean;
  readonly hasOwnMeaning: (question: string) => boolean;
}

/** A request header's value by its lower-case name. */
export type Headers = (name: string) => string | undefined;

/** What may go upstream of a client's headers and query. */
const FORWARDED_HEADERS = ['openai-beta', 'groq-model-version', 'http-referer', 'x-title'];
const FORWARDED_QUERY = ['api-version', 'beta'];

/** All that a policy depends on beside the body, the client and the configuration. */
export const POLICY_HEADERS = [
  ...['cache-control', 'x-bypass-cache', 'x-cache-ttl', 'x-cache-threshold', 'x-cache-namespace'],
  ...['x-cache-tags', 'x-cache-version', 'x-upstream'],
  ...FORWARDED_HEADERS,
];
export const POLICY_QUERY = FORWARDED_QUERY;

/**
 * Judges one request: its headers, its traits and the configuration.
 * @throws AppError(invalid_request) naming the header
 */
export function decidePolicy(
  ask: Ask,
  header: Headers,
  query: Headers,
  owner: Namespace,
  settings: PolicySettings,
): Policy {
  const directives = parseCacheControl(header('cache-control'));
  const askedTtl = given('x-cache-ttl', header, readSeconds);
  const threshold = given('x-cache-threshold', header, readFraction);
  const timeSensitive = ask.question !== null && isTimeSensitive(ask.question, askedTtl, settings);
  const ttl = Math.min(askedTtl ?? (timeSensitive ? settings.shortTtl : settings.ttl), settings.maxTtl);
  // What the client or the clock bound to a time is not used past it.
  const lasting = askedTtl === null && !timeSensitive;
  const inner = given('x-cache-namespace', header, readNamespace);
  return {
    namespace: inner === null ? owner : `${owner}/${inner}`,
    bypass: bypassReason(ask, header, timeSensitive && settings.freshness === 'bypass'),
    mayRead: !directives.noCache,
    mayStore: !directives.noStore && askedTtl !== 0,
    onlyIfCached: directives.onlyIfCached,
    ttl,
    ttlGiven: askedTtl !== null,
    staleWhileRevalidate: lasting ? settings.staleWhileRevalidate : 0,
    keptStale: lasting ? Math.max(settings.staleWhileRevalidate, settings.staleIfError) : 0,
    staleIfError: Math.min(directives.staleIfError ?? Infinity, lasting ? settings.staleIfError : 0),
    maxAge: directives.maxAge ?? Number.POSITIVE_INFINITY,
    maxStale: directives.maxStale ?? 0,
    threshold: Math.max(threshold ?? settings.threshold, settings.minThreshold),
    thresholdGiven: threshold !== null,
    notSemantic: notSemanticReason(ask, timeSensitive, settings),
    tags: tagsOf(header('x-cache-tags')),
    version: label('x-cache-version', header('x-cache-version')) ?? 'v1',
    upstream: label('x-upstream', header('x-upstream')),
    forwarded: pick(FORWARDED_HEADERS, header),
    query: pick(FORWARDED_QUERY, query),
  };
}

/** The client who gave a lifetime knows that the answer has one. */
function isTimeSensitive(question: string, askedTtl: Ms | null, settings: PolicySettings): boolean {
  return settings.freshness !== 'off' && !askedTtl && settings.isTimeSensitive(question);
}

function bypassReason(ask: Ask, header: Headers, timeSensitive: boolean): Reason | null {
  if (given('x-bypass-cache', header, readFlag)) return 'header';
  if (ask.traits.storedUpstream) return 'store';
  if (ask.traits.stateful) return 'stateful';
  if (ask.traits.background) return 'background';
  if (ask.traits.liveSearch) return 'live-search';
  if (ask.traits.audioOutput && ask.stream) return 'audio';
  return timeSensitive ? 'time-sensitive' : null;
}

/** Matching by meaning is for a plain question with a plain answer; everything else is exact only. */
function notSemanticReason({ question, traits }: Ask, timeSensitive: boolean, settings: PolicySettings): Reason | null {
  if (!settings.semantic) return 'disabled';
  if (traits.tools) return 'tools';
  if (question === null) return 'not-user';
  if (traits.media || traits.audioOutput) return 'media';
  if (traits.structured === 'schema') return 'schema';
  if (traits.choices !== 1) return 'choices';
  if (traits.logprobs) return 'logprobs';
  if (traits.verbatim) return 'verbatim';
  if (traits.userTurns > settings.maxTurns) return 'turns';
  if (timeSensitive) return 'time-sensitive';
  return settings.hasOwnMeaning(question) ? null : 'no-meaning';
}

/** `null`: it was not given. */
function given<T>(name: string, header: Headers, read: (name: string, value: string) => T): T | null {
  const value = header(name);
  return value === undefined ? null : read(name, value);
}

function tagsOf(value: string | undefined): string[] {
  const tags = [...new Set((value ?? '').split(',').map((tag) => tag.trim()))].filter(Boolean);
  if (tags.length > 16 || tags.some((tag) => tag.length > 64)) {
    throw invalid('x-cache-tags', 'x-cache-tags takes at most 16 tags of up to 64 characters');
  }
  return tags;
}

function label(name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (!/^[\x21-\x7e]{1,64}$/.test(value)) throw invalid(name, `${name} takes 1 to 64 visible characters`);
  return value;
}

function pick(names: readonly string[], value: Headers): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const given = value(name);
    if (given !== undefined) picked[name] = given;
  }
  return picked;
}
