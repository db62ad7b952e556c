/**
 * The guards: only the same question may be served. Two questions of a high cosine similarity can ask for opposite
 * things; what tells them apart is in their words. Each guard is a predicate that refuses for one reason. They are
 * pure: no I/O, no clock, no model.
 */
import { align, type Pair } from './guard-align.ts';
import type { Features, WordKind } from './guard-features.ts';
import { areOpposites } from './guard-opposites.ts';
import { isReordered } from './guard-order.ts';

export { extractFeatures, type Features } from './guard-features.ts';

/** Raised whenever a verdict may change: remembered decisions of another version are judged anew. */
export const GUARDS_VERSION = '1';

/** Cosine similarity from which equal content words are enough, below the threshold in force. */
export const SAME_WORDS_FLOOR = 0.8;

export interface Comparison {
  /** The guard that keeps the stored answer from being served; `null`: none does. */
  readonly refused: GuardName | null;
  /** All words that bear meaning are equal, misspellings and synonyms included. */
  readonly sameWords: boolean;
}

interface Guard {
  readonly name: string;
  /** Whether the stored answer may not be served. */
  readonly refuses: (pair: Pair) => boolean;
}

const GUARDS = [
  { name: 'code', refuses: ({ asked, stored }) => !equal(asked.code, stored.code) },
  { name: 'quotation', refuses: quotesDiffer },
  { name: 'number', refuses: (pair) => differsIn(pair, 'number') },
  { name: 'date', refuses: (pair) => differsIn(pair, 'date') },
  { name: 'unit', refuses: (pair) => differsIn(pair, 'unit') },
  { name: 'negation', refuses: ({ asked, stored }) => asked.negated.length % 2 !== stored.negated.length % 2 },
  { name: 'antonym', refuses: ({ asked, stored }) => areOpposites(asked.tokenSet, stored.tokenSet) },
  { name: 'quantity', refuses: (pair) => differsIn(pair, 'quantity') },
  { name: 'language', refuses: (pair) => differsIn(pair, 'language') },
  { name: 'format', refuses: (pair) => differsIn(pair, 'format') },
  { name: 'length', refuses: (pair) => differsIn(pair, 'length') },
  { name: 'audience', refuses: (pair) => differsIn(pair, 'audience') },
  { name: 'name', refuses: (pair) => differsIn(pair, 'name') },
  { name: 'question-word', refuses: ({ asked, stored }) => asked.questionWords !== stored.questionWords },
  { name: 'polarity', refuses: ({ asked, stored }) => asked.polar !== stored.polar },
  { name: 'tense', refuses: ({ asked, stored }) => (asked.past && stored.future) || (asked.future && stored.past) },
  { name: 'order', refuses: isReordered },
  {
    name: 'script',
    refuses: ({ asked, stored }) => !(asked.latin && stored.latin) && !equal(asked.tokens, stored.tokens),
  },
  { name: 'long', refuses: isLongAndDifferent },
] as const satisfies readonly Guard[];

export type GuardName = (typeof GUARDS)[number]['name'];

/** Pure; about 0.05 ms. Symmetric. */
export function compare(asked: Features, stored: Features): Comparison {
  const pair = align(asked, stored);
  const guard = GUARDS.find(({ refuses }) => refuses(pair));
  const sameWords = pair.onlyAsked.length === 0 && pair.onlyStored.length === 0;
  return { refused: guard?.name ?? null, sameWords };
}

function differsIn({ onlyAsked, onlyStored }: Pair, kind: WordKind): boolean {
  return onlyAsked.some((word) => word.kind === kind) || onlyStored.some((word) => word.kind === kind);
}

/** A passage quoted on one side has to stand on the other, with or without its quotation marks. */
function quotesDiffer({ asked, stored }: Pair): boolean {
  const inText = (text: string) => (passage: string) => text.includes(passage);
  return !asked.quoted.every(inText(stored.text)) || !stored.quoted.every(inText(asked.text));
}

const LONG = 40;

/** The vector of a long text hardly moves when a word does: every word has to be there. */
function isLongAndDifferent({ asked, stored, onlyAsked, onlyStored }: Pair): boolean {
  return Math.max(asked.tokens.length, stored.tokens.length) > LONG && onlyAsked.length + onlyStored.length > 0;
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
