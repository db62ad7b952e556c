import type { Ms } from '../types.ts';

/** An answer says it at its beginning or at its end. */
const READ_OF_ANSWER = 3_000;

const SAYS_SO: readonly RegExp[] = [
  /\bas of (?:now|today|this|my|the (?:time|moment|latest)|early|mid|late|january|february|march|april|may|june|july|august|september|october|november|december|\d)/i,
  /\bat the time of (?:writing|this|my)|\bknowledge cut-?off|\btraining (?:data )?cut-?off|\bmy (?:last|latest|most recent) (?:update|training)/i,
  /\breal-?time (?:data|information|access|updates?|prices?|weather)|\b(?:up-to-date|up to date|most current|latest) (?:information|data|prices?|figures|news)/i,
  /\bcurrent(?:ly)? (?:price|priced|trading|trades|exchange rate|weather|temperature|time|date|president|ceo|prime minister|holder)|\bsubject to change|\bmay have changed|\bcould have changed/i,
  /\b(?:today|tonight|tomorrow|yesterday|right now|this (?:morning|afternoon|evening|week|weekend|month)|last (?:night|week)|next week)\b[^.!?\n]{0,60}\b(?:is|are|was|were|will|has|have)\b[^.!?\n]{0,80}(?:\d|rain|sunny|cloud|snow|won|lost|open|closed)/i,
  /\b(?:price|priced|trading|trades|quoted|exchange rate)\b(?:[^.!?\n]|\.\d){0,60}(?:[$€£¥₹]\s?\d|\d\s?(?:usd|eur|gbp|dollars|euros))/i,
  /\b(?:a fecha de|a partir de mi última|à ce jour|à la date de|stand:? \d|stand (?:heute|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|al momento attuale|na dzień|até a data)/i,
  /截至|截止到|目前为止|現時点|現在のところ|현재 기준|по состоянию на|на данный момент|حتى الآن|अब तक/u,
];

const CODE_BLOCK = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

/** Whether an answer says that it holds for its own time only: "as of", a price, a date near `now`. */
export function dependsOnTime(answer: string, now: Ms): boolean {
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
