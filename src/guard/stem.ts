/** Words to a form in which all their inflections, spellings and synonyms are equal. */
import { SYNONYMS } from './words/synonyms.ts';

/**
 * Cuts inflection (steps 1a and 1b of Porter's stemmer, https://tartarus.org/martin/PorterStemmer/def.txt) and evens out
 * British and American spelling. Only good to compare with: not a dictionary's stem.
 */
export function stem(word: string): string {
  if (word.length < 4) return word;
  const cut = spelling(cutEnding(cutPlural(word)));
  return cut.length > 4 && cut.endsWith('e') && !BEARING_E.has(cut) ? cut.slice(0, -1) : cut;
}

/** Without their last letter they are other words. */
const BEARING_E = new Set(
  'morale humane urbane clothe breathe bathe loathe sheathe teethe wreathe please corpse'.split(' '),
);

/** The stem that stands for the word's whole group of synonyms. */
export function canonicalStem(word: string): string {
  const found = LEADERS.get(word);
  if (found !== undefined) return found;
  const cut = stem(word);
  return LEADERS.get(cut) ?? cut;
}

function cutPlural(word: string): string {
  if (/ies?$/.test(word) && word.length > 4) return word.replace(/ies?$/, 'y');
  if (/(?:ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}

function cutEnding(word: string): string {
  const ending = /(?:ing|ed|ly)$/.exec(word)?.[0];
  if (!ending || word.endsWith('eed')) return word;
  const cut = word.slice(0, -ending.length);
  if (cut.length < 3 && !/^[aeiou][^aeiou]$/.test(cut)) return word;
  if (!/[aeiouy]/.test(cut)) return word;
  if (ending === 'ly') return cut.endsWith('i') ? `${cut.slice(0, -1)}y` : cut;
  if (cut.at(-1) === cut.at(-2) && !/[lsz]$/.test(cut)) return cut.slice(0, -1);
  if (ending === 'ed' && cut.endsWith('i')) return `${cut.slice(0, -1)}y`;
  return /^[^aeiou]*[aeiouy][^aeiouwxy]$/.test(cut) ? `${cut}e` : cut;
}

function spelling(word: string): string {
  return word
    .replace(/isation$/, 'ization')
    .replace(/(?<=..)is(e|)$/, 'iz$1')
    .replace(/(?<=..)our(ful|ite|)$/, 'or$1')
    .replace(/([tb])re$/, '$1er')
    .replace(/ll(?=er$|ment$|$)/, 'l')
    .replace(/ogue$/, 'og')
    .replace(/[ao]e(?=[a-z]{3})/, 'e');
}

const LEADERS: ReadonlyMap<string, string> = leaders();

function leaders(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const group of SYNONYMS) {
    const forms = group.flatMap((word) => [word, stem(word)]);
    const leader = forms.map((form) => found.get(form)).find((known) => known !== undefined) ?? stem(group[0] ?? '');
    for (const form of forms) if (!found.has(form)) found.set(form, leader);
  }
  return found;
}
