import { INNOCENT_ELSEWHERE, MOVING_ELSEWHERE, TIME_ELSEWHERE } from './languages.ts';
import { END, START, toSentences } from './sentences.ts';
import {
  CLASSES,
  CREATES,
  EXEMPT,
  EXPLAINS,
  INNOCENT,
  MOVING,
  MOVING_AS_WELL,
  MOVING_TOO,
  NO_PARTICIPLES,
  NO_SUPERLATIVES,
  NOW,
  STANDING,
  TIME,
} from './words.ts';

/** `added` by the operator, who knows better than the rules. */
export type Kind = 'time' | 'now' | 'moving' | 'standing' | 'added' | 'innocent' | 'exempt';

/** A tree of phrases, word by word. */
export interface Branch {
  readonly next: Map<string, Branch>;
  kind: Kind | null;
}

const BUILT_IN: readonly (readonly [Kind, readonly string[]])[] = [
  ['time', [...TIME, ...TIME_ELSEWHERE]],
  ['now', NOW],
  ['moving', [...MOVING, ...MOVING_TOO, ...MOVING_AS_WELL, ...MOVING_ELSEWHERE]],
  ['standing', STANDING],
  ['innocent', [...INNOCENT, ...INNOCENT_ELSEWHERE]],
  ['exempt', EXEMPT],
];

const VOLATILE: ReadonlySet<Kind> = new Set(['time', 'now', 'moving', 'standing']);

const CLASS_OF = new Map<string, readonly string[]>();
for (const [name, members] of Object.entries(CLASSES)) {
  for (const member of members) CLASS_OF.set(member, [...(CLASS_OF.get(member) ?? []), name]);
}

/** The phrases of words.ts, and what the operator adds or, with a leading `-`, takes out. */
export function buildPhrases(words: readonly string[]): Branch {
  const removed = words.filter((word) => word.startsWith('-')).map((word) => toPhrase(word.slice(1)));
  const added = words.filter((word) => !word.startsWith('-')).map(toPhrase);
  const isRemoved = (phrase: string) => removed.some((word) => ` ${phrase} `.includes(` ${word} `));
  const root: Branch = { next: new Map(), kind: null };
  for (const [kind, phrases] of BUILT_IN) {
    const kept = VOLATILE.has(kind) ? phrases.filter((phrase) => !isRemoved(phrase)) : phrases;
    for (const phrase of kept) addPhrase(root, phrase, kind);
  }
  for (const phrase of added) addPhrase(root, phrase, 'added');
  return root;
}

const toPhrase = (word: string): string =>
  toSentences(word.normalize('NFC').toLowerCase()).flat().filter(isWord).join(' ');

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
  for (const step of [token, ...(CLASS_OF.get(token) ?? []), ...(isWord(token) ? ['*'] : []), ...openClasses(token)]) {
    const next = branch.next.get(step);
    const match = next ? longestMatch(next, tokens, at + 1, length + 1) : null;
    if (match && (!best || match.length > best.length || isHarmless(match.kind, best, match))) best = match;
  }
  return best;
}

const isHarmless = (kind: Kind, best: Match, match: Match): boolean =>
  match.length === best.length && (kind === 'innocent' || kind === 'exempt');

const isWord = (token: string): boolean => token !== START && token !== END;

/** Classes that have too many members to list. */
function openClasses(token: string): readonly string[] {
  if (/^\d+$/.test(token)) return ['<number>'];
  if (/^[a-z]{2,}ing$/.test(token) && !NOT_DOING.has(token)) return ['<doing>'];
  if (PRICE_OF_ALL.test(token)) return ['<preis>'];
  if (GERMAN_OFFICE.test(token)) return ['<amt>'];
  return /^[a-z]{3,}est$/.test(token) && !NOT_BEST.has(token) ? ['<best>'] : [];
}

/** German makes one word of "minister of defence". */
const GERMAN_OFFICE =
  /\p{L}(?:minister|präsident|vorsitzende|meister|sprecher|trainer|chef|kanzler|sekretär)(?:in|r)?$/u;

/** Goldpreis, benzineprijs. */
const PRICE_OF_ALL = /\p{L}{2}(?<!nobel|friedens|film)(?:preise?|prijs|prijzen)$/u;

const NOT_BEST: ReadonlySet<string> = new Set(NO_SUPERLATIVES);
const NOT_DOING: ReadonlySet<string> = new Set(NO_PARTICIPLES);

/** The kinds of the phrases found in a sentence, read from its start, each word in one phrase only. */
export function kindsIn(phrases: Branch, sentence: readonly string[]): readonly Kind[] {
  const kinds: Kind[] = [];
  for (let at = 0; at < sentence.length; ) {
    const match = longestMatch(phrases, sentence, at);
    if (match) kinds.push(match.kind);
    at += match?.length ?? 1;
  }
  return kinds;
}

/** Whether the sentence begins as one does that wants something explained. */
export const isExplaining = startsWith(EXPLAINS);
/** Whether it begins as one does that wants something made up. */
export const isCreating = startsWith(CREATES);

function startsWith(openings: readonly string[]): (sentence: readonly string[]) => boolean {
  const root: Branch = { next: new Map(), kind: null };
  for (const phrase of openings) addPhrase(root, phrase, 'innocent');
  return (sentence) => longestMatch(root, sentence, 0) !== null;
}
