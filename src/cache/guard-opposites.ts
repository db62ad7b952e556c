/** Words that cannot both be meant: opposites, listed or made by a prefix or a suffix, and things of one kind. */
import { canonicalStem, stem } from './guard-stem.ts';
import {
  ALTERNATIVES,
  ANTONYMS,
  NEGATIVE_PREFIXES,
  OPPOSED_PREFIXES,
  OPPOSED_SUFFIXES,
  PARTICLES,
} from './guard-words.ts';

/** Whether a word that only the one question has is the opposite of a word that only the other has. */
export function areOpposites(asked: readonly string[], stored: readonly string[]): boolean {
  return asked.some((a) => stored.some((b) => isListed(a, b) || isDerived(a, b)));
}

/** Whether they name two things of one kind: dogs and cats, Python and Perl. */
export function areAlternatives(asked: readonly string[], stored: readonly string[]): boolean {
  return asked.some((a) => {
    const kinds = KINDS.get(stem(a));
    return kinds !== undefined && stored.some((b) => isOtherOf(kinds, canonicalStem(a), b));
  });
}

function isOtherOf(kinds: ReadonlySet<number>, than: string, token: string): boolean {
  if (canonicalStem(token) === than) return false;
  for (const kind of KINDS.get(stem(token)) ?? []) if (kinds.has(kind)) return true;
  return false;
}

const KINDS = kindsByStem();

function kindsByStem(): ReadonlyMap<string, ReadonlySet<number>> {
  const kinds = new Map<string, Set<number>>();
  for (const [kind, group] of ALTERNATIVES.entries()) {
    for (const word of group) kinds.set(stem(word), (kinds.get(stem(word)) ?? new Set()).add(kind));
  }
  return kinds;
}

const OPPOSITES: ReadonlyMap<string, ReadonlySet<string>> = opposites();

function opposites(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const join = (a: string, b: string) => {
    found.set(a, (found.get(a) ?? new Set()).add(b));
    found.set(b, (found.get(b) ?? new Set()).add(a));
  };
  for (const [a, b] of ANTONYMS) {
    join(a, b);
    if (!PARTICLES.has(a)) join(canonicalStem(a), canonicalStem(b));
  }
  return found;
}

function isListed(a: string, b: string): boolean {
  return OPPOSITES.get(a)?.has(b) || OPPOSITES.get(canonicalStem(a))?.has(canonicalStem(b)) || false;
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
