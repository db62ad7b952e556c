import type { Ms } from '../types.ts';
import {
  ABOUT_CODE,
  CLASSES,
  ELECTRICAL,
  EXEMPT,
  INNOCENT,
  JOINED,
  JOINED_EXEMPT,
  JOINED_INNOCENT,
  MOVING,
  TECHNICAL,
  TIME,
} from './freshness-words.ts';
import { instructionOf } from './instruction.ts';

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

// ── Phrases ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Kind = 'time' | 'moving' | 'innocent' | 'exempt';

interface Branch {
  readonly next: Map<string, Branch>;
  kind: Kind | null;
}

const BUILT_IN: readonly (readonly [Kind, readonly string[]])[] = [
  ['time', TIME],
  ['moving', MOVING],
  ['innocent', INNOCENT],
  ['exempt', EXEMPT],
];

const CLASS_OF = new Map<string, readonly string[]>();
for (const [name, members] of Object.entries(CLASSES)) {
  for (const member of members) CLASS_OF.set(member, [...(CLASS_OF.get(member) ?? []), name]);
}

function buildPhrases(words: readonly string[]): Branch {
  const removed = words.filter((word) => word.startsWith('-')).map((word) => toPhrase(word.slice(1)));
  const isRemoved = (phrase: string) => removed.some((word) => ` ${phrase} `.includes(` ${word} `));
  const root: Branch = { next: new Map(), kind: null };
  for (const [kind, phrases] of BUILT_IN) {
    const kept = kind === 'time' || kind === 'moving' ? phrases.filter((phrase) => !isRemoved(phrase)) : phrases;
    for (const phrase of kept) addPhrase(root, phrase, kind);
  }
  for (const word of words) if (!word.startsWith('-')) addPhrase(root, toPhrase(word), 'moving');
  return root;
}

const toPhrase = (word: string): string => word.trim().replaceAll(/\s+/g, ' ').normalize('NFC').toLowerCase();

/** As many words as `**` may stand for. */
const GAPS = ['', '*', '* *', '* * *'];

function addPhrase(root: Branch, phrase: string, kind: Kind): void {
  if (phrase.includes('**')) {
    for (const gap of GAPS) addPhrase(root, phrase.replace('**', gap), kind);
    return;
  }
  let branch = root;
  for (const word of phrase.split(' ').filter(Boolean)) {
    const next = branch.next.get(word) ?? { next: new Map(), kind: null };
    branch.next.set(word, next);
    branch = next;
  }
  branch.kind = kind;
}

interface Match {
  readonly kind: Kind;
  readonly length: number;
}

/** The longest phrase that begins at a word. */
function longestMatch(branch: Branch, tokens: readonly string[], at: number, length = 0): Match | null {
  let best: Match | null = branch.kind && length > 0 ? { kind: branch.kind, length } : null;
  const token = tokens[at];
  if (token === undefined) return best;
  for (const step of [token, ...(CLASS_OF.get(token) ?? []), ...(isWord(token) ? ['*'] : []), ...numberClass(token)]) {
    const next = branch.next.get(step);
    const match = next ? longestMatch(next, tokens, at + 1, length + 1) : null;
    if (match && (!best || match.length > best.length || isHarmless(match.kind, best, match))) best = match;
  }
  return best;
}

const isHarmless = (kind: Kind, best: Match, match: Match): boolean =>
  match.length === best.length && (kind === 'innocent' || kind === 'exempt');

const isWord = (token: string): boolean => token !== START && token !== END;

const numberClass = (token: string): readonly string[] => (/^\d+$/.test(token) ? ['<number>'] : []);

function hasVolatilePhrase(phrases: Branch, sentences: readonly (readonly string[])[]): boolean {
  const tokens = sentences.flat();
  const technical = isTechnical(tokens);
  const dated = isDated(tokens);
  const isVolatile = (kind: Kind) => (kind === 'time' && !technical) || (kind === 'moving' && !dated);
  return sentences.some((sentence) => {
    const kinds = kindsIn(phrases, sentence);
    return kinds.some(isVolatile) && !kinds.includes('exempt');
  });
}

function kindsIn(phrases: Branch, sentence: readonly string[]): readonly Kind[] {
  const kinds: Kind[] = [];
  for (let at = 0; at < sentence.length; ) {
    const match = longestMatch(phrases, sentence, at);
    if (match) kinds.push(match.kind);
    at += match?.length ?? 1;
  }
  return kinds;
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

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────

const START = '^';
const END = '$';

/** Identifiers and calls are no words: now(), datetime.today, current_user. */
const IDENTIFIER =
  /[\p{L}\p{N}_$]+(?:(?:\.|::|->)[\p{L}_$][\p{L}\p{N}_$]*)+|[\p{L}\p{N}]*_[\p{L}\p{N}_]*|[\p{L}\p{N}]+\(\)?/gu;
const TOKEN = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*[+#]*|[.!?;\n¿¡؟。！？]/gu;
const BREAK = /^[.!?;\n¿¡؟。！？]$/u;

/** The words of each sentence, between its start and its end. */
function toSentences(instruction: string): readonly (readonly string[])[] {
  const sentences: string[][] = [[START]];
  for (const [token] of instruction.replaceAll(IDENTIFIER, ' _ ').matchAll(TOKEN)) {
    const sentence = sentences.at(-1) ?? [];
    if (!BREAK.test(token)) sentence.push(...plainWords(token.replace('’', "'")));
    else if (sentence.length > 1) {
      sentence.push(END);
      sentences.push([START]);
    }
  }
  sentences.at(-1)?.push(END);
  return sentences;
}

/** "what's" is two words, "today's" one, "l'heure" is heure; aujourd'hui stays whole. */
function plainWords(word: string): readonly string[] {
  if (!word.includes("'") || word === "aujourd'hui") return [word];
  const contracted = /^(who|what|when|where|how|it|that|there)'s$/.exec(word);
  if (contracted?.[1]) return [contracted[1], 'is'];
  return [word.replace(/'s$/, '').replace(/^(?:[cdjlmnst]|qu)'/, '')];
}

/** For scripts without blanks, and Korean, where endings are joined to the word. */
const JOINED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function buildJoined(words: readonly string[]): (instruction: string) => boolean {
  const own = words.filter((word) => JOINED_SCRIPT.test(word)).map(toPhrase);
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

// ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** An answer says it at its beginning or at its end. */
const READ_OF_ANSWER = 3_000;

const SAYS_SO: readonly RegExp[] = [
  /\bas of (?:now|today|this|my|the (?:time|moment|latest)|early|mid|late|january|february|march|april|may|june|july|august|september|october|november|december|\d)/i,
  /\bat the time of (?:writing|this|my)|\bknowledge cut-?off|\btraining (?:data )?cut-?off|\bmy (?:last|latest|most recent) (?:update|training)/i,
  /\breal-?time (?:data|information|access|updates?|prices?|weather)|\b(?:up-to-date|up to date|most current|latest) (?:information|data|prices?|figures|news)/i,
  /\bcurrent(?:ly)? (?:price|priced|trading|trades|exchange rate|weather|temperature|time|date|president|ceo|prime minister|holder)|\bsubject to change|\bmay have changed|\bcould have changed/i,
  /\b(?:today|tonight|tomorrow|yesterday|right now|this (?:morning|afternoon|evening|week|weekend|month)|last (?:night|week)|next week)\b[^.!?\n]{0,60}\b(?:is|are|was|were|will|has|have)\b[^.!?\n]{0,80}(?:\d|rain|sunny|cloud|snow|won|lost|open|closed)/i,
  /\b(?:price|priced|trading|trades|quoted|exchange rate|costs?|selling)\b(?:[^.!?\n]|\.\d){0,60}(?:[$€£¥₹]\s?\d|\d\s?(?:usd|eur|gbp|dollars|euros))/i,
  /\b(?:a fecha de|a partir de mi última|à ce jour|à la date de|stand:? \d|stand (?:heute|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|al momento attuale|na dzień|até a data)/i,
  /截至|截止到|目前为止|現時点|現在のところ|현재 기준|по состоянию на|на данный момент|حتى الآن|अब तक/u,
];

const CODE_BLOCK = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

function dependsOnTime(answer: string, now: Ms): boolean {
  const text = ends(answer).replaceAll(CODE_BLOCK, ' ');
  return SAYS_SO.some((sign) => sign.test(text)) || namesDateNear(text, now);
}

function ends(answer: string): string {
  if (answer.length <= 2 * READ_OF_ANSWER) return answer;
  return `${answer.slice(0, READ_OF_ANSWER)}\n${answer.slice(-READ_OF_ANSWER)}`;
}

const DAY: Ms = 86_400_000;
/** A date this near is today's, or that of something going on. */
const NEAR: Ms = 10 * DAY;

const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const MONTH_NUMBER = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 2026-11-21; November 21, 2026; 21 November 2026; 2026年11月21日. */
const ISO_DATE = /\b(\d{4})-(\d{2})-(\d{2})\b|(\d{4})年(\d{1,2})月(\d{1,2})日/g;
const MONTH_FIRST = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})\\b`, 'gi');
const DAY_FIRST = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: of)? ${MONTH},? (\\d{4})\\b`, 'gi');

function namesDateNear(text: string, now: Ms): boolean {
  return datesIn(text).some((date) => Math.abs(date - now) < NEAR);
}

function datesIn(text: string): readonly Ms[] {
  const dates: Ms[] = [];
  const add = (year = '', month: number, day = '') => dates.push(Date.UTC(Number(year), month - 1, Number(day), 12));
  for (const [, year, month, day, y, m, d] of text.matchAll(ISO_DATE)) add(year ?? y, Number(month ?? m), day ?? d);
  for (const [, month = '', day, year] of text.matchAll(MONTH_FIRST)) add(year, monthNumber(month), day);
  for (const [, day, month = '', year] of text.matchAll(DAY_FIRST)) add(year, monthNumber(month), day);
  return dates;
}

const monthNumber = (name: string): number => MONTH_NUMBER.indexOf(name.toLowerCase()) + 1;
