/** What the guards compare: a question cut into words, each with its kind, and what its sentence is like. */
import { readNumbers } from './guard-numbers.ts';
import { canonicalStem } from './guard-stem.ts';
import {
  AUDIENCES,
  CURRENCY_SIGNS,
  DATE_WORDS,
  FORMATS,
  LANGUAGE_MATTERS,
  LANGUAGES,
  LENGTHS,
  LIGHT_WORDS,
  NEGATIONS,
  PALE_WORDS,
  PHRASES,
  QUANTIFIERS,
  ROMAN_NUMERALS,
  SHORT_UNITS,
  SILENT_WORDS,
  UNIT_NAMES,
} from './guard-words.ts';

export type WordKind =
  | 'number'
  | 'date'
  | 'unit'
  | 'quantity'
  | 'language'
  | 'format'
  | 'length'
  | 'audience'
  | 'name'
  | 'pale'
  | 'word';

/** A word that bears meaning of its own. */
export interface Word {
  /** Equal for all forms and synonyms of a word. */
  readonly stem: string;
  /** As it stands, in lower case. */
  readonly surface: string;
  readonly kind: WordKind;
  /** In the embedder's vocabulary: if so, it is not a misspelling. */
  readonly known: boolean;
  /** The light words and commas between the word before and this one. */
  readonly lead: readonly string[];
}

export interface Features {
  /** Lower case, contractions written out, punctuation other than commas dropped, numbers in digits. */
  readonly tokens: readonly string[];
  /** The same before numbers are read, and which of it the model does not know. */
  readonly wording: readonly string[];
  readonly unknown: ReadonlySet<string>;
  /** The wording without what can be left out: politeness, articles, the form of the question. */
  readonly core: readonly string[];
  readonly tokenSet: ReadonlySet<string>;
  readonly words: readonly Word[];
  readonly stems: ReadonlySet<string>;
  /** Stems of what is negated; `*` where nothing follows. */
  readonly negated: readonly string[];
  /** Pieces of code, operators and identifiers, verbatim and in order. */
  readonly code: readonly string[];
  /** Quoted passages, and what follows an instruction's colon; in lower case. */
  readonly quoted: readonly string[];
  readonly text: string;
  readonly questionWords: readonly string[];
  /** Of a yes-or-no question the verb that asks; `null` for any other. */
  readonly polar: string | null;
  /** In the passive: what follows `by` acts. */
  readonly passive: boolean;
  /** A preposition at the very end: "used for", "the teacher of". */
  readonly stranded: boolean;
  /** "How to", not "how many". */
  readonly asksHow: boolean;
  readonly asksWhat: boolean;
  readonly past: boolean;
  readonly future: boolean;
  readonly latin: boolean;
  /** Asks about words themselves, so that their form matters. */
  readonly aboutLanguage: boolean;
}

/**
 * Pure; about 0.1 ms for an ordinary question. Compute it once a question and keep it with the vector.
 *
 * @param vocabulary the embedder's whole words, in lower case; empty when it has no such list
 */
export function extractFeatures(question: string, vocabulary: ReadonlySet<string>): Features {
  const written = question
    .normalize('NFKC')
    .replace(/[’‘´`](?=\p{L})/gu, "'")
    .replace(/[“”„«»]/g, '"');
  const text = written.toLowerCase();
  const prose = writeOut(written.replace(ROMAN, (numeral) => ROMAN_NUMERALS.get(numeral) ?? numeral).toLowerCase());
  const cut = prose.match(TOKEN) ?? [];
  const wording = cut.filter((token) => token !== ',');
  const tokens = readNumbers(cut);
  const aboutLanguage = tokens.some((token) => LANGUAGE_MATTERS.has(token)) || ASKS_MEANING.test(prose);
  const words = contentWords(tokens, namesIn(written), vocabulary, aboutLanguage);
  const tokenSet = new Set(tokens);
  return {
    tokens: tokens.filter((token) => token !== ','),
    wording,
    core: wording.filter((token) => !SILENT_WORDS.has(token)),
    unknown: new Set(wording.filter((token) => !vocabulary.has(token))),
    tokenSet,
    words,
    stems: new Set(words.map((word) => word.stem)),
    negated: negatedIn(tokens),
    code: codeIn(written),
    quoted: quotedIn(written),
    text: text.replace(/\s+/g, ' '),
    questionWords: questionWordsIn(prose),
    polar: polarVerb(prose),
    passive: /\b(?:is|are|was|were|be|been|being) (?:\p{L}+ ){1,3}by\b/u.test(prose),
    asksHow: /^\W*how\b(?! (?:many|much|long|old|far|often|tall|big|fast|large|high|deep|heavy|soon))/.test(
      prose.trim().replace(GREETING, ''),
    ),
    asksWhat: /\b(?:what|which)\b/.test(prose),
    stranded: /\b(?:of|for|from|by|to|with|at|on)\W*$/.test(prose),
    past: ['did', 'was', 'were', 'had'].some((word) => tokenSet.has(word)),
    future: tokenSet.has('will') || /\bgoing to\b/.test(prose),
    latin: !/[^\p{Script=Latin}\P{L}]/u.test(text),
    aboutLanguage,
  };
}

// ── Text to tokens ───────────────────────────────────────────────────────────────────────────────────────────────

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:can't|cannot|cant)\b/g, 'can not'],
  [/\b(?:won't|wont)\b/g, 'will not'],
  [/\b(?:shan't)\b/g, 'shall not'],
  [/n't\b/g, ' not'],
  [/\b(do|does|did|is|are|was|were|would|should|could|has|have|had)nt\b/g, '$1 not'],
  [/\b(what|who|where|how|when|why|that|there|it|he|she)'?s\b/g, '$1 is'],
  [/'re\b/g, ' are'],
  [/'m\b|(?<=\bi)m\b/g, ' am'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/'s\b|s'(?=\s)/g, ''],
];

const ROMAN = /(?<=\b(?:\p{Lu}\p{L}*|type|stage|phase|part|chapter|class|level|grade|category) )[IVX]{2,4}\b/gu;
/** "What is the best way to", "is there any way of", "ways to": how to. */
const WAYS =
  /\b(?:(?:what|which) (?:is|are|would be) |(?:is|are) there )?(?:the |a |an |any |some |one )*(?:best |good |right |proper |correct |possible |most effective )*(?:ways?|methods?) (?:to|of|for|how to) /g;
const PHRASE_FORMS: ReadonlyMap<string, string> = new Map(PHRASES);
const PHRASE = new RegExp(`\\b(?:${[...PHRASE_FORMS.keys()].join('|').replaceAll(' ', '[ -]')})\\b`, 'g');
const CURRENCY = /([$€£¥₹])\s?(\d[\d.,]*(?:\s?(?:k|m|bn|hundred|thousand|million|billion|trillion)\b)?)/g;
const TOKEN =
  /[a-z]+[+#]+(?![a-z])|\d+(?:[.,:/-]\d+)*|[\p{L}\p{M}]+\d[\p{L}\d]*|[\p{L}\p{M}]+|[%$€£¥₹,&]|\/(?=\p{L})/gu;

function writeOut(text: string): string {
  let prose = text;
  for (const [short, long] of CONTRACTIONS) prose = prose.replace(short, long);
  return prose
    .replace(/[,.?]? ?(?:and |but )?why(?: or why not| not)?\?*$/, '')
    .replace(WAYS, 'how to ')
    .replace(PHRASE, (phrase) => PHRASE_FORMS.get(phrase.replaceAll('-', ' ')) ?? phrase)
    .replace(CURRENCY, (_, sign: string, amount: string) => `${amount} ${CURRENCY_SIGNS.get(sign)} `)
    .replace(/\bv(?=\d)/g, '')
    .replace(/(\d)\s*([ap])\.?m\b\.?/g, '$1 $2m ')
    .replaceAll('%', ' percent ');
}

/** "What does affect mean?": the meaning of one word. */
const ASKS_MEANING = /\bwhat does \p{L}+ mean\b|\bmeaning of \p{L}+\W*$/u;

// ── Tokens to words ──────────────────────────────────────────────────────────────────────────────────────────────

/** Capitalised words that do not begin a sentence, and words in capitals; none in a text that is all capitals. */
function namesIn(written: string): ReadonlySet<string> {
  if (!/\p{Ll}/u.test(written)) return new Set();
  const found = written.matchAll(/(?<![.!?:]\s+|^\s*|["'(])\b\p{Lu}[\p{L}\d+#]*|\b\p{Lu}[\p{Lu}\d+#]+\b/gu);
  return new Set(Array.from(found, ([name]) => name.toLowerCase()));
}

function contentWords(
  tokens: readonly string[],
  names: ReadonlySet<string>,
  vocabulary: ReadonlySet<string>,
  verbatim: boolean,
): readonly Word[] {
  const words: Word[] = [];
  let lead: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const unit = unitOf(token, tokens[index - 1]);
    if (!unit && (LIGHT_WORDS.has(token) || NEGATIONS.has(token) || /^[,&/]$/.test(token))) {
      if (!(names.has(token) && token.length > 1 && !isSentenceWord(token))) {
        lead.push(token);
        continue;
      }
    }
    words.push({
      stem: unit ?? (verbatim ? token : canonicalStem(token)),
      surface: token,
      kind: unit ? 'unit' : kindOf(token, names),
      known: vocabulary.has(token),
      lead,
    });
    lead = [];
  }
  return words;
}

/** Light words that people write in capitals for their sense, not as a name. */
function isSentenceWord(token: string): boolean {
  return !['it', 'us', 'who', 'may', 'will', 'am'].includes(token);
}

function unitOf(token: string, before: string | undefined): string | undefined {
  const counted = before !== undefined && /^\d/.test(before);
  if (counted) return UNIT_NAMES.get(token) ?? SHORT_UNITS.get(token);
  return UNIT_NAMES.get(token);
}

function kindOf(token: string, names: ReadonlySet<string>): WordKind {
  if (/^\d/.test(token)) return 'number';
  for (const [kind, list] of LISTED_KINDS) if (list.has(token)) return kind;
  return names.has(token) || /[\d+#]/.test(token) ? 'name' : 'word';
}

const LISTED_KINDS: readonly (readonly [WordKind, ReadonlySet<string>])[] = [
  ['date', DATE_WORDS],
  ['quantity', QUANTIFIERS],
  ['language', LANGUAGES],
  ['format', FORMATS],
  ['length', LENGTHS],
  ['audience', AUDIENCES],
  ['pale', PALE_WORDS],
];

// ── The sentence ─────────────────────────────────────────────────────────────────────────────────────────────────

function negatedIn(tokens: readonly string[]): readonly string[] {
  const negated: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!NEGATIONS.has(token)) continue;
    const next = tokens.slice(index + 1).find((word) => !LIGHT_WORDS.has(word) && word !== ',');
    negated.push(next === undefined ? '*' : canonicalStem(next));
  }
  return negated.sort();
}

const QUESTION_WORD =
  /\b(?:(who|whom|whose|what|which|when|where|why)|how(?: (many|much|long|old|far|often|tall|big|fast|hard|large|high|deep|heavy|soon))?)\b(?= ?(\S*))/g;
const AUXILIARY = /^(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)$/;

/** What each sentence asks for: its first question word, unless that only joins a clause ("when it rains, why ..."). */
function questionWordsIn(prose: string): readonly string[] {
  const asked = new Set<string>();
  for (const sentence of prose.split(/[.?!]\s/)) {
    const found = [...sentence.matchAll(QUESTION_WORD)];
    const asking =
      found.find(([, word, , next = '']) => !(word === 'when' || word === 'where') || AUXILIARY.test(next)) ?? found[0];
    if (!asking) continue;
    const [, word, measure] = asking;
    if (word !== undefined && !/^wh(?:at|ich)$/.test(word)) asked.add(word.replace('whom', 'who'));
    if (measure !== undefined) asked.add(`how ${measure}`);
  }
  return [...asked].sort();
}

const GREETING = /^[ ,:.!-]*(?:(?:so|ok|okay|hi|hello|hey|please|well|and|but)[ ,!.]+)*/;
const FRONTED = /^(?:in|on|at|for|with|without|if|when|while|as|during|before|after)\b[^,.?!]*,\s*/;
const REQUEST =
  /^(?:can|could|would|will) (?:you|someone|anyone|u) (?:please )?(?:tell|explain|show|give|help|list|describe|write|suggest|recommend|provide|make|create|summari[sz]e|translate)\b|^(?:can|could|may) i (?:please )?(?:know|ask)\b|^do you know\b/;
const POSSIBLE = /^(?:can|could) (?:i|we|you|one|someone)\b/;
const EXISTENCE = /^(?:is|are|were|was) there\b|^do (?:you|we|they) have (?:a|any|some)\b/;
const POLAR_VERB =
  /^(?:(is|are|was|were|am|do|does|did|has|have|had)|(can|could)|(will|would)|(should|must|ought|shall)|(may|might))\b/;

function polarVerb(prose: string): string | null {
  const sentence = prose.trim().replace(GREETING, '').replace(FRONTED, '');
  if (REQUEST.test(sentence) || /\b(?:how|what|why|who|when|where|which)\b/.test(sentence)) return null;
  if (EXISTENCE.test(sentence)) return 'is there';
  if (POSSIBLE.test(sentence)) return 'can i';
  const verb = POLAR_VERB.exec(sentence);
  return verb ? (['be', 'be', 'will', 'should', 'be'][verb.slice(1).findIndex(Boolean)] ?? null) : null;
}

// ── What must be verbatim ────────────────────────────────────────────────────────────────────────────────────────

const CODE_CHARACTER =
  /[\][{}<>=|*^~\\`_@]|[\p{L}\d)]\(|\p{L}\.\p{L}|::|\+\+|--|&&|^[-/$]\p{L}|\w[/]\w+[/.]|[!=]=|->|[+*?]\$$|^[+*/%^&|<>=!~-]+$/u;

/** Abbreviations, `&` alone, an optional plural: "U.S.", "R & D", "parent(s)". */
const PLAIN = /^(?:[-–—/&*|]|\p{L}\.(?:\p{L}\.?)+|&|\p{L}+\(e?s\))$/u;

function codeIn(written: string): readonly string[] {
  const pieces = written
    .split(/\s+/)
    .map((chunk) => chunk.replace(/^["'(]+(?=\w)|(?<=[\w)\]}>*+`'"])["',;:?!.]+$/g, '').replaceAll('`', ''))
    .filter((chunk) => CODE_CHARACTER.test(chunk) && !PLAIN.test(chunk))
    .map((chunk) => (/^[\p{L}\d+#.&/-]+$/u.test(chunk) ? chunk.toLowerCase() : chunk));
  const indents = pieces.length > 0 ? (written.match(/\n[ \t]+(?=\S)/g) ?? []) : [];
  return [...pieces, ...indents.map((indent) => `indent ${indent.length - 1}`)];
}

function quotedIn(written: string): readonly string[] {
  const passages = Array.from(written.matchAll(/"([^"]+)"|(?<![\p{L}\d])'([^']+)'(?![\p{L}\d])|`([^`]+)`/gu), (match) =>
    String(match[1] ?? match[2] ?? match[3]),
  );
  return passages
    .map((passage) =>
      passage
        .toLowerCase()
        .replace(/\s+/g, ' ')
        .replace(/[.,?! ]+$/, '')
        .trim(),
    )
    .filter(Boolean);
}
