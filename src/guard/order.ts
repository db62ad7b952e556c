/** The same words in another order: a phrase that was moved, or another question. */
import type { Pair } from './align.ts';
import { isSwappedChoice } from './choice.ts';
import type { Features, Word } from './features.ts';
import { canonicalStem } from './stem.ts';
import { CONTRARY_MARKERS, COORDINATORS, MARKERS, PARTICLES, SYMMETRIC_WORDS } from './words.ts';

/** Whether the roles of the shared words differ: who does it to whom, from where to where, what is more than what. */
export function isReordered(pair: Pair): boolean {
  return (
    pair.asked.sentence.stranded !== pair.stored.sentence.stranded ||
    isTurnedPassive(pair) ||
    isRedirected(pair) ||
    isBoundOtherwise(pair) ||
    isComparedOtherwise(pair) ||
    isPermuted(pair)
  );
}

/** "Who was hit by Tom" and "who hit Tom". */
function isTurnedPassive({ asked, stored, sharedAsked, sharedStored }: Pair): boolean {
  if (asked.sentence.passive === stored.sentence.passive) return false;
  const [agents, others] = asked.sentence.passive ? [sharedAsked, sharedStored] : [sharedStored, sharedAsked];
  return agents.some(
    ({ stem, lead }) => lead.includes('by') && !others.find((word) => word.stem === stem)?.lead.includes('by'),
  );
}

/** "From Paris" and "to Paris", "work for them" and "work with them". */
function isRedirected({ sharedAsked, sharedStored }: Pair): boolean {
  const leads = new Map(sharedStored.map((word) => [word.stem, word.lead]));
  return sharedAsked.some(({ stem, lead }) => {
    const other = leads.get(stem) ?? [];
    return CONTRARY_MARKERS.some(
      ([one, another]) =>
        (lead.includes(one) && other.includes(another)) || (lead.includes(another) && other.includes(one)),
    );
  });
}

/** "Two codes on one order" and "one code on two orders"; "my neighbour's tree fell on my garage". */
function isBoundOtherwise({ asked, stored }: Pair): boolean {
  const [a, b] = [boundIn(asked), boundIn(stored)];
  return [...a].some(([word, bound]) => {
    const others = b.get(word);
    if (!others?.isDisjointFrom(bound)) return false;
    return others.isSubsetOf(asked.stems) && bound.isSubsetOf(stored.stems);
  });
}

/** What numbers count and possessors own: the stem right behind each. */
function boundIn({ words, text }: Features): ReadonlyMap<string, ReadonlySet<string>> {
  const bound = new Map<string, Set<string>>();
  const bind = (word: string, to: string) => bound.set(word, (bound.get(word) ?? new Set()).add(to));
  for (const [at, { surface, kind }] of words.entries()) {
    const next = words[at + 1];
    const counts = kind === 'number' && surface.length < 3 && next?.lead.length === 0;
    if (counts && next.kind !== 'date' && next.kind !== 'number') bind(surface, next.stem);
  }
  for (const [, owner = '', thing = ''] of text.matchAll(/(\p{L}+)'s (\p{L}+)/gu)) bind(owner, canonicalStem(thing));
  return bound;
}

/** "Better than tea" and "than coffee": what follows `than` is what the other is measured by. */
function isComparedOtherwise({ sharedAsked, sharedStored }: Pair): boolean {
  const measure = (words: readonly Word[]) => words.find(({ lead }) => lead.includes('than'))?.stem;
  const [asked, stored] = [measure(sharedAsked), measure(sharedStored)];
  return asked !== undefined && stored !== undefined && asked !== stored;
}

function isPermuted({ asked, stored, sharedAsked, sharedStored }: Pair): boolean {
  const { a, b, atStart } = difference(sharedAsked, sharedStored);
  if (a.length === 0 || mayStandEitherWay(a, b) || isSwappedChoice(asked.text, stored.text)) return false;
  const turn = rotation(a, b);
  if (turn === 0) return true;
  if (isSymmetric(asked) && isSymmetric(stored)) return false;
  const moved = { first: a[0], second: a[turn], firstMoved: b[a.length - turn], secondMoved: b[0] };
  const single = turn === 1 || turn === a.length - 1;
  if (isChoice(a) && isChoice(b)) {
    // "Brown rice or bread": the word before the first belongs to it.
    if (!atStart && a[0]?.lead.length === 0) return true;
    if (single) return false;
  }
  if (single && atStart && isActedOn(moved)) return false;
  return !isMovedPhrase(moved, atStart);
}

/** Where the two are not in one order, without the beginning and the end that they share. */
function difference(a: readonly Word[], b: readonly Word[]) {
  let from = 0;
  while (from < a.length && a[from]?.stem === b[from]?.stem) from++;
  let to = a.length;
  while (to > from && a[to - 1]?.stem === b[to - 1]?.stem) to--;
  return { a: a.slice(from, to), b: b.slice(from, to), atStart: from === 0 };
}

/** The first words of the two parts that changed places, as they stand in the one and, moved, in the other. */
interface Moved {
  readonly first: Word | undefined;
  readonly second: Word | undefined;
  readonly firstMoved: Word | undefined;
  readonly secondMoved: Word | undefined;
}

function isMovedPhrase({ first, second, firstMoved, secondMoved }: Moved, atStart: boolean): boolean {
  if (isCoordinated(second) && isCoordinated(firstMoved)) return true;
  const kept = [keepsMarker(first, firstMoved), keepsMarker(second, secondMoved)];
  if (atStart ? kept.some(Boolean) : kept.every(Boolean)) return true;
  return isAttribute(second, secondMoved, firstMoved) || isAttribute(firstMoved, first, second);
}

/** "4 July" and "July 4th", "turn off the lights" and "turn the lights off". */
function mayStandEitherWay(a: readonly Word[], b: readonly Word[]): boolean {
  if (a.length !== 2) return false;
  const words = [...a, ...b];
  if (['date', 'number'].every((kind) => a.some((word) => word.kind === kind))) return true;
  const isBare = ({ lead }: Word) => lead.every((token) => DETERMINERS.includes(token));
  return words.every(isBare) && a.some(({ surface }) => PARTICLES.has(surface));
}

/** "Butter or margarine": whether what is asked of them stands before or behind them. */
function isChoice(words: readonly Word[]): boolean {
  return words.some(({ lead }) => lead.includes('or'));
}

/** How far `b` is turned against `a`; 0: it is not a rotation. */
function rotation(a: readonly Word[], b: readonly Word[]): number {
  const turn = a.findIndex((word) => word.stem === b[0]?.stem);
  return a.every((_, at) => a[(at + turn) % a.length]?.stem === b[at]?.stem) ? turn : 0;
}

/** "The difference between", "how far": of two things alike. */
export function isSymmetric(question: Features): boolean {
  return (
    question.tokens.some(({ surface }) => SYMMETRIC_WORDS.has(surface)) && question.tokenSet.isDisjointFrom(MEASURED_BY)
  );
}

/** What follows these is what the other is measured by. */
const MEASURED_BY = new Set(['than', 'ahead', 'behind']);

function isCoordinated(word: Word | undefined): boolean {
  return word?.lead.some((token) => COORDINATORS.has(token)) ?? false;
}

const ANYBODY = ['i', 'we', 'you', 'one', 'they'];
const PASSIVE = ['be', 'is', 'are', 'was', 'were', 'been'];

/** "How do you improve Chrome" and "how can Chrome be improved": one verb, and nobody in particular who does it. */
function isActedOn({ first, second, firstMoved, secondMoved }: Moved): boolean {
  const isPassive = (active: Word | undefined, passive: Word | undefined) =>
    ANYBODY.some((word) => active?.lead.includes(word)) && PASSIVE.includes(passive?.lead.at(-1) ?? '');
  return isPassive(first, firstMoved) || isPassive(secondMoved, second);
}

/** "In Python" is the same phrase at either end of the sentence. */
function keepsMarker(before: Word | undefined, after: Word | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return MARKERS.has(before.surface) || before.lead.some((token) => MARKERS.has(token) && after.lead.includes(token));
}

const ATTRIBUTIVE = ['of', 'in', 'for', 'on', 'at', 'with'];
const DETERMINERS = [
  'a',
  'an',
  'the',
  'my',
  'your',
  'our',
  'his',
  'her',
  'its',
  'their',
  'this',
  'that',
  'some',
  'any',
];

/** "The future of the party" is "the party's future": `after` the noun with a marker, before it with none at all. */
function isAttribute(after: Word | undefined, before: Word | undefined, noun: Word | undefined): boolean {
  return ATTRIBUTIVE.includes(preposition(after)) && preposition(before) === '' && preposition(noun) === '';
}

/** The marker right before the word, articles aside; empty: there is none. */
function preposition(word: Word | undefined): string {
  const last = word?.lead.findLast((token) => !DETERMINERS.includes(token)) ?? '';
  return MARKERS.has(last) ? last : '';
}
