/** What has to stand in both questions as it is: code, and text that is quoted or given to work on. */

const CODE =
  /[\][{}<>=|*^~\\`_@]|[\p{L}\d)]\(|\p{L}\.\p{L}|::|\+\+|--|&&|^[-/$]\p{L}|^-\d|\d[-+/×÷]\d|\w\/\w+[/.]|->|[+*?]\$$|^[+%!~]$/u;
/** Abbreviations, signs that join words, an optional plural: "U.S.", "R & D", "parent(s)". */
const NOT_CODE = /^(?:[-–—/&*|]|\p{L}\.(?:\p{L}\.?)+|\p{L}+\(e?s\))$/u;
const OPERATOR = /^[-+*/%&|]{1,2}$/;
const BETWEEN_NUMBERS = /(?<=\d) *([-+*/×÷^=<>]) *(?=\d)/g;
/** "0 3 * * 1": fields that mean something by their place. */
const FIELDS = /(?<![\d*/,-])(?:[\d*/,-]+[ \t]+){2,}[\d*/,-]+/g;
const OUTER_PUNCTUATION = /^["'(]+(?=\w)|(?<=[\w)\]}>*+`'"])["',;:?!.]+$/g;
/** Only a name written with signs: "C++", "R&D", "node.js". */
const SIGNED_NAME = /^[\p{L}\d+#.&/-]+$/u;

/** Identifiers, operators and calls, in order; the depths of indented lines after them. */
export function codeIn(text: string): readonly string[] {
  const written = text
    .replace(BETWEEN_NUMBERS, '$1')
    .split(/\s+/)
    .map((piece) => piece.replace(OUTER_PUNCTUATION, '').replaceAll('`', ''));
  const isCode = (piece: string) => CODE.test(piece) && !NOT_CODE.test(piece);
  // Beside code a sign that stands by itself is an operator.
  const hasCode = written.some(isCode);
  const pieces = written
    .filter((piece) => isCode(piece) || (hasCode && OPERATOR.test(piece)))
    .map((piece) => (SIGNED_NAME.test(piece) ? piece.toLowerCase() : piece));
  const indents = pieces.length > 0 ? (text.match(/\n[ \t]+(?=\S)/g) ?? []) : [];
  const fields = (text.match(FIELDS) ?? []).filter((run) => run.includes('*'));
  return [...pieces, ...fields, ...indents.map((indent) => `indent ${indent.length - 1}`)];
}

const QUOTATION = /"([^"]+)"|(?<![\p{L}\d])'([^']+)'(?![\p{L}\d])|`([^`]+)`/gu;
const TEXT_TASK =
  /^[^:\n]{0,120}\b(?:correct|fix|proofread|translate|rewrite|rephrase|paraphrase|summari[sz]e|classify|label|extract|shorten|improve|edit|sentiment|grammar|passive|sentence|text|following)\b[^:\n]{0,120}[:\n]\s*(\S[\s\S]*)$/i;

/** Quoted passages, and the text after an instruction to work on it ("Correct this: ..."); in lower case. */
export function passagesIn(text: string): readonly string[] {
  const quoted = Array.from(text.matchAll(QUOTATION), ([, double, single, code]) => double ?? single ?? code ?? '');
  const given = TEXT_TASK.exec(text)?.[1];
  return [...quoted, given ?? ''].map(passage).filter(Boolean);
}

function passage(text: string): string {
  return flat(text)
    .replace(/^["' ]+|["'.,?! ]+$/g, '')
    .trim();
}

/** Lower case, each run of blanks one. */
export function flat(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ');
}
