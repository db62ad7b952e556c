/** Misspellings of one edit: a letter too many, too few or wrong, or two neighbours swapped. */

const SHORTEST = 3;
/** Of two words that the model knows neither of: names, rather, which often differ by a letter. */
const SHORTEST_UNKNOWN = 5;
const SHORTEST_UNKNOWN_SLIP = 8;

/** Whether one of the two is the other misspelt. Two words that the model knows are two words. */
export function isTypo(a: string, b: string, isUnknown: (word: string) => boolean): boolean {
  const [wrong, right] = isUnknown(a) ? [a, b] : [b, a];
  if (!isUnknown(wrong) || !isOneEdit(a, b) || /\d/.test(a + b)) return false;
  return isUnknown(right) ? isTypoOfUnknown(a, b) : isTypoOfKnown(wrong, right);
}

function isTypoOfKnown(wrong: string, right: string): boolean {
  if (right.length <= SHORTEST && !isDoubled(wrong, right)) return false;
  const letter = wrongLetter(wrong, right);
  if (letter) return isLikelySlip(letter, right) && !isOtherSubstance(wrong, right);
  return wrong.length <= right.length || !isOtherWord(wrong, right);
}

function isTypoOfUnknown(a: string, b: string): boolean {
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  const letter = wrongLetter(a, b);
  if (letter) return shorter.length >= SHORTEST_UNKNOWN_SLIP && isLikelySlip(letter, a) && !isOtherSubstance(a, b);
  if (longer.length > shorter.length && isOtherWord(longer, shorter)) return false;
  return shorter.length >= SHORTEST_UNKNOWN || (a[0] === b[0] && isDoubled(a, b));
}

/** One letter more before or after a word makes another: "ethanol" and "methanol", "organize" and "organizer". */
function isOtherWord(longer: string, shorter: string): boolean {
  if (isDoubled(longer, shorter)) return false;
  return longer.slice(1) === shorter || (longer.slice(0, -1) === shorter && /[rndsy]$/.test(longer));
}

interface WrongLetter {
  readonly at: number;
  readonly letters: string;
}

/** Where one letter stands for another; `null` where letters are missing or swapped. */
function wrongLetter(a: string, b: string): WrongLetter | null {
  if (a.length !== b.length) return null;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a.slice(at + 1) === b.slice(at + 1) ? { at, letters: `${a[at]}${b[at]}` } : null;
}

const KEYBOARD = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const NEIGHBOURS = new Set(
  KEYBOARD.flatMap((row, line) =>
    [...row].flatMap((key, at) =>
      [row[at + 1], KEYBOARD[line + 1]?.[at], KEYBOARD[line + 1]?.[at - 1]]
        .filter((other) => other !== undefined)
        .flatMap((other) => [key + other, other + key]),
    ),
  ),
);

/** The key beside it, or inside the word a vowel for a vowel ("seperate"). "Interviewer" and "interviewee" are two. */
function isLikelySlip({ at, letters }: WrongLetter, word: string): boolean {
  if (at === word.length - 1) return NEIGHBOURS.has(letters) && !/^(?:er|re)$/.test(letters);
  return NEIGHBOURS.has(letters) || (at > 0 && /^[aeiouy]{2}$/.test(letters));
}

/** One has a letter twice that the other has once. */
function isDoubled(a: string, b: string): boolean {
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  const at = [...longer].findIndex((letter, index) => letter !== shorter[index]);
  return longer.length > shorter.length && longer[at] === longer[at - 1];
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
  return a.length === b.length && SUBSTANCE.test(a) && SUBSTANCE.test(b) && a.slice(0, -3) === b.slice(0, -3);
}
