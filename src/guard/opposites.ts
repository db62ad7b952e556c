/** Words that cannot both be meant: opposites, listed or made by a prefix or a suffix, and things of one kind. */
import type { Token } from './features.ts';
import { canonicalStem } from './stem.ts';
import { ALTERNATIVES } from './words/alternatives.ts';
import { ANTONYMS, NEGATIVE_PREFIXES, OPPOSED_PREFIXES, OPPOSED_SUFFIXES } from './words/antonyms.ts';
import { PARTICLES } from './words.ts';

/** Whether a word that only the one question has is the opposite of a word that only the other has. */
export function areOpposites(asked: readonly Token[], stored: readonly Token[]): boolean {
  return asked.some((a) => {
    const [opposites, ofStem] = [OPPOSITES.get(a.surface), OPPOSITES.get(a.stem)];
    return stored.some((b) => opposites?.has(b.surface) || ofStem?.has(b.stem) || isDerived(a.surface, b.surface));
  });
}

/** Whether they name two things of one kind: dogs and cats, Python and Perl. */
export function areAlternatives(asked: readonly Token[], stored: readonly Token[]): boolean {
  return asked.some((a) => {
    const kinds = KINDS.get(a.stem);
    return kinds !== undefined && stored.some((b) => b.stem !== a.stem && overlap(kinds, KINDS.get(b.stem)));
  });
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number> | undefined): boolean {
  return b !== undefined && !a.isDisjointFrom(b);
}

const KINDS = kindsByStem();

function kindsByStem(): ReadonlyMap<string, ReadonlySet<number>> {
  const kinds = new Map<string, Set<number>>();
  for (const [kind, group] of ALTERNATIVES.entries()) {
    for (const word of group.map(canonicalStem)) kinds.set(word, (kinds.get(word) ?? new Set()).add(kind));
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

const SHORTEST = 4;

function isDerived(a: string, b: string): boolean {
  const [degree, other] = [positive(a), positive(b)];
  if (degree === other || OPPOSITES.get(degree)?.has(other)) return true;
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

/** "Bigger" is of "big": the word itself where it has no degree. */
function positive(word: string): string {
  const cut = word.replace(/(?<=...)(?:er|est)$/, '');
  return cut === word ? word : cut.replace(/([bdgnt])\1$/, '$1').replace(/i$/, 'y');
}
