/** Numbers, however written, to one form. */
import { MULTIPLIERS, NUMBER_WORDS, UNIT_NAMES } from './words.ts';

/** Tokens with every number, in digits or in words, as one token of plain digits. A lone "one" is a pronoun. */
export function readNumbers(tokens: readonly string[]): readonly string[] {
  const read: string[] = [];
  for (let at = 0; at < tokens.length; ) {
    const number = readNumber(tokens, at);
    if (number.length === 0) read.push(tokens[at] ?? '');
    else read.push(number.digits);
    at += Math.max(1, number.length);
  }
  return read;
}

interface ReadNumber {
  readonly digits: string;
  /** Tokens it takes; 0: there is no number. */
  readonly length: number;
}

const NONE: ReadNumber = { digits: '', length: 0 };

function readNumber(tokens: readonly string[], start: number): ReadNumber {
  const first = tokens[start] ?? '';
  if (/^\d/.test(first)) return readDigits(first, tokens[start + 1]);
  const factor = first.length > 2 ? MULTIPLIERS.get(first) : undefined;
  if (factor !== undefined) return { digits: String(factor), length: 1 };
  if (!NUMBER_WORDS.has(first)) return NONE;
  if (first === 'second' && /^(?:per|a|each|every)$/.test(tokens[start - 1] ?? '')) return NONE;
  if (first === 'one' && !isCounted(tokens[start + 1])) return NONE;
  return readWords(tokens, start);
}

function isCounted(next: string | undefined): boolean {
  return next !== undefined && (MULTIPLIERS.has(next) || UNIT_NAMES.has(next));
}

function readDigits(digits: string, next: string | undefined): ReadNumber {
  const plain = digits.replace(/,(?=\d{3}(?!\d))/g, '');
  if (next !== undefined && /^(?:st|nd|rd|th)$/.test(next)) return { digits: plain, length: 2 };
  const factor = next === undefined ? undefined : MULTIPLIERS.get(next);
  if (factor !== undefined && Number.isFinite(Number(plain)))
    return { digits: String(Number(plain) * factor), length: 2 };
  return { digits: plain, length: 1 };
}

/** "two hundred and five thousand" adds up from the left; a multiplier takes what is before it. */
function readWords(tokens: readonly string[], start: number): ReadNumber {
  let total = 0;
  let group = 0;
  let at = start;
  for (; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const value = NUMBER_WORDS.get(token);
    const factor = MULTIPLIERS.get(token);
    if (factor !== undefined && at > start) {
      if (factor === 100) group *= factor;
      else {
        total += Math.max(group, 1) * factor;
        group = 0;
      }
    } else if (value !== undefined && (at === start || fits(group, value))) {
      group += value;
    } else if (
      !(token === 'and' && total + group >= 100 && group % 100 === 0 && NUMBER_WORDS.has(tokens[at + 1] ?? ''))
    ) {
      break;
    }
  }
  return { digits: String(total + group), length: at - start };
}

function fits(group: number, value: number): boolean {
  if (group === 0) return true;
  return (group % 100 === 0 && value < 100) || (group % 10 === 0 && group % 100 >= 20 && value < 10);
}
