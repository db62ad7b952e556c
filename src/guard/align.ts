/** Which words of two questions are the same, and which stand on one side only. */
import type { Features, Token, Word } from './features.ts';
import { isOneEdit, isTypo } from './typo.ts';
import { ASKED_FOR, LIGHT_WORDS, PARTICLES } from './words.ts';

export interface Pair {
  readonly asked: Features;
  readonly stored: Features;
  /** Cosine. */
  readonly similarity: number;
  /** Words that both have, of all their words: 0 to 1. */
  readonly overlap: number;
  /** Word for word the same, but for a slip of the finger. */
  readonly sameWording: boolean;
  /** The same but for politeness, articles and the form of the question. */
  readonly sameCore: boolean;
  /** Tokens on one side only; of particles only those beside a word that both have. */
  readonly tokensAsked: readonly Token[];
  readonly tokensStored: readonly Token[];
  readonly onlyAsked: readonly Word[];
  readonly onlyStored: readonly Word[];
  /** The words on both sides as they follow each other, each once, a misspelt one under its right name. */
  readonly sharedAsked: readonly Word[];
  readonly sharedStored: readonly Word[];
}

export function align(asked: Features, stored: Features, similarity: number): Pair {
  const isUnknown = (word: string) => asked.unknown.has(word) || stored.unknown.has(word);
  const missingAsked = asked.words.filter((word) => !stored.stems.has(word.stem));
  const missingStored = stored.words.filter((word) => !asked.stems.has(word.stem));
  const misspelt = new Map<string, string>();
  if (!asked.aboutLanguage && !stored.aboutLanguage) {
    for (const word of missingAsked) {
      const meant = missingStored.find(
        (other) => isTypo(word.surface, other.surface, isUnknown) && !misspelt.has(other.stem),
      );
      if (meant) misspelt.set(word.stem, meant.stem).set(meant.stem, meant.stem);
    }
  }
  const isOnly = (word: Word) => !misspelt.has(word.stem) && !(word.slip && word.kind === 'word');
  const onlyAsked = missingAsked.filter((word) => isOnly(word) && !isAskedFor(word, asked, stored));
  const onlyStored = missingStored.filter((word) => isOnly(word) && !isAskedFor(word, stored, asked));
  const replaced = onlyAsked.length > 0 && onlyStored.length > 0;
  return {
    asked,
    stored,
    similarity,
    overlap: overlapOf(asked.tokenSet, stored.tokenSet),
    sameWording: isSame(asked.wording, stored.wording, asked, stored),
    sameCore: isSame(asked.core, stored.core, asked, stored),
    tokensAsked: tokensOnly(asked, stored),
    tokensStored: tokensOnly(stored, asked),
    onlyAsked: replaced ? onlyAsked : onlyAsked.filter(isWeighty),
    onlyStored: replaced ? onlyStored : onlyStored.filter(isWeighty),
    sharedAsked: shared(asked.words, missingAsked, misspelt),
    sharedStored: shared(stored.words, missingStored, misspelt),
  };
}

function overlapOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = a.intersection(b).size;
  return both / Math.max(1, a.size + b.size - both);
}

function tokensOnly({ tokens }: Features, { tokenSet }: Features): readonly Token[] {
  const isShared = (token: Token | undefined) => token !== undefined && tokenSet.has(token.surface);
  return tokens.filter(
    (token, at) =>
      !isShared(token) && (!PARTICLES.has(token.surface) || isShared(tokens[at - 1]) || isShared(tokens[at + 1])),
  );
}

/** A pale word more changes little; one for another may ("how do I get", "how do I use"). */
function isWeighty(word: Word): boolean {
  return word.kind !== 'pale' || word.attribute;
}

function shared(
  words: readonly Word[],
  missing: readonly Word[],
  misspelt: ReadonlyMap<string, string>,
): readonly Word[] {
  const seen = new Set(missing.map((word) => word.stem).filter((stem) => !misspelt.has(stem)));
  const kept: Word[] = [];
  for (const word of words) {
    const stem = misspelt.get(word.stem) ?? word.stem;
    if (seen.has(stem)) continue;
    seen.add(stem);
    kept.push(stem === word.stem ? word : { ...word, stem });
  }
  return kept;
}

/** Slips that one question may have. */
const MOST_SLIPS = 2;

function isSame(a: readonly string[], b: readonly string[], asked: Features, stored: Features): boolean {
  if (a.length !== b.length) return false;
  let slips = 0;
  for (const [at, word] of a.entries()) {
    const other = b[at] ?? '';
    if (word === other) continue;
    if (asked.aboutLanguage || ++slips > MOST_SLIPS || !isSlip(word, other, asked, stored)) return false;
  }
  return true;
}

function isSlip(a: string, b: string, asked: Features, stored: Features): boolean {
  const isUnknown = (word: string) => asked.unknown.has(word) || stored.unknown.has(word);
  return isTypo(a, b, isUnknown) || (isLightSlip(a, b) && (isUnknown(a) || isUnknown(b) || isSwap(a, b)));
}

/** Of a light word nothing else can be meant, however short it is. */
function isLightSlip(a: string, b: string): boolean {
  return (LIGHT_WORDS.has(a) || LIGHT_WORDS.has(b)) && Math.max(a.length, b.length) > 2 && isOneEdit(a, b);
}

/** "From" and "form": both are words, but in this place only one can be meant. */
function isSwap(a: string, b: string): boolean {
  return a.length === b.length && a.length > 3 && [...a].sort().join('') === [...b].sort().join('');
}

/** "What is the age of" is "how old is": whether both ask for it is the question word's matter. */
function isAskedFor({ surface }: Word, own: Features, other: Features): boolean {
  return (
    own.sentence.questionWords.includes(`how ${surface}`) ||
    other.sentence.questionWords.some(
      (asking) => !own.sentence.questionWords.includes(asking) && ASKED_FOR.get(asking)?.includes(surface),
    )
  );
}
