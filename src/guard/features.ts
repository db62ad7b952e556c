/** What the guards compare: a question cut into words, each with its kind, and what its sentence is like. */
import { readNumbers } from './numbers.ts';
import { readSentence, type Sentence } from './sentence.ts';
import { canonicalStem, stem } from './stem.ts';
import { plainText, tokensOf, writeOut } from './text.ts';
import { isOneEdit } from './typo.ts';
import { codeIn, flat, passagesIn } from './verbatim.ts';
import {
  AUDIENCES,
  COORDINATORS,
  DATE_WORDS,
  ENGLISH_WORDS,
  FORMATS,
  LANGUAGE_MATTERS,
  LANGUAGES,
  LENGTHS,
  LIGHT_WORDS,
  MARKERS,
  NEGATIONS,
  PALE_WORDS,
  QUANTIFIERS,
  SHORT_UNITS,
  SILENT_WORDS,
  UNIT_NAMES,
} from './words.ts';

export type WordKind =
  | 'number'
  | 'date'
  | 'unit'
  | 'quantity'
  | 'language'
  | 'format'
  | 'length'
  | 'audience'
  | 'name'
  | 'pale'
  | 'word';

export interface Token {
  /** As it stands, in lower case; a number in digits. */
  readonly surface: string;
  /** Equal for all forms and synonyms of a word. */
  readonly stem: string;
}

/** A word that bears meaning of its own. */
export interface Word extends Token {
  readonly kind: WordKind;
  /** Nothing but a misspelt light word. */
  readonly slip: boolean;
  /** "Used" before its noun: a used car. */
  readonly attribute: boolean;
  /** The light words and commas between the word before and this one. */
  readonly lead: readonly string[];
}

export interface Features {
  /** In lower case, each run of blanks one. */
  readonly text: string;
  /** The words as they stand, contractions written out, without punctuation. */
  readonly wording: readonly string[];
  /** Those of them that the model does not know. */
  readonly unknown: ReadonlySet<string>;
  /** The wording without what can be left out: politeness, articles, the form of the question. */
  readonly core: readonly string[];
  /** The wording with all numbers in digits. */
  readonly tokens: readonly Token[];
  readonly tokenSet: ReadonlySet<string>;
  /** The words that bear meaning, in order. */
  readonly words: readonly Word[];
  readonly stems: ReadonlySet<string>;
  /** Stems of what is negated; `*` where that is not to be told. */
  readonly negated: readonly string[];
  readonly code: readonly string[];
  readonly passages: readonly string[];
  readonly sentence: Sentence;
  /** `other`: not in Latin letters; `unsure`: it may be in a language that the word lists do not know. */
  readonly tongue: 'english' | 'unsure' | 'other';
  /** Asks about words themselves, so that their form matters. */
  readonly aboutLanguage: boolean;
}

/**
 * Pure; about 0.1 ms for an ordinary question. Compute it once a question and keep it with the vector.
 *
 * @param vocabulary the embedder's whole words, in lower case. Empty when it has no such list: then nothing is taken for
 *   a misspelling
 */
export function extractFeatures(question: string, vocabulary: ReadonlySet<string>): Features {
  const isUnknown = (token: string) => vocabulary.size > 0 && !vocabulary.has(token);
  const text = plainText(question);
  const prose = writeOut(text);
  const cut = tokensOf(prose);
  const wording = cut.filter(isNoComma);
  const tokens = readNumbers(cut);
  const aboutLanguage = ASKS_MEANING.test(prose) || tokens.some((token) => LANGUAGE_MATTERS.has(token));
  const words = contentWords(tokens, namesIn(text), isUnknown, aboutLanguage);
  return {
    text: flat(text),
    wording,
    unknown: new Set(wording.filter(isUnknown)),
    core: wording.filter((token) => !SILENT_WORDS.has(token)).map(aboutLanguage ? String : canonicalForm),
    tokens: tokens.filter(isNoComma).map((surface) => ({ surface, stem: canonicalStem(surface) })),
    tokenSet: new Set(tokens),
    words,
    stems: new Set(words.map((word) => word.stem)),
    negated: negatedIn(tokens),
    code: codeIn(text),
    passages: passagesIn(text),
    sentence: readSentence(prose),
    tongue: tongueOf(text, wording),
    aboutLanguage,
  };
}

/** "Tbsp" is "tablespoons". */
function canonicalForm(token: string): string {
  return UNIT_NAMES.get(token) ?? canonicalStem(token);
}

function tongueOf(text: string, wording: readonly string[]): Features['tongue'] {
  if (/[^\p{Script=Latin}\P{L}]/u.test(text)) return 'other';
  return wording.some((token) => ENGLISH_WORDS.has(token)) ? 'english' : 'unsure';
}

function isNoComma(token: string): boolean {
  return token !== ',';
}

/** "What does affect mean?": the meaning of one word. */
const ASKS_MEANING = /\bwhat does \p{L}+ mean\b|\bmeaning of \p{L}+\W*$/u;

/** Capitalised words that do not begin a sentence, and words in capitals; none in a text that is all capitals. */
function namesIn(written: string): ReadonlySet<string> {
  if (!/\p{Ll}/u.test(written)) return new Set();
  const found = written.matchAll(/(?<![.!?:]\s+|^\s*|["'(])\b\p{Lu}[\p{L}\d+#]*|\b\p{Lu}[\p{Lu}\d+#]+\b/gu);
  return new Set(Array.from(found, ([name]) => name.toLowerCase()));
}

function contentWords(
  tokens: readonly string[],
  names: ReadonlySet<string>,
  isUnknown: (token: string) => boolean,
  verbatim: boolean,
): readonly Word[] {
  const words: Word[] = [];
  let lead: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const unit = unitOf(token, tokens[index - 1]);
    if (
      isOneUnit(token, tokens[index + 1]) ||
      (!unit &&
        isLight(token) &&
        !isVariable(tokens, index) &&
        !(names.has(token) && NAMES_LIKE_LIGHT_WORDS.has(token)))
    ) {
      lead.push(token);
      continue;
    }
    words.push({
      stem: unit ?? (verbatim ? token : canonicalStem(token)),
      surface: token,
      kind: unit ? 'unit' : kindOf(token, names),
      attribute: isUsed(tokens, index),
      slip: isUnknown(token) && isMisspeltLightWord(token),
      lead,
    });
    lead = [];
  }
  return words;
}

/** "Divide a by b": an article stands before what it is the article of. */
function isVariable(tokens: readonly string[], index: number): boolean {
  if (tokens[index] !== 'a') return false;
  const next = tokens[index + 1];
  return next === undefined || MARKERS.has(next) || COORDINATORS.has(next);
}

/** "A used car", and not "is used" or "used in". */
function isUsed(tokens: readonly string[], index: number): boolean {
  const [before = '', word, next] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  return (
    word === 'used' && next !== undefined && !isLight(next) && !AUXILIARIES.test(before) && LIGHT_WORDS.has(before)
  );
}

const LONGER_LIGHT_WORDS = [...LIGHT_WORDS].filter((word) => word.length > 3);

function isMisspeltLightWord(token: string): boolean {
  return LONGER_LIGHT_WORDS.some((light) => isOneEdit(token, light));
}

function isLight(token: string): boolean {
  return LIGHT_WORDS.has(token) || NEGATIONS.has(token) || /^[,&/]$/.test(token);
}

/** "1 week" is "a week". */
function isOneUnit(token: string, next: string | undefined): boolean {
  return token === '1' && next !== undefined && UNIT_NAMES.has(next);
}

/** US, IT, WHO, May: other words when they are written as names. */
const NAMES_LIKE_LIGHT_WORDS = new Set(['it', 'us', 'who', 'may', 'will', 'am']);

function unitOf(token: string, before: string | undefined): string | undefined {
  return UNIT_NAMES.get(token) ?? (/^\d/.test(before ?? '') ? SHORT_UNITS.get(token) : undefined);
}

function kindOf(token: string, names: ReadonlySet<string>): WordKind {
  if (/^\d/.test(token)) return 'number';
  if (token === 'may') return 'date';
  const cut = stem(token);
  for (const [kind, list] of LISTED_KINDS)
    if (list.has(token) || list.has(cut) || (cut !== token && list.has(`${cut}e`))) return kind;
  return names.has(token) || /[\d+#]/.test(token) ? 'name' : 'word';
}

const LISTED_KINDS: readonly (readonly [WordKind, ReadonlySet<string>])[] = [
  ['date', DATE_WORDS],
  ['quantity', QUANTIFIERS],
  ['language', LANGUAGES],
  ['format', FORMATS],
  ['length', LENGTHS],
  ['audience', AUDIENCES],
  ['pale', PALE_WORDS],
];

const ANY = '*';
const AUXILIARIES = /^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)$/;

function negatedIn(tokens: readonly string[]): readonly string[] {
  const negated: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (!NEGATIONS.has(token)) continue;
    const next = tokens.slice(at + 1).find((word) => !LIGHT_WORDS.has(word) && word !== ',');
    negated.push(next === undefined || isInverted(tokens, at) ? ANY : canonicalStem(next));
  }
  return negated.sort();
}

/** "Why is not the rice cooked": it is not the rice that is negated. */
function isInverted(tokens: readonly string[], at: number): boolean {
  return at <= 2 && AUXILIARIES.test(tokens[at - 1] ?? '');
}
