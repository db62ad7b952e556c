/** Words that are each other's opposite: listed pairs, and pairs made by a prefix or a suffix. */
import { canonicalStem, stem } from './guard-stem.ts';
import { ANTONYMS, NEGATIVE_PREFIXES, OPPOSED_PREFIXES, OPPOSED_SUFFIXES } from './guard-words.ts';

/** Whether a word that only the one question has is the opposite of a word that only the other has. */
export function areOpposites(asked: ReadonlySet<string>, stored: ReadonlySet<string>): boolean {
  const onlyAsked = [...asked].filter((token) => !stored.has(token));
  const onlyStored = [...stored].filter((token) => !asked.has(token));
  return onlyAsked.some((a) => onlyStored.some((b) => isListed(a, b) || isDerived(a, b)));
}

const OPPOSITES = new Set(
  ANTONYMS.flatMap(([a, b]) => [
    [a, b],
    [stem(a), stem(b)],
    [canonicalStem(a), canonicalStem(b)],
  ]).flatMap(([a, b]) => [`${a}/${b}`, `${b}/${a}`]),
);

function isListed(a: string, b: string): boolean {
  return (
    OPPOSITES.has(`${a}/${b}`) ||
    OPPOSITES.has(`${stem(a)}/${stem(b)}`) ||
    OPPOSITES.has(`${canonicalStem(a)}/${canonicalStem(b)}`)
  );
}

const SHORTEST = 4;

function isDerived(a: string, b: string): boolean {
  if (a.length < SHORTEST || b.length < SHORTEST) return false;
  return (
    NEGATIVE_PREFIXES.some((prefix) => a === prefix + b || b === prefix + a) ||
    OPPOSED_PREFIXES.some(([one, other]) => swapsPrefix(a, b, one, other) || swapsPrefix(b, a, one, other)) ||
    OPPOSED_SUFFIXES.some(([one, other]) => swapsSuffix(a, b, one, other) || swapsSuffix(b, a, one, other))
  );
}

function swapsPrefix(a: string, b: string, one: string, other: string): boolean {
  return a.startsWith(one) && b.startsWith(other) && a.slice(one.length) === b.slice(other.length);
}

function swapsSuffix(a: string, b: string, one: string, other: string): boolean {
  return a.endsWith(one) && b.endsWith(other) && a.slice(0, -one.length) === b.slice(0, b.length - other.length);
}
