/** Stand in the place of a sentence's ends. */
export const START = '^';
export const END = '$';

/** Identifiers and calls are no words: now(), datetime.today, current_user. */
const IDENTIFIER =
  /[\p{L}\p{N}_$]+(?:(?:\.|::|->)[\p{L}_$][\p{L}\p{N}_$]*)+|[\p{L}\p{N}]*_[\p{L}\p{N}_]*|[\p{L}\p{N}]+\(/gu;
/** U.S., p.m.: neither identifiers nor ends of sentences. */
const ABBREVIATION = /(?<!\p{L})(?:\p{L}\.){2,}/gu;
/** What was taken out, `_`, keeps its place: what comes after it does not begin the sentence. */
const TOKEN = /_|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*[+#]*|[.!?;\n¿¡؟。！？]/gu;
const BREAKS = '.!?;\n¿¡؟。！？';

/** The words of each sentence of a text in lower case, between its start and its end. */
export function toSentences(instruction: string): readonly (readonly string[])[] {
  const sentences: string[][] = [[START]];
  const text = instruction
    .replaceAll(ABBREVIATION, (letters) => letters.replaceAll('.', ''))
    .replaceAll(IDENTIFIER, ' _ ');
  for (const [token] of text.matchAll(TOKEN)) {
    const sentence = sentences.at(-1) ?? [];
    if (!BREAKS.includes(token)) sentence.push(...plainWords(token.replaceAll('’', "'")));
    else if (sentence.length > 1) {
      sentence.push(END);
      sentences.push([START]);
    }
  }
  sentences.at(-1)?.push(END);
  return sentences;
}

/** "what's" is two words, "today's" one, "l'heure" is heure; aujourd'hui stays whole. */
function plainWords(word: string): readonly string[] {
  if (!word.includes("'") || word === "aujourd'hui") return [word];
  const contracted = /^(who|what|when|where|how|it|that|there)'s$/.exec(word);
  if (contracted?.[1]) return [contracted[1], 'is'];
  return [word.replace(/'s$/, '').replace(/^(?:[cdjlmnst]|qu)'/, '')];
}
