import type { Ms } from '../types.ts';
import { dependsOnTime } from './dated-answer.ts';
import {
  ABOUT_CODE,
  CLASSES,
  ELECTRICAL,
  JOINED,
  JOINED_EXEMPT,
  JOINED_INNOCENT,
  TECHNICAL,
} from './freshness-words.ts';
import { instructionOf } from './instruction.ts';
import { type Branch, buildPhrases, type Kind, kindsIn } from './phrases.ts';
import { toSentences } from './sentences.ts';

export interface Freshness {
  /** Whether the right answer to the question is another one on another day. */
  isTimeSensitive(question: string): boolean;
  /** Whether an answer says that it holds for its own time only. */
  dependsOnTime(answer: string, now: Ms): boolean;
}

/**
 * Judges by words and phrases, not by substrings ("know" is not "now"), and at the instruction, not at text pasted
 * into it. The words are in freshness-words.ts.
 *
 * @param words adds a word or phrase, or with a leading `-` takes out every phrase that holds it
 */
export function createFreshness(words: readonly string[]): Freshness {
  const phrases = buildPhrases(words);
  const joined = buildJoined(words);
  return {
    isTimeSensitive(question) {
      const instruction = instructionOf(question).normalize('NFC').toLowerCase();
      return joined(instruction) || hasVolatilePhrase(phrases, toSentences(instruction));
    },
    dependsOnTime,
  };
}

function hasVolatilePhrase(phrases: Branch, sentences: readonly (readonly string[])[]): boolean {
  const tokens = sentences.flat();
  const technical = isTechnical(tokens);
  const dated = isDated(tokens);
  const isVolatile = (kind: Kind) => (kind === 'time' && !technical) || (kind === 'moving' && !dated);
  return sentences.some((sentence) => {
    const kinds = kindsIn(phrases, sentence);
    return kinds.includes('added') || (kinds.some(isVolatile) && !kinds.includes('exempt'));
  });
}

const TECHNICAL_WORDS = new Set(TECHNICAL);
const ABOUT_CODE_WORDS = new Set(ABOUT_CODE);
const ELECTRICAL_WORDS = new Set(ELECTRICAL);

/** "How do I get today's date in Python": the question about a clock does not depend on it. */
function isTechnical(tokens: readonly string[]): boolean {
  const has = (words: ReadonlySet<string>) => tokens.some((token) => words.has(token));
  return has(ELECTRICAL_WORDS) || (has(TECHNICAL_WORDS) && has(ABOUT_CODE_WORDS));
}

const MONTHS = new Set(CLASSES['<month>']);

/** A year, or "in July", fixes what else would move: the weather in Rome in April, the price of bread in 1950. */
function isDated(tokens: readonly string[]): boolean {
  return tokens.some((token, i) => /^(?:1\d|20)\d\d$/.test(token) || (MONTHS.has(token) && tokens[i - 1] === 'in'));
}

/** For scripts without blanks, and Korean, where endings are joined to the word. */
const JOINED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function buildJoined(words: readonly string[]): (instruction: string) => boolean {
  const own = words.map((word) => word.trim().toLowerCase()).filter((word) => JOINED_SCRIPT.test(word));
  const removed = own.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
  const added = own.filter((word) => !word.startsWith('-'));
  const looked = [...JOINED, ...added].filter((word) => !removed.some((other) => word.includes(other)));
  const volatile = new RegExp(looked.map((word) => RegExp.escape(word)).join('|'), 'u');
  const innocent = new RegExp(JOINED_INNOCENT.join('|'), 'gu');
  const exempt = new RegExp(JOINED_EXEMPT.join('|'), 'u');
  return (instruction) => {
    if (!JOINED_SCRIPT.test(instruction)) return false;
    const text = instruction.replaceAll(/(?<=\p{Script=Hangul}) (?=\p{Script=Hangul})/gu, '').replaceAll(innocent, '');
    return volatile.test(text) && !exempt.test(text);
  };
}
