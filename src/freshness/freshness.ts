import type { Ms } from '../types.ts';
import { dependsOnTime } from './dated-answer.ts';
import { instructionOf } from './instruction.ts';
import { type Branch, buildPhrases, isCreating, isExplaining, type Kind, kindsIn } from './phrases.ts';
import { toSentences } from './sentences.ts';
import {
  ABOUT_CODE,
  CLASSES,
  ELECTRICAL,
  JOINED,
  JOINED_EXEMPT,
  JOINED_INNOCENT,
  JOINED_PATTERNS,
  TECHNICAL,
} from './words.ts';

export interface Freshness {
  /** Whether the right answer to the question is another one on another day. */
  isTimeSensitive(question: string): boolean;
  /** Whether an answer says that it holds for its own time only. */
  dependsOnTime(answer: string, now: Ms): boolean;
}

/**
 * Judges by words and phrases, not by substrings ("know" is not "now"), and at the instruction, not at text pasted
 * into it. The words are in words.ts.
 *
 * @param words adds a word or phrase, or with a leading `-` takes out every phrase that holds it
 * @param now what year it is: a question about this one, or one to come, is about the present
 */
export function createFreshness(words: readonly string[], now: () => Ms = Date.now): Freshness {
  const phrases = buildPhrases(words);
  const joined = buildJoined(words);
  return {
    isTimeSensitive(question) {
      const instruction = instructionOf(question).normalize('NFC').toLowerCase();
      const years = yearsIn(instruction, new Date(now()).getUTCFullYear());
      return joined(instruction, years) || hasVolatilePhrase(phrases, toSentences(instruction), years);
    },
    dependsOnTime,
  };
}

/** What the years in a text say of when it is about. */
interface Years {
  readonly past: boolean;
  readonly present: boolean;
}

/** A year by itself: no part of a number, a price, a date or an identifier, and no amount of money. */
const YEAR = new RegExp(
  String.raw`(?<![\p{L}\d.,:$€£¥₹#/_+*=-])(?:1\d|20)\d\d(?![a-z\d:/_%*=+-]|[.,]\d| (?:${CLASSES['<currency>']?.join('|')})\b)`,
  'gu',
);
/** Further ahead a number that looks like a year is a year of plans. */
const AHEAD = 3;

function yearsIn(text: string, thisYear: number): Years {
  const years = Array.from(text.matchAll(YEAR), ([year]) => Number(year));
  return {
    past: years.some((year) => year < thisYear),
    present: years.some((year) => year >= thisYear && year <= thisYear + AHEAD),
  };
}

function hasVolatilePhrase(phrases: Branch, sentences: readonly (readonly string[])[], years: Years): boolean {
  const tokens = sentences.flat();
  const technical = isTechnical(tokens);
  const program = tokens.some((token) => TECHNICAL_WORDS.has(token));
  const dated = years.past || isOfAMonth(tokens);
  return sentences.some((sentence) => {
    const kinds = kindsIn(phrases, sentence);
    if (kinds.includes('added')) return true;
    if (kinds.includes('exempt')) return false;
    const settled = dated || isExplaining(sentence);
    const timeless = technical || isCreating(sentence);
    const counts: Partial<Record<Kind, boolean>> = {
      now: true,
      time: !timeless,
      moving: !settled,
      standing: !settled && !timeless && !program,
    };
    return kinds.some((kind) => counts[kind]) || (years.present && !timeless);
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

const CLIMATE = new Set(['weather', 'temperature', 'warm', 'hot', 'cold', 'rain', 'rainy', 'snow', 'sunny']);

/** "In July" fixes what else would move: the weather in Rome in April is its climate. */
function isOfAMonth(tokens: readonly string[]): boolean {
  const names = tokens.some((token, i) => MONTHS.has(token) && tokens[i - 1] === 'in');
  return names && tokens.some((token) => CLIMATE.has(token));
}

/** For scripts without blanks, and Korean, where endings are joined to the word. */
const JOINED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Names of programs and of programming, among words that are joined. */
const JOINED_TECHNICAL = new RegExp(
  `(?<![a-z])(?:${TECHNICAL.map((word) => RegExp.escape(word)).join('|')})(?![a-z])|パイソン|파이썬|자바|변수|プログラ`,
  'u',
);
const JOINED_HOW = /如何|怎么|怎麼|怎样|方法|获取|取得|する|어떻게|방법|구하|하려면/u;

function buildJoined(words: readonly string[]): (instruction: string, years: Years) => boolean {
  const own = words.map((word) => word.trim().toLowerCase()).filter((word) => JOINED_SCRIPT.test(word));
  const removed = own.filter((word) => word.startsWith('-')).map((word) => word.slice(1));
  const added = own.filter((word) => !word.startsWith('-'));
  const looked = [...JOINED, ...added].filter((word) => !removed.some((other) => word.includes(other)));
  const patterns = JOINED_PATTERNS.filter((pattern) => !removed.some((other) => pattern.includes(other)));
  const volatile = new RegExp([...looked.map((word) => RegExp.escape(word)), ...patterns].join('|'), 'u');
  const innocent = new RegExp(JOINED_INNOCENT.join('|'), 'gu');
  const exempt = new RegExp(JOINED_EXEMPT.join('|'), 'u');
  return (instruction, years) => {
    if (!JOINED_SCRIPT.test(instruction)) return false;
    if (JOINED_TECHNICAL.test(instruction) && JOINED_HOW.test(instruction)) return false;
    const text = instruction.replaceAll(/(?<=\p{Script=Hangul}) (?=\p{Script=Hangul})/gu, '').replaceAll(innocent, '');
    return (volatile.test(text) || years.present) && !exempt.test(text);
  };
}
