/**
 * The guards: only the same question may be served. Two questions of a high cosine similarity can ask for opposite
 * things; what tells them apart is in their words. Each guard is a predicate that refuses for one reason. They are
 * pure: no I/O, no clock, no model.
 */
import { align, type Pair } from './guard-align.ts';
import type { Features, WordKind } from './guard-features.ts';
import { areAlternatives, areOpposites } from './guard-opposites.ts';
import { isReordered } from './guard-order.ts';
import { canonicalStem } from './guard-stem.ts';
import { ASKED_FOR } from './guard-words.ts';

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
  { name: 'antonym', refuses: ({ tokensAsked, tokensStored }) => areOpposites(tokensAsked, tokensStored) },
  {
    name: 'alternative',
    refuses: ({ tokensAsked, tokensStored }) => areAlternatives(tokensAsked, tokensStored),
  },
  { name: 'quantity', refuses: (pair) => differsIn(pair, 'quantity') },
  { name: 'language', refuses: (pair) => differsIn(pair, 'language') },
  { name: 'format', refuses: (pair) => differsIn(pair, 'format') },
  { name: 'length', refuses: (pair) => differsIn(pair, 'length') },
  { name: 'audience', refuses: (pair) => differsIn(pair, 'audience') },
  { name: 'name', refuses: (pair) => differsIn(pair, 'name') },
  { name: 'question-word', refuses: asksForOther },
  {
    name: 'polarity',
    refuses: ({ asked, stored }) => isOtherPolarity(asked, stored) && isOtherPolarity(stored, asked),
  },
  { name: 'tense', refuses: ({ asked, stored }) => (asked.past && stored.future) || (asked.future && stored.past) },
  { name: 'order', refuses: isReordered },
  { name: 'qualifier', refuses: isQualified },
  { name: 'word', refuses: isReplaced },
  {
    name: 'script',
    refuses: ({ asked, stored }) => !(asked.latin && stored.latin) && !equal(asked.tokens, stored.tokens),
  },
  { name: 'long', refuses: isLongAndDifferent },
] as const satisfies readonly Guard[];

/** What can still differ where the wording is the same. */
const VERBATIM_GUARDS = GUARDS.slice(0, 2);

export type GuardName = (typeof GUARDS)[number]['name'];

/** Pure; about 0.05 ms. Symmetric. */
export function compare(asked: Features, stored: Features, similarity = 0): Comparison {
  const pair = align(asked, stored, similarity);
  const guards = pair.sameWording ? VERBATIM_GUARDS : GUARDS;
  const guard = guards.find(({ refuses }) => refuses(pair));
  return { refused: guard?.name ?? null, sameWords: hasSameWords(pair) };
}

/** What each guard says of the pair, for an explanation. */
export function verdicts(asked: Features, stored: Features, similarity = 0): { guard: GuardName; passes: boolean }[] {
  const pair = align(asked, stored, similarity);
  const guards: readonly Guard[] = pair.sameWording ? VERBATIM_GUARDS : GUARDS;
  return guards.map(({ name, refuses }) => ({ guard: name as GuardName, passes: !refuses(pair) }));
}

/** Whether, not how; but who asks whether one can do a thing is served by how, and by whether it is done. */
function isOtherPolarity(a: Features, b: Features): boolean {
  if (a.polar === 'can i') return !(b.polar === 'can i' || b.polar === 'be' || (b.polar === null && b.asksHow));
  if (a.polar === 'is there') return !(b.polar === 'is there' || b.polar === 'be' || (b.polar === null && b.asksWhat));
  return a.polar !== b.polar;
}

/** Who, when, where, how many: what only one of the two asks for, and the other does not name either. */
function asksForOther({ asked, stored }: Pair): boolean {
  const misses = (a: Features, b: Features) =>
    a.questionWords.some(
      (word) =>
        !b.questionWords.includes(word) && !ASKED_FOR.get(word)?.some((name) => b.stems.has(canonicalStem(name))),
    );
  return misses(asked, stored) || misses(stored, asked);
}

function differsIn({ onlyAsked, onlyStored }: Pair, kind: WordKind): boolean {
  return onlyAsked.some((word) => word.kind === kind) || onlyStored.some((word) => word.kind === kind);
}

const ADDITION_FLOOR = Number(process.env.ADD ?? 0.92);
const REPLACEMENT_FLOOR = 0.9;
const EQUAL_FLOOR = Number(process.env.EQ ?? 0.85);
const CORE_FLOOR = Number(process.env.CORE ?? 0.55);

/** One of the two says more: "dictionaries" and "nested dictionaries". */
function isQualified({ onlyAsked, onlyStored, sharedAsked, similarity }: Pair): boolean {
  const added = onlyAsked.length + onlyStored.length;
  if (added === 0 || (onlyAsked.length > 0 && onlyStored.length > 0)) return false;
  return (
    similarity <
    (sharedAsked.length < Number(process.env.SH ?? 3)
      ? Number(process.env.A1 ?? 0.95)
      : added > 1
        ? Number(process.env.A2 ?? 0.92)
        : Number(process.env.A3 ?? 0.9))
  );
}

/** A word stands for another: a synonym that is not listed, or something else. */
function isReplaced({ onlyAsked, onlyStored, similarity }: Pair): boolean {
  return onlyAsked.length > 0 && onlyStored.length > 0 && similarity < REPLACEMENT_FLOOR;
}

function hasSameWords({ sameWording, sameCore, asked, onlyAsked, onlyStored, sharedAsked, similarity }: Pair): boolean {
  if (sameWording) return true;
  if (asked.core.length === 0 || onlyAsked.length + onlyStored.length > 0) return false;
  if (sameCore && sharedAsked.length >= Number(process.env.CN ?? 2)) return similarity >= CORE_FLOOR;
  return sharedAsked.length >= 4 && similarity >= EQUAL_FLOOR;
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
