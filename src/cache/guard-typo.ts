/** Misspellings of one edit: a letter too many, too few or wrong, or two neighbours swapped. */

const SHORTEST = 4;
/** Of two words that the model knows neither of: names, rather, which often differ by a letter. */
const SHORTEST_UNKNOWN = 5;
const SHORTEST_UNKNOWN_SLIP = 8;

/** Whether one of the two is the other misspelt. Two words that the model knows are two words. */
export function isTypo(a: string, b: string, isUnknown: (word: string) => boolean): boolean {
  const unknown = Number(isUnknown(a)) + Number(isUnknown(b));
  const length = Math.min(a.length, b.length);
  if (unknown === 0 || length < SHORTEST || /\d/.test(a + b)) return false;
  if (!isOneEdit(a, b) || isOtherInflection(a, b)) return false;
  const wrong = wrongLetter(a, b);
  if (wrong)
    return (
      length >= (unknown === 1 ? SHORTEST : SHORTEST_UNKNOWN_SLIP) && isLikelySlip(wrong) && !isOtherSubstance(a, b)
    );
  return unknown === 1 || length >= SHORTEST_UNKNOWN || (a[0] === b[0] && isDoubled(a, b));
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

/** The key beside it, or a vowel for a vowel ("seperate"); nobody errs in the first letter ("maternity", "paternity"). */
function isLikelySlip({ at, letters }: WrongLetter): boolean {
  return at > 0 && (NEIGHBOURS.has(letters) || /^[aeiouy]{2}$/.test(letters));
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
  return a.length === b.length && SUBSTANCE.test(a) && SUBSTANCE.test(b) && a.slice(0, -4) === b.slice(0, -4);
}

/** A change of the last letter makes another word: "organize" and "organizer", "employer" and "employee". */
function isOtherInflection(a: string, b: string): boolean {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  if (longer.length === shorter.length) return longer.slice(0, -1) === shorter.slice(0, -1);
  return longer.slice(0, -1) === shorter && /[rndsy]$/.test(longer);
}
