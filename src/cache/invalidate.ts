import type { Catalogue, Filter, Key } from '../types.ts';
import type { Entries } from './entries.ts';
import type { FindSimilar } from './similar.ts';
import { walk } from './walk.ts';

/** Entries removed together. */
const BATCH = 500;
/** Keys named in the result. */
const NAMED = 1_000;

export interface Invalidation extends Filter {
  /** Only those whose question is at least so near. */
  readonly similarTo?: { readonly text: string; readonly threshold: number } | undefined;
  /** Counts, and removes nothing. */
  readonly dryRun: boolean;
}

export interface Invalidated {
  readonly invalidated: number;
  /** The first thousand of them. */
  readonly keys: readonly Key[];
  readonly truncated: boolean;
}

/** @throws AppError(invalid_request) naming `similar_to`: nothing can be compared, or not with this text */
export type Invalidate = (invalidation: Invalidation) => Promise<Invalidated>;

interface InvalidateParts {
  readonly catalogue: Catalogue;
  readonly entries: Entries;
  readonly findSimilar: FindSimilar;
}

/**
 * Removes what matches everything that is given, from every tier and process, and from the index: nothing that means
 * the same is answered from it any more. Aliases of a removed entry lead nowhere, for good.
 */
export function createInvalidate({ catalogue, entries, findSimilar }: InvalidateParts): Invalidate {
  return async function invalidate({ similarTo, dryRun, ...given }) {
    const filter = similarTo ? await narrow(given, similarTo) : given;
    const named: Key[] = [];
    let invalidated = 0;
    for await (const page of walk(catalogue, filter, BATCH)) {
      const keys = page.map(({ key }) => key);
      invalidated += dryRun ? keys.length : await entries.remove(keys);
      named.push(...keys.slice(0, NAMED - named.length));
    }
    return { invalidated, keys: named, truncated: invalidated > named.length };
  };

  async function narrow(filter: Filter, { text, threshold }: { text: string; threshold: number }): Promise<Filter> {
    const similar = await findSimilar(text, threshold, filter.namespace);
    const only = filter.keys && new Set(filter.keys);
    return { ...filter, keys: only ? similar.filter((key) => only.has(key)) : similar };
  }
}
