/**
 * What a question asks for, without what it brings along: code, quotations and pasted text. It is what rules about the
 * wording look at, so that "summarise this article: ..." is not judged by the article.
 */
export function instructionOf(question: string): string {
  const bare = withoutQuotations(clip(question));
  const lines = bare
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return own(lines).map(beforePaste).join('\n');
}

/** Of a longer text only the ends are read: an instruction stands at its beginning or at its end. */
const LONGEST = 6_000;

function clip(question: string): string {
  if (question.length <= LONGEST) return question;
  return `${question.slice(0, LONGEST / 2)}\n${question.slice(-LONGEST / 2)}`;
}

/** Code in fences and backticks, and quotations in the marks of several languages, each within a paragraph. */
const QUOTED = new RegExp(
  [
    '```[\\s\\S]*?(?:```|$)',
    '`[^`\\n]*`',
    '"[^"\\n]*"',
    '[“„«][^“„«”»\\n]*[”“»]',
    '「[^「」\\n]*」',
    '『[^『』\\n]*』',
    '《[^《》\\n]*》',
    "(?<![\\p{L}\\p{N}])['‘][^'’\\n]{1,200}['’](?![\\p{L}\\p{N}])",
    '^>[^\\n]*$',
    'https?://\\S+',
  ].join('|'),
  'gmu',
);

/** A question that is all quotation is taken out of its marks instead. */
function withoutQuotations(text: string): string {
  const bare = text.replaceAll(QUOTED, ' _ ');
  return /[\p{L}\p{N}]/u.test(bare) ? bare : text;
}

/** Short texts of several lines are a message; of longer ones the first line and the last are the sender's own. */
const SHORT_MESSAGE = 500;

function own(lines: readonly string[]): readonly string[] {
  const [first = '', ...others] = lines;
  if (others.length === 0) return lines;
  if (first.endsWith(':')) return [first, ...others.slice(-1).filter((line) => line.endsWith('?') && lines.length > 3)];
  const length = lines.reduce((sum, line) => sum + line.length, 0);
  return length <= SHORT_MESSAGE ? lines : [first, ...others.slice(-1)];
}

const LONGEST_OWN_REST = 200;
const LONGEST_LINE = 600;
const WORKS_ON_TEXT =
  /\b(?:translat\w*|summari[sz]e|rewrite|rephrase|paraphrase|proofread|correct|fix|edit|improve|shorten|refactor|debug|optimi[sz]e|classify|extract|analy[sz]e|continue|complete|following|(?:this|the) (?:text|sentence|email|e-mail|paragraph|article|passage|message|review|tweet|poem|story|conversation|dialogue)|traduce|resume|traduis|résume|übersetze|korrigiere|traduza|traduci|vertaal|przetłumacz|переведи|исправь)\b/iu;

/** "Translate: see you tomorrow" is about translating; so is any line whose part after the colon is long. */
function beforePaste(line: string): string {
  const colon = line.search(/[:：]\s/);
  if (colon > 0) {
    const head = line.slice(0, colon);
    if (WORKS_ON_TEXT.test(head) || line.length - colon > LONGEST_OWN_REST) return head;
  }
  if (line.length <= LONGEST_LINE) return line;
  return `${line.slice(0, LONGEST_LINE / 2)}\n${line.slice(-LONGEST_LINE / 2)}`;
}
