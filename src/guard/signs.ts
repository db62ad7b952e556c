/** Signs that two questions are one, put in other words: weighed where a guard has a doubt and no proof. */
import type { Pair } from './align.ts';
import { isReordered } from './order.ts';

interface Sign {
  readonly of: (pair: Pair) => number;
  /** What one unit of it adds to the log-odds. */
  readonly weight: number;
}

/**
 * A near-twin is put in the same words but for one, and so is as long; a rewording of the same nearness is put in others.
 * Weights by logistic regression (`node eval/fit.ts`) on the pairs that nothing but doubts keeps apart: of QQP the half
 * for tuning, and this project's own sets. The bias is a tenth above the one fitted with
 * them, for recall.
 */
const SIGNS: readonly Sign[] = [
  { of: ({ asked, stored }) => Math.abs(asked.tokens.length - stored.tokens.length), weight: 0.42 },
  { of: ({ asked, stored }) => Math.min(asked.tokens.length, stored.tokens.length), weight: 0.17 },
  { of: ({ overlap }) => overlap, weight: -3.6 },
  { of: (pair) => Number(isReordered(pair)), weight: -1.24 },
];
const BIAS = 0.56;

/** They were fitted to pairs that are as near as this; others nothing is known of. */
const FLOOR = 0.9;
/** A text that shares more of its words was edited, not reworded: of 8 such pairs (QQP, the tuned half) 4 are two questions. */
const MOST_OVERLAP = 0.8;

export function isReworded(pair: Pair): boolean {
  if (pair.similarity < FLOOR || pair.overlap > MOST_OVERLAP) return false;
  return SIGNS.reduce((sum, { of, weight }) => sum + weight * of(pair), BIAS) >= 0;
}

/** For fitting the weights. */
export function readSigns(pair: Pair): readonly number[] {
  return SIGNS.map(({ of }) => of(pair));
}
