/** What a question's sentence is like: what it asks for, and whether it asks whether. */

import { personsIn } from './persons.ts';
import { TELLING } from './words.ts';

/** The verb by which a yes-or-no question asks. */
export type Polarity = 'is' | 'is there' | 'can i' | 'will' | 'should';

export interface Sentence {
  /** Who, when, where, why, and measures ("how many"), sorted; not what, which and how. */
  readonly questionWords: readonly string[];
  /** `null`: it is no yes-or-no question. */
  readonly polarity: Polarity | null;
  /** "How to", not "how many". */
  readonly asksHow: boolean;
  readonly asksWhat: boolean;
  /** In the passive: what follows `by` acts. */
  readonly passive: boolean;
  /** A preposition at the very end: "used for", "the teacher of". */
  readonly stranded: boolean;
  /** Who is spoken of, in order. */
  readonly persons: readonly string[];
  readonly past: boolean;
  readonly future: boolean;
  /** "Should", "would". */
  readonly conditional: boolean;
  readonly obliged: boolean;
  readonly permitted: boolean;
}

/** @param prose lower case, contractions written out */
export function readSentence(prose: string): Sentence {
  const opened = prose.trim().replace(GREETING, '');
  return {
    questionWords: questionWordsIn(prose),
    polarity: polarityOf(opened.replace(FRONTED, '')),
    asksHow: HOW.test(opened),
    asksWhat: /\b(?:what|which)\b/.test(prose),
    passive: /\b(?:is|are|was|were|be|been|being) (?:\p{L}+ ){1,3}by\b/u.test(prose),
    stranded: /\b(?:of|for|from|by|to|with|at)\W*$/.test(prose),
    persons: personsIn(prose),
    past: /\b(?:did|was|were|had)\b(?! wondering)/.test(prose),
    future: /\b(?:will|going to)\b/.test(prose),
    conditional: /\b(?:should|would|could|must)\b/.test(prose),
    obliged: /\bmust\b/.test(prose) || OBLIGED.test(opened),
    permitted: /\b(?:can|could|may)\b/.test(prose),
  };
}

/** Only where it is asked whether: "what do I have to do" is "what can I do" too. */
const OBLIGED =
  /^(?:do|does|did) (?:\p{L}+ ){1,4}(?:have|need) to\b|^(?:am|is|are|was|were) (?:\p{L}+ ){1,4}(?:required|obliged|obligated) to\b/u;

const MEASURE = 'many|much|long|old|far|often|tall|big|fast|large|high|deep|heavy|soon';
const HOW = new RegExp(`^how\\b(?! (?:${MEASURE})\\b)`);
const QUESTION_WORD = new RegExp(
  `\\b(?:(who|whom|whose|what|which|when|where|why)|how(?: (${MEASURE}))?)\\b(?= ?(\\S*))`,
  'g',
);
const AUXILIARY = /^(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)$/;

/** What each sentence asks for: its first question word, unless that only joins a clause ("when it rains, why ..."). */
function questionWordsIn(prose: string): readonly string[] {
  const asked = new Set<string>();
  for (const sentence of prose.split(/[.?!]\s/)) {
    const found = [...sentence.matchAll(QUESTION_WORD)];
    const asking = found.find(([, word, , next = '']) => !joinsClause(word, next)) ?? found[0];
    const [, word, measure] = asking ?? [];
    if (word && word !== 'what' && word !== 'which') asked.add(word.replace('whom', 'who'));
    if (measure) asked.add(`how ${measure === 'large' ? 'big' : measure}`);
  }
  return [...asked].sort();
}

function joinsClause(word: string | undefined, next: string): boolean {
  return (word === 'when' || word === 'where') && !AUXILIARY.test(next);
}

const GREETING = /^[ ,:.!-]*(?:(?:so|ok|okay|hi|hello|hey|please|well|and|but)[ ,!.]+)*/;
const FRONTED = /^(?:in|on|at|to|for|with|without|if|when|while|as|during|before|after)\b[^,.?!]*,\s*/;
const MAKING =
  'make|create|summari[sz]e|translate|proofread|rewrite|rephrase|paraphrase|draft|compose|generate|outline|compare|calculate|convert|define|clarify';
const REQUEST = new RegExp(
  [
    `^(?:can|could|would|will) (?:you|someone|anyone) (?:please|kindly|${TELLING}|${MAKING})\\b`,
    '^(?:can|could|may) i (?:please )?(?:know|ask)\\b',
    '^do you know\\b',
  ].join('|'),
);

const POLARITIES: readonly (readonly [RegExp, Polarity])[] = [
  [/^(?:is|are|were|was) there\b|^do (?:you|we|they) have (?:a|any|some)\b/, 'is there'],
  [/^(?:can|could)\b/, 'can i'],
  [/^(?:is|are|was|were|am|do|does|did|has|have|had|may|might)\b/, 'is'],
  [/^(?:will|would)\b/, 'will'],
  [/^(?:should|must|ought|shall)\b/, 'should'],
];

function polarityOf(sentence: string): Polarity | null {
  if (REQUEST.test(sentence) || /\b(?:how|what|why|who|which|or)\b/.test(sentence)) return null;
  return POLARITIES.find(([opening]) => opening.test(sentence))?.[1] ?? null;
}
