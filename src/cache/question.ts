/**
 * Wordings of one question that differ only in blanks, case or Unicode form get one exact key. A change of this file
 * changes keys: the golden vectors in its test say which.
 */

export type NormalizeStep = 'unicode' | 'whitespace' | 'case';

const REWRITES: readonly (readonly [NormalizeStep, (prose: string) => string])[] = [
  ['unicode', (prose) => prose.normalize('NFC')],
  ['whitespace', collapseBlanks],
  ['case', foldCase],
];

/**
 * Makes the function that a question goes through before it is hashed. It is idempotent, and changes plain prose
 * only: what may be code, data or a quotation comes back as it is, for there a blank or a capital may be the question.
 */
export function createNormalizer(steps: readonly NormalizeStep[]): (text: string) => string {
  const rewrites = REWRITES.filter(([step]) => steps.includes(step)).map(([, rewrite]) => rewrite);
  if (rewrites.length === 0) return (text) => text;
  return (text) => (isPlainProse(text) ? rewrites.reduce((prose, rewrite) => rewrite(prose), text) : text);
}

// ── What plain prose is ──────────────────────────────────────────────────────────────────────────────────────────

/** Longer text is pasted, not asked. It also bounds what one question costs. */
const LONGEST_PROSE = 4_000;

/**
 * All that prose is written with. Backticks, quotation marks, braces, brackets, `= < > | * ^ ~` and control characters
 * are not in it: a new sign of code needs no new rule. The apostrophe is; so are joiners (Persian, Hindi, emoji).
 */
const PROSE =
  /^[\p{L}\p{M}\p{N}\p{Zs}\t\r\n\p{Extended_Pictographic}\p{Join_Control}.,;:!?¿¡'’()…%‰°&+#@/\\_$€£¥₹\-‐‑–—·。、，！？：；（）،؛؟।]*$/u;

/** What is written with the same characters and is not prose. */
const NOT_PROSE: readonly RegExp[] = [
  /(?:^|[\s(])['’]/, // a quotation in single marks: an apostrophe stands inside or after a word
  /:\/\/|\bwww\./i, // a URL
  /(?:^|[\s(])(?:[~.]{0,2}[/\\]|\p{L}:[/\\])/u, // a path: /etc, ./run, ~/x, C:\
  /[/\\][^\s/\\]+[/\\]/, // a path: src/cache/key
  /[\p{L}\p{N}_]\((?!e?s\))/u, // a call: print(x), but not "person(s)"
  /(?:^|\s)--?\p{L}/u, // a flag: -v, --all; a YAML list without a blank
  /[$\\]\p{L}|(?:^|\s)#[\p{L}\s]|::|&&|; *$/mu, // a variable, TeX, a heading, an operator, an end of statement
];

/** Most questions are so simple that nothing above can be in them. */
const SIMPLE = /^[\p{L}\p{M} ,?!]*$/u;

const CODE_IN_WORDS = /^ *(?:select\s[^\n]*\sfrom\s|insert into\s|delete from\s|create table\s|from \S+ import\s)/im;

/** What one line of several tells, and what two lines tell together. */
const NOT_PROSE_LINE: readonly RegExp[] = [
  /\t/, // a table
  /^\p{Zs}{2,}\S/u, // indented: code, YAML
  /^\s*-\s/, // a list: YAML or Markdown
];
const NOT_PROSE_LINES: readonly RegExp[] = [
  /\S\p{Zs}{2,}\S/u, // columns
  /^[\p{L}\p{N}_.-]+:(?:\s|$)/u, // YAML
  /,\S/, // comma-separated values
];

/** Where the question is about how something is written, its own writing counts. */
const ABOUT_WRITING = new RegExp(
  [
    String.raw`\b(?:(?:upper|lower|title|camel|snake|kebab|pascal)[ -]?cas(?:e|ed|ing)|(?:letter|sentence|mixed)[ -]case|case[ -]?(?:in)?sensitiv\w+`,
    String.raw`capitals|capital letters?|capitali[sz]\w+|(?:all|small)[ -]caps|caps|caps ?lock|majuscules?|minuscules?`,
    String.raw`white ?spaces?|spaces|blanks|tabs|indent\w*|characters?|unicode|ascii|utf|nf[ck]c|nfd|code ?points?`,
    String.raw`spell\w*|proofread\w*|grammar|grammatical\w*|punctuat\w+|typos?|verbatim|repeat|echo`,
    String.raw`may[uú]sculas?|min[uú]sculas?|mai[uú]sculas?|maiuscol[aeio]|minuscol[aeio]|gro(?:ss|ß)buchstaben|kleinbuchstaben)\b`,
    'hoofdletters?|kleine letters|wielki(?:e|mi) liter|büyük harf|küçük harf|заглавн|прописн|строчн|大文字|小文字|大写|小写|대문자|소문자',
  ].join('|'),
  'iu',
);

function isPlainProse(text: string): boolean {
  if (text.length > LONGEST_PROSE || CODE_IN_WORDS.test(text) || ABOUT_WRITING.test(text)) return false;
  if (SIMPLE.test(text)) return true;
  if (!PROSE.test(text) || NOT_PROSE.some((sign) => sign.test(text))) return false;
  if (!text.includes('\n')) return true;
  const lines = text.trim().split('\n');
  if (lines.length === 1) return true;
  const told = (sign: RegExp) => lines.filter((line) => sign.test(line)).length;
  return !NOT_PROSE_LINE.some((sign) => told(sign) > 0) && !NOT_PROSE_LINES.some((sign) => told(sign) > 1);
}

// ── How it is rewritten ──────────────────────────────────────────────────────────────────────────────────────────

function collapseBlanks(prose: string): string {
  return prose
    .replaceAll(/[^\S\n]{2,}|[^\S\n ]/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .trim();
}

const CAPITAL = /[\p{Lu}\p{Lt}]/u;
/** A token with a capital. Looking behind for its start keeps the search linear. */
const CAPITAL_TOKEN = /(?<!\S)[^\s\p{Lu}\p{Lt}]*[\p{Lu}\p{Lt}]\S*/gu;
const SMALL = /\p{Ll}/u;
/** Letters of a script with case; an apostrophe or ampersand belongs to the word: it's, R&D. */
const WORD = /[\p{Lu}\p{Lt}\p{Ll}][\p{Lu}\p{Lt}\p{Ll}\p{M}'’&]*/gu;
/** Model numbers, identifiers, addresses, file names; a full stop counts only inside: Node.js, e.g., .NET. */
const NAMES_SOMETHING = /[\p{N}_/\\@]|\.\p{L}/u;
const INNER_CAPITAL = /.[\p{Lu}\p{Lt}]/u;
/** WHO, US, IT and AIDS are not who, us, it and aids. */
const LONGEST_ACRONYM = 5;

function foldCase(prose: string): string {
  if (!CAPITAL.test(prose)) return prose;
  const shouted = isShouted(prose);
  const foldWord = (word: string) => (!shouted && isName(word) ? word : word.toLowerCase());
  return prose.replaceAll(CAPITAL_TOKEN, (token) =>
    NAMES_SOMETHING.test(token) ? token : token.replaceAll(WORD, foldWord),
  );
}

/** All in capitals, and more than one word: a single short one is an acronym. */
function isShouted(prose: string): boolean {
  return !SMALL.test(prose) && (prose.match(WORD)?.length ?? 0) > 1;
}

/** Whether a word's capitals are part of it: iPhone, McDonald, US. */
function isName(word: string): boolean {
  if (word === 'I' || word === 'A') return false;
  if (SMALL.test(word)) return INNER_CAPITAL.test(word);
  return word.replaceAll(/\P{L}/gu, '').length <= LONGEST_ACRONYM;
}
