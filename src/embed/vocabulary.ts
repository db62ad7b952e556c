import type { Tokenizer } from '@huggingface/tokenizers';

const WORD = /^\p{L}[\p{L}\p{M}'’-]+$/u;

/**
 * The whole words among a model's tokens, in lower case. WordPiece marks what continues a word (`##ing`), the others
 * what begins one (`▁word`, `Ġword`).
 */
export function wholeWords(tokenizer: Tokenizer): ReadonlySet<string> {
  const tokens: readonly string[] = [...tokenizer.get_vocab(false).keys()];
  const beginnings = tokens.some((token) => token.startsWith('##'))
    ? tokens.filter((token) => !token.startsWith('##'))
    : tokens.filter((token) => /^[▁Ġ]/u.test(token)).map((token) => token.slice(1));
  return new Set(beginnings.filter((word) => WORD.test(word)).map((word) => word.toLowerCase()));
}
