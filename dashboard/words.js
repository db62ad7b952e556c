/** Two wordings side by side. */
import { make } from './dom.js';

/** The text, with each word marked that the other does not have. */
export function markDifference(text, other) {
  const known = new Set(wordsOf(other));
  return text.split(/(\s+)/).map((word) => {
    const [plain] = wordsOf(word);
    return plain === undefined || known.has(plain) ? word : make('mark', {}, word);
  });
}

const wordsOf = (text) =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}][\p{L}\p{N}'’.,-]*/gu)
    ?.map((word) => word.replace(/[.,]+$/, '')) ?? [];
