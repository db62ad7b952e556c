const ANY_TEXT = Symbol('*');
const ANY = Symbol('?');
type Token = string | typeof ANY_TEXT | typeof ANY;

/**
 * A glob over a whole text: `*` is any text, `?` any character, `\` takes the next one as it is. Steps back to the
 * latest `*` only, so that no pattern takes longer than its length times the text's: as a regular expression one of
 * many `*` would stop the process.
 */
export function createGlob(pattern: string): (text: string) => boolean {
  const tokens = parse(pattern);
  return function matchesGlob(text) {
    const characters = [...text];
    let token = 0;
    let at = 0;
    let star = -1;
    let retry = 0;
    while (at < characters.length) {
      const expected = tokens[token];
      if (expected === ANY_TEXT) {
        star = token++;
        retry = at;
      } else if (expected === ANY || (expected !== undefined && expected === characters[at])) {
        token++;
        at++;
      } else if (star !== -1) {
        token = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (tokens[token] === ANY_TEXT) token++;
    return token === tokens.length;
  };
}

function parse(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    if (character === '*') tokens.push(ANY_TEXT);
    else if (character === '?') tokens.push(ANY);
    else if (character === '\\' && at + 1 < characters.length) tokens.push(characters[++at] as string);
    else tokens.push(character);
  }
  return tokens;
}
