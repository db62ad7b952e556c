/** A question's text, evened out and cut into tokens. */
import { PHRASES } from './words/synonyms.ts';
import { CURRENCY_SIGNS, NUMBER_WORDS, ROMAN_NUMERALS } from './words.ts';

const UNITED_STATES = /\bU\.S\.(?:A\.)?|\bUSA?\b/g;
const UNITED_KINGDOM = /\bU\.K\./g;

/** NFKC, with plain quotation marks and apostrophes, and the countries that are mostly abbreviated under one name. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(UNITED_STATES, 'USA')
    .replace(UNITED_KINGDOM, 'UK')
    .replace(/[’‘´`](?=\p{L})/gu, "'")
    .replace(/[“”„«»]/g, '"');
}

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

/** "What is the best way to", "is there any way of", "ways to": how to. */
const WAYS =
  /\b(?:(?:what|which) (?:is|are|would be) |(?:is|are) there )?(?:the |a |an |any |some |one )*(?:best |good |right |proper |correct |possible |most effective )*(?:ways?|methods?) (?:to|of|for|how to) /g;
/** Reasons are given anyway; a mere "why?" after a statement is the question. */
const AND_WHY = /(?:[,?]? ?(?:and |but )|\? ?)why(?: or why not| not)?\?*$/;
const PHRASE_FORMS: ReadonlyMap<string, string> = new Map(PHRASES);
const PHRASE = new RegExp(`\\b(?:${[...PHRASE_FORMS.keys()].join('|').replaceAll(' ', '[ -]')})\\b`, 'g');
const LISTING = /^(?:(?:can|could|would|will) you )?(?:please )?list (?=(?:the|some|all)\b)/;
/** Written out, and not the long form cut short, so that a slip in it is one. "5 ml" is a volume. */
const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ['ml', 'machine learning'],
  ['ai', 'artificial intelligence'],
  ['gdp', 'gross domestic product'],
  ['uti', 'urinary tract infection'],
  ['vm', 'virtual machine'],
]);
const SHORT_FORM = new RegExp(`(?<!\\d ?)\\b(?:${[...SHORT_FORMS.keys()].join('|')})\\b`, 'g');
/** At the ends of a text: in the middle they may be what is asked about ("the German for good morning"). */
const SALUTATION =
  /^[\s,.!]*(?:good (?:morning|afternoon|evening|day)|(?:hi|hello|hey)(?: there| all| everyone)?)\b[\s,.!:]+/;
const THANKS =
  /(?:(?<=[.!?,;]\s*)(?:many thanks|thanks|thank you)(?: (?:so|very) much| a lot)?(?: in advance)?|\b(?:thanks|thank you) in advance)[\s.!]*$/;
/** Said to be polite, and of no case, by itself or at the end: "if it is not too much trouble". */
const COURTESY =
  /(?:, *)?\b(?:if|when|whenever) (?:it is (?:not too much (?:trouble|bother)|no (?:trouble|bother))|it would not be too much trouble|possible|you do not mind|you (?:have|get) a (?:moment|minute|chance)|you could)(?: *,|(?=\s*[.?!]?\s*$))/g;
/** "I am not sure what to pack": what to pack. In a condition ("if I do not know where") it is a part of the case. */
const NOT_KNOWN =
  /(?<=(?:^|[.!?,])\s*(?:and |but )?)i (?:am not (?:quite |really )?sure(?: about)?|can not (?:seem to )?figure out|could not figure out|do not (?:really )?(?:know|understand)|have no idea) (?=(?:how|what|why|which|who|when|where|whether|if)\b)/g;
/** "In the fall of 2020", "this fall", "in fall?"; not "the fall of Rome". */
const FALL =
  /\b((?:in|this|next|last|every|each|during|since|until|by) (?:the )?(?:early |late )?)fall(?= *(?:$|[.,?!;]|\d{4}\b|of \d|semester\b|term\b|season\b))/g;
const ACCIDENT = /\b(?:injur|hurt|die|death|dead|kill|broke|surviv)/;
const HALF = /\b(?:an? )?(\d+|one|two|three|four|five|six|seven|eight|nine|ten) and (?:a|one) half\b/g;
const ROMAN = /(?<=\b(?:\p{Lu}\p{L}*|type|stage|phase|part|chapter|class|level|grade|category) )[IVX]{2,4}\b/gu;
/** A single letter is a numeral only behind these: "World War I". */
const ROMAN_LETTER =
  /(?<=\bWorld War )I\b|(?<=\b(?:Part|Phase|Stage|Type|Class|Volume|Act|Chapter|Title|Grade) )[IVX]\b(?!['’]| (?:[Cc]an|[Cc]ould|[Ss]hould|[Ww]ould|[Ww]ill|[Mm]ust|[Hh]a|[Aa]m|[Ww]as|[Dd]o|[Dd]id|[Nn]eed|[Ww]ant|[Rr]ead|[Ww]rote|[Ll]i|[Tt]hink|[Kk]now))/g;
const DECADE = /\b(\d0|\d{3}0)'?s\b/g;
const AMOUNT = /([$€£¥₹])\s?(\d[\d.,]*(?:\s?(?:k|m|bn|hundred|thousand|million|billion|trillion)\b)?)/g;

/** Lower case; contractions, set phrases, Roman numerals and signs written out. */
export function writeOut(text: string): string {
  let prose = text.replace(ROMAN, inDigits).replace(ROMAN_LETTER, inDigits).toLowerCase().replace(DECADE, '$1s');
  for (const [short, long] of CONTRACTIONS) prose = prose.replace(short, long);
  return prose
    .replace(SALUTATION, '')
    .replace(THANKS, '')
    .replace(AND_WHY, '')
    .replace(COURTESY, ' ')
    .replace(NOT_KNOWN, ' ')
    .replace(FALL, ACCIDENT.test(prose) ? '$&' : '$1autumn')
    .replace(HALF, (_, whole: string) => `${NUMBER_WORDS.get(whole) ?? whole}.5`)
    .replace(WAYS, 'how to ')
    .replace(LISTING, 'what are ')
    .replace(PHRASE, (phrase) => PHRASE_FORMS.get(phrase.replaceAll('-', ' ')) ?? phrase)
    .replace(AMOUNT, (_, sign: string, amount: string) => `${amount} ${CURRENCY_SIGNS.get(sign)} `)
    .replace(/\bv(?=\d)/g, '')
    .replace(/\b(\d{1,2})(?::00)?\s*([ap])\.?m\b\.?/g, '$1 $2m ')
    .replaceAll('%', ' percent ')
    .replace(SHORT_FORM, (form) => SHORT_FORMS.get(form) ?? form);
}

function inDigits(numeral: string): string {
  return ROMAN_NUMERALS.get(numeral) ?? numeral;
}

const TOKEN =
  /[a-z]+[+#]+(?![a-z])|\d+s\b|\d+(?:[.,:/-]\d+)*|[\p{L}\p{M}]+\d[\p{L}\d]*|[\p{L}\p{M}]+|[%$€£¥₹,&]|\/(?=\p{L})|\p{Extended_Pictographic}/gu;

/** Words, numbers, commas and signs that join words. Other punctuation is dropped. */
export function tokensOf(prose: string): readonly string[] {
  return prose.match(TOKEN) ?? [];
}
