/**
 * The guards: only the same question may be served. Two questions of a high cosine similarity can ask for opposite
 * things; what tells them apart is in their words. Each guard refuses for one reason. They are pure: no I/O, no clock,
 * no model. What each is worth is measured in docs/semantic-quality.md.
 */
import { align, type Pair } from './align.ts';
import type { Features, Word, WordKind } from './features.ts';
import { areAlternatives, areOpposites } from './opposites.ts';
import { isReordered, isSymmetric } from './order.ts';
import { isReworded } from './signs.ts';
import { canonicalStem } from './stem.ts';
import { ASKED_FOR, CONDITIONS, REFUSALS, RELATIONS } from './words.ts';

export { extractFeatures, type Features } from './features.ts';

/** Raised whenever a verdict may change: remembered decisions of another version are judged anew. */
export const GUARDS_VERSION = '5';

/**
 * Cosine similarity from which the same words are enough, below the threshold in force. A slip of the finger costs a
 * short question more than half its similarity: of 204 misspelt rewrites 19% are above 0.90, 54% above 0.80, 97% above 0.50.
 */
export const SAME_WORDS_FLOOR = 0.4;

export interface Comparison {
  /** The guard that keeps the stored answer from being served; `null`: none does. */
  readonly refused: GuardName | null;
  /** Put in the same words: near enough from `SAME_WORDS_FLOOR` on. */
  readonly sameWords: boolean;
}

interface Guard {
  readonly name: string;
  /** Whether the stored answer may not be served. */
  readonly refuses: (pair: Pair) => boolean;
  /** Whether what it goes by is a sign and no proof: then it gives way to a pair that looks like a rewording. */
  readonly doubts?: (pair: Pair) => boolean;
}

const always = () => true;

/** What can differ even where every word is the same. */
const VERBATIM_GUARDS = [
  { name: 'code', refuses: ({ asked, stored }) => !areEqual(asked.code, stored.code) },
  { name: 'quotation', refuses: isQuotedOtherwise },
] as const satisfies readonly Guard[];

const GUARDS = [
  ...VERBATIM_GUARDS,
  { name: 'number', refuses: (pair) => differsIn(pair, 'number') },
  { name: 'date', refuses: (pair) => differsIn(pair, 'date') },
  { name: 'unit', refuses: (pair) => differsIn(pair, 'unit') },
  { name: 'negation', refuses: isNegatedOtherwise },
  { name: 'antonym', refuses: ({ tokensAsked, tokensStored }) => areOpposites(tokensAsked, tokensStored) },
  { name: 'quantity', refuses: (pair) => differsIn(pair, 'quantity') },
  { name: 'language', refuses: (pair) => differsIn(pair, 'language') || isToBeInOtherLanguage(pair) },
  { name: 'format', refuses: (pair) => differsIn(pair, 'format') },
  { name: 'length', refuses: (pair) => differsIn(pair, 'length') },
  { name: 'audience', refuses: (pair) => differsIn(pair, 'audience') },
  { name: 'name', refuses: (pair) => differsIn(pair, 'name'), doubts: isOneSided },
  { name: 'alternative', refuses: ({ tokensAsked, tokensStored }) => areAlternatives(tokensAsked, tokensStored) },
  {
    name: 'question-word',
    refuses: asksForOther,
    doubts: (pair) => !asksBothForOther(pair) && pair.overlap < SAME_FRAME,
  },
  { name: 'person', refuses: hasOtherPersons },
  { name: 'tense', refuses: isOfOtherTime },
  { name: 'polarity', refuses: isPolarOtherwise, doubts: (pair) => !isDutyOrLeave(pair) },
  { name: 'order', refuses: isReordered, doubts: always },
  { name: 'foreign', refuses: isOtherLanguage },
  { name: 'qualifier', refuses: isQualified, doubts: (pair) => !isLimited(pair) },
  { name: 'word', refuses: isReplaced, doubts: always },
  { name: 'long', refuses: isLongAndDifferent },
] as const satisfies readonly Guard[];

export type GuardName = (typeof GUARDS)[number]['name'];

/**
 * Whether a stored question is the one asked. Pure and symmetric.
 *
 * @param similarity cosine of the two: the nearer they are, the more an added word is only another way to say it
 */
export function compare(asked: Features, stored: Features, similarity: number): Comparison {
  const pair = align(asked, stored, similarity);
  const refusing = guardsFor(pair).find((guard) => guard.refuses(pair) && !givesWay(guard, pair));
  return { refused: refusing?.name ?? null, sameWords: hasSameWords(pair) };
}

/** What each guard says of the pair, for an explanation. */
export function verdicts(
  asked: Features,
  stored: Features,
  similarity: number,
): readonly { readonly guard: GuardName; readonly passes: boolean }[] {
  const pair = align(asked, stored, similarity);
  return guardsFor(pair).map((guard) => ({ guard: guard.name, passes: !guard.refuses(pair) || givesWay(guard, pair) }));
}

/** Whether nothing but doubts keeps the two apart: what the weights of signs.ts are fitted on. */
export function isDoubted(pair: Pair): boolean {
  const refusing = guardsFor(pair).filter(({ refuses }) => refuses(pair));
  return refusing.length > 0 && refusing.every(({ doubts }) => doubts?.(pair));
}

function givesWay({ doubts }: Guard, pair: Pair): boolean {
  return (doubts?.(pair) ?? false) && isReworded(pair);
}

function guardsFor(pair: Pair): readonly (Guard & { readonly name: GuardName })[] {
  return pair.sameWording ? VERBATIM_GUARDS : GUARDS;
}

/** A name more may be left unsaid by the other; a name for something else is another one. */
function isOneSided({ onlyAsked, onlyStored }: Pair): boolean {
  return onlyAsked.length === 0 || onlyStored.length === 0;
}

function differsIn({ onlyAsked, onlyStored }: Pair, kind: WordKind): boolean {
  return onlyAsked.some((word) => word.kind === kind) || onlyStored.some((word) => word.kind === kind);
}

/** "The French Revolution" and "the French Revolution in French". */
function isToBeInOtherLanguage({ asked, stored }: Pair): boolean {
  const languages = ({ words }: Features) =>
    words.filter(({ kind, lead }) => kind === 'language' && /^(?:in|into|to)$/.test(lead.at(-1) ?? ''));
  return languages(asked).length !== languages(stored).length;
}

/** A passage on one side has to stand on the other, with or without quotation marks. */
function isQuotedOtherwise({ asked, stored }: Pair): boolean {
  const lacks = (text: string) => (passage: string) => !text.includes(passage);
  return asked.passages.some(lacks(stored.text)) || stored.passages.some(lacks(asked.text));
}

/** One more "not", or the same one on another word: "people who smoke do not", "people who do not smoke". */
function isNegatedOtherwise({ asked, stored, onlyAsked, onlyStored }: Pair): boolean {
  if (asked.negated.length % 2 !== stored.negated.length % 2) return true;
  if (isRefused(onlyAsked, onlyStored)) return true;
  const moved = (a: Features, b: Features) => a.negated.some((stem) => b.stems.has(stem) && !b.negated.includes(stem));
  return moved(asked, stored) && moved(stored, asked);
}

/** "If he eats it" and "if he refuses to eat it". */
function isRefused(onlyAsked: readonly Word[], onlyStored: readonly Word[]): boolean {
  if (onlyAsked.length > 0 && onlyStored.length > 0) return false;
  return [...onlyAsked, ...onlyStored].some(({ surface }) => REFUSALS.has(surface));
}

/** Who, when, where, how many: what only one of the two asks for, and the other does not name either. */
function asksForOther({ asked, stored }: Pair): boolean {
  return asksMore(asked, stored) || asksMore(stored, asked);
}

/** "Who should sign" and "when should we sign": one of them may be left unsaid, but none is said for another. */
function asksBothForOther({ asked, stored }: Pair): boolean {
  return asksMore(asked, stored) && asksMore(stored, asked);
}

function asksMore({ sentence }: Features, { sentence: by, stems }: Features): boolean {
  const isNamed = (word: string) => ASKED_FOR.get(word)?.some((name) => stems.has(canonicalStem(name))) ?? false;
  return sentence.questionWords.some((word) => !by.questionWords.includes(word) && !isNamed(word));
}

/** "Does it work" and "how does it work", "can" and "must". */
function isPolarOtherwise(pair: Pair): boolean {
  const { asked, stored } = pair;
  if (isDutyOrLeave(pair)) return true;
  return (
    asked.sentence.polarity !== stored.sentence.polarity && !isAnswered(asked, stored) && !isAnswered(stored, asked)
  );
}

/** What one can do, and what one must: no rewording makes the one of the other. */
function isDutyOrLeave({ asked, stored }: Pair): boolean {
  return isOnlyPermitted(asked, stored) || isOnlyPermitted(stored, asked);
}

function isOnlyPermitted({ sentence: a }: Features, { sentence: b }: Features): boolean {
  return a.permitted && !a.obliged && b.obliged && !b.permitted;
}

/** "Can I do it" is answered by how to, and by whether it is done; "is there a cure" by what the cure is. */
function isAnswered({ sentence: { polarity } }: Features, { sentence: by }: Features): boolean {
  if (polarity === 'can i') return by.polarity === 'is' || (by.polarity === null && by.asksHow);
  if (polarity === 'is there') return by.polarity === 'is' || (by.polarity === null && by.asksWhat);
  return false;
}

/** "I love her" and "she loves me". Where only one person is spoken of, "you" and "one" are that person too. */
function hasOtherPersons({ asked: { sentence: a }, stored: { sentence: b } }: Pair): boolean {
  return Math.max(a.persons.length, b.persons.length) > 1 && !areEqual(a.persons, b.persons);
}

/** "Did" and "will" or "should"; in a yes-or-no question "is" and "was" too. */
function isOfOtherTime(pair: Pair): boolean {
  const { sentence: a } = pair.asked;
  const { sentence: b } = pair.stored;
  if (a.past === b.past) return false;
  if (isInOtherTense(pair)) return true;
  if (a.polarity === 'is' && b.polarity === 'is') return true;
  const [past, other] = a.past ? [a, b] : [b, a];
  return other.future || (other.conditional && !past.conditional);
}

/** "Who is" and "who was", "when does" and "when did", where all else is the same. */
function isInOtherTense({ tokensAsked: [asked, ...more], tokensStored: [stored, ...others], overlap }: Pair): boolean {
  if (!asked || !stored || more.length + others.length > 0 || overlap < SAME_FRAME) return false;
  return (
    (PAST_VERBS.has(asked.surface) && PRESENT_VERBS.has(stored.surface)) ||
    (PAST_VERBS.has(stored.surface) && PRESENT_VERBS.has(asked.surface))
  );
}

const PAST_VERBS = new Set(['was', 'were', 'did', 'had']);
const PRESENT_VERBS = new Set(['is', 'are', 'am', 'do', 'does', 'has', 'have']);

/**
 * From this share of words in common on, the two are one sentence with a word or two edited. One unlisted word for
 * another in it (the shipped sets): of 6 that ask for something else 4 are at 0.90 to 0.92, of 14 rewordings one.
 */
const SAME_FRAME = 0.6;

/**
 * Words that two questions have in common. In a short question one word changes the vector, in a long one hardly. Of
 * labelled question pairs (QQP, the tuned half) with a similarity from 0.90 on: one word more of few is another question
 * in a third of the pairs, of several in a seventh; one word for another of few in a twelfth, of many in four tenths. A
 * modifier is another question in a quarter of the pairs, but in none of 8 that share many words and are nearer than 0.95.
 */
const FEW_WORDS = 3;
const MANY_WORDS = 4;
const ADDITION_FLOOR = { modifier: 0.95, toFewWords: 0.95, ofSeveral: 0.92, ofOne: 0.9 } as const;
const REPLACEMENT_FLOOR = { inSameFrame: 0.92, elsewhere: 0.9 } as const;

/**
 * One of the two says more: "dictionaries" and "nested dictionaries". Where two things are compared, any word more is a
 * third one, or another side of them; "after" or "near" names another time or place; and what is added to a sentence that
 * is the same otherwise by a preposition ("in women") or an adverb ("safely") limits what is asked.
 */
function isQualified({ asked, stored, onlyAsked, onlyStored, sharedAsked, similarity, overlap }: Pair): boolean {
  const added = onlyAsked.length > 0 ? onlyAsked : onlyStored;
  if (added.length === 0 || (onlyAsked.length > 0 && onlyStored.length > 0)) return false;
  const { words } = added === onlyAsked ? asked : stored;
  if (isSymmetric(asked) || isSymmetric(stored) || added.some(({ surface }) => RELATIONS.has(surface))) return true;
  if (overlap >= SAME_FRAME && added.some(isCondition)) return true;
  if (added.some((word) => isModifier(word, words)))
    return sharedAsked.length < MANY_WORDS || similarity < ADDITION_FLOOR.modifier;
  if (sharedAsked.length < FEW_WORDS) return similarity < ADDITION_FLOOR.toFewWords;
  return similarity < (added.length > 1 ? ADDITION_FLOOR.ofSeveral : ADDITION_FLOOR.ofOne);
}

/** "In women", "for a party", "without sugar", "safely". */
function isCondition({ surface, lead }: Word): boolean {
  return surface.endsWith('ly') || [surface, ...lead].some((token) => CONDITIONS.has(token));
}

/** "Cancel my order" and "cancel my order after it has shipped": no rewording adds a case. */
function isLimited({ onlyAsked, onlyStored }: Pair): boolean {
  return [...onlyAsked, ...onlyStored].some(({ surface, lead }) =>
    [surface, ...lead].some((token) => CASES.has(token)),
  );
}

const CASES = new Set(['after', 'before', 'without', 'during', 'if', 'while']);

/** With nothing between it and the next word it says which one is meant: "southern France", "work visa". */
function isModifier(word: Word, words: readonly Word[]): boolean {
  return words[words.indexOf(word) + 1]?.lead.length === 0;
}

/**
 * A word stands for another: a synonym that is not listed, or something else. In a short question only a synonym leaves
 * the vector where it was; among many words in common anything does.
 */
function isReplaced({ onlyAsked, onlyStored, sharedAsked, similarity, overlap }: Pair): boolean {
  if (onlyAsked.length === 0 || onlyStored.length === 0) return false;
  return (
    sharedAsked.length >= MANY_WORDS ||
    similarity < REPLACEMENT_FLOOR[overlap >= SAME_FRAME ? 'inSameFrame' : 'elsewhere']
  );
}

/** In another language the lists know nothing, and the vectors of unlike questions are near each other. */
function isOtherLanguage({ asked, stored, onlyAsked, onlyStored }: Pair): boolean {
  const tongues = [asked.tongue, stored.tongue];
  if (tongues.includes('other')) return !areEqual(asked.wording, stored.wording);
  return tongues.includes('unsure') && onlyAsked.length + onlyStored.length > 0;
}

const LONG = 30;

/** The vector of a long text hardly moves when a word does: every word has to be there, as often. */
function isLongAndDifferent({ asked, stored, onlyAsked, onlyStored }: Pair): boolean {
  if (Math.max(asked.tokens.length, stored.tokens.length) <= LONG) return false;
  if (onlyAsked.length + onlyStored.length > 0 || asked.words.length !== stored.words.length) return true;
  const times = ({ words }: Features, stem: string) => words.filter((word) => word.stem === stem).length;
  return [...asked.stems].some((stem) => stored.stems.has(stem) && times(asked, stem) !== times(stored, stem));
}

/** Equal words say enough where there are many; where there are few, the light words between them count too. */
const EQUAL_WORDS_FLOOR = 0.8;

function hasSameWords({ sameWording, sameCore, onlyAsked, onlyStored, sharedAsked, similarity }: Pair): boolean {
  if (sameWording) return true;
  if (onlyAsked.length + onlyStored.length > 0 || similarity < EQUAL_WORDS_FLOOR) return false;
  return sharedAsked.length >= (sameCore ? 2 : MANY_WORDS);
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
