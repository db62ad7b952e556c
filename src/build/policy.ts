/** The part of the composition root that reads what the configuration says of caching. */
import { memoize } from '../cache/memo.ts';
import { hasOwnMeaning } from '../cache/own-meaning.ts';
import type { PolicySettings } from '../cache/policy.ts';
import type { Config } from '../config.ts';
import { isSemantic, type SemanticSettings } from './semantic.ts';

const SECOND = 1000;

/** The settings that say what is cached, for how long, and how near a match by meaning must be. */
export type CachingSettings = SemanticSettings &
  Pick<
    Config,
    | 'CACHE_MAX_TTL'
    | 'CACHE_TTL'
    | 'FRESHNESS'
    | 'FRESHNESS_SHORT_TTL'
    | 'SEMANTIC_MAX_TURNS'
    | 'SEMANTIC_MIN_THRESHOLD'
    | 'SEMANTIC_THRESHOLD'
    | 'STALE_IF_ERROR'
    | 'STALE_WHILE_REVALIDATE'
  >;

export function policySettings(
  config: CachingSettings,
  isTimeSensitive: (question: string) => boolean,
): PolicySettings {
  return {
    ttl: config.CACHE_TTL * SECOND,
    maxTtl: config.CACHE_MAX_TTL * SECOND,
    shortTtl: config.FRESHNESS_SHORT_TTL * SECOND,
    staleWhileRevalidate: config.STALE_WHILE_REVALIDATE * SECOND,
    staleIfError: config.STALE_IF_ERROR * SECOND,
    threshold: config.SEMANTIC_THRESHOLD,
    minThreshold: config.SEMANTIC_MIN_THRESHOLD,
    semantic: isSemantic(config),
    maxTurns: config.SEMANTIC_MAX_TURNS,
    freshness: config.FRESHNESS,
    isTimeSensitive,
    hasOwnMeaning: memoize(hasOwnMeaning),
  };
}
