/** Tokens with their log probabilities, which go along with the text that they spell out. */

import type { Json, JsonObject } from '../types.ts';
import { isArray, isObject } from './json.ts';
import { SLICE_LENGTH, slices } from './slices.ts';

export interface Token extends JsonObject {
  readonly token: string;
}

/** The tokens, if they are such, and spell out the text exactly. */
export function tokensOf(value: Json | undefined, text: Json | undefined): readonly Token[] | null {
  if (!isArray(value) || !value.every(isToken)) return null;
  return spell(value.map(wordOf), text) ? value : null;
}

/** Whether the tokens, joined, are the text. Half a surrogate pair cannot stand in a piece by itself. */
export function spell(tokens: readonly string[], text: Json | undefined): boolean {
  return tokens.every((token) => token.isWellFormed()) && tokens.join('') === text;
}

/** A text in slices; with the tokens that spell it out, if they are known, each slice has its own. */
export function* spelling(
  text: string,
  tokens: readonly Token[] | null,
): Generator<[slice: string, tokens: readonly Token[] | null], void, undefined> {
  if (!tokens) {
    for (const slice of slices(text)) yield [slice, null];
    return;
  }
  const words = tokens.map(wordOf);
  for (const [start, end] of tokenRanges(words)) yield [words.slice(start, end).join(''), tokens.slice(start, end)];
}

/** `[start, end)` of groups of tokens, each as long as a slice of text at least. */
export function* tokenRanges(tokens: readonly string[]): Generator<[start: number, end: number], void, undefined> {
  for (let start = 0, length = 0, end = 1; end <= tokens.length; end++) {
    length += tokens[end - 1]!.length;
    if (length < SLICE_LENGTH && end < tokens.length) continue;
    yield [start, end];
    start = end;
    length = 0;
  }
}

function isToken(value: Json): value is Token {
  return isObject(value) && typeof value.token === 'string';
}

function wordOf({ token }: Token): string {
  return token;
}
