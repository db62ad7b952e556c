/** Which words of two questions are the same, and which stand on one side only. */
import type { Features, Word } from './guard-features.ts';
import { isOneEdit, isTypo } from './guard-typo.ts';
import { LIGHT_WORDS } from './guard-words.ts';

export interface Pair {
  readonly asked: Features;
  readonly stored: Features;
  readonly onlyAsked: readonly Word[];
  readonly onlyStored: readonly Word[];
  /** Stems of the words on both sides as they follow each other, each once, a misspelt one under its right name. */
  readonly sharedAsked: readonly Word[];
  readonly sharedStored: readonly Word[];
}

export function align(asked: Features, stored: Features): Pair {
  const lenient = !asked.aboutLanguage && !stored.aboutLanguage;
  let onlyAsked = asked.words.filter((word) => !stored.stems.has(word.stem));
  let onlyStored = stored.words.filter((word) => !asked.stems.has(word.stem));
  const misspelt = new Map<string, string>();
  if (lenient) {
    for (const word of onlyAsked) {
      const meant = onlyStored.find((other) => isTypo(word, other) && !misspelt.has(other.stem));
      if (meant) misspelt.set(word.stem, meant.stem).set(meant.stem, meant.stem);
    }
    const isMatched = (word: Word) => misspelt.has(word.stem);
    onlyAsked = onlyAsked.filter((word) => !isMatched(word) && !isMisspeltLightWord(word));
    onlyStored = onlyStored.filter((word) => !isMatched(word) && !isMisspeltLightWord(word));
  }
  const shared = (words: readonly Word[], missing: readonly Word[]) => {
    const seen = new Set(missing.map((word) => word.stem));
    const kept: Word[] = [];
    for (const word of words) {
      const stem = misspelt.get(word.stem) ?? word.stem;
      if (seen.has(stem)) continue;
      seen.add(stem);
      kept.push(stem === word.stem ? word : { ...word, stem });
    }
    return kept;
  };
  return {
    asked,
    stored,
    onlyAsked: onlyAsked.filter(isWeighty),
    onlyStored: onlyStored.filter(isWeighty),
    sharedAsked: shared(asked.words, onlyAsked),
    sharedStored: shared(stored.words, onlyStored),
  };
}

const LONGER_LIGHT_WORDS = [...LIGHT_WORDS].filter((word) => word.length > 3);

function isMisspeltLightWord(word: Word): boolean {
  return !word.known && word.kind === 'word' && LONGER_LIGHT_WORDS.some((light) => isOneEdit(word.surface, light));
}

function isWeighty(word: Word): boolean {
  return word.kind !== 'pale';
}
