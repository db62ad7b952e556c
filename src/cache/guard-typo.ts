/** Misspellings of one edit: a letter too many, too few or wrong, or two neighbours swapped. */
import type { Word } from './guard-features.ts';

const SHORTEST = 4;

/** Whether one of the two is the other misspelt. Two words that the model knows are two words. */
export function isTypo(asked: Word, stored: Word): boolean {
  if (asked.known && stored.known) return false;
  const [a, b] = [asked.surface, stored.surface];
  if (Math.min(a.length, b.length) < SHORTEST || /\d/.test(a + b)) return false;
  if (!asked.known && !stored.known && Math.min(a.length, b.length) < 6) return false;
  return isOneEdit(a, b) && !isOtherInflection(a, b) && !isOtherSubstance(a, b);
}

/** Optimal string alignment distance of exactly one. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) || swapped;
}

/** Sulfate, sulfite and sulfide, propane and propene: one letter, another substance. */
const SUBSTANCE = /(?:[aio]te|[aeiy]de|[aeiouy]ne|[aeio]l|[ao]se)s?$/;

function isOtherSubstance(a: string, b: string): boolean {
  return a.length === b.length && SUBSTANCE.test(a) && SUBSTANCE.test(b) && a.slice(0, -4) === b.slice(0, -4);
}

/** A letter more at the end is a form of the word ("employe"), or another word ("organize", "organizer"). */
function isOtherInflection(a: string, b: string): boolean {
  return /[rn]$/.test(a.length > b.length ? a : b) && (a.slice(0, -1) === b || b.slice(0, -1) === a);
}
