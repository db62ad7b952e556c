/** The part of the composition root that manages what is stored. */
import { createEntries } from '../cache/entries.ts';
import { createInvalidate } from '../cache/invalidate.ts';
import { createFindSimilar } from '../cache/similar.ts';
import type { Tiers } from '../cache/tiers.ts';
import { createTransfer } from '../cache/transfer.ts';
import type { Catalogue } from '../types.ts';
import type { SemanticState } from './semantic.ts';
import type { Surroundings } from './stores.ts';

interface ManageParts extends Pick<Surroundings, 'now' | 'onError'> {
  readonly catalogue: Catalogue;
  readonly tiers: Tiers;
  readonly semantic: SemanticState;
  readonly countHits: () => Promise<void>;
}

/** Room in a line for what is not the body: metadata, question, vector. */
const LINE_OVERHEAD = 256 * 1024;

/** @param maxEntryBytes of one body */
export function createManage(parts: ManageParts, maxEntryBytes: number) {
  const { catalogue } = parts;
  const semantic = () => {
    const { embedder, index } = parts.semantic;
    return embedder && index ? { embedder, index } : null;
  };
  const entries = createEntries({ ...parts, index: () => parts.semantic.index });
  // A body of JSON grows to twice its size at most as text in JSON: quotes, backslashes and line breaks take two.
  const transfer = createTransfer({ ...parts, semantic }, { maxLineBytes: 2 * maxEntryBytes + LINE_OVERHEAD });
  const findSimilar = createFindSimilar({ catalogue, semantic });
  return { entries, transfer, invalidate: createInvalidate({ catalogue, entries, findSimilar }) };
}
