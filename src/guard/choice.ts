/** Two things to choose between, named the other way round. */
import { LIGHT_WORDS } from './words.ts';

/** Words of one thing to choose, and of a text in which it is looked for. */
const LONGEST_CHOICE = 3;
const LONGEST_TEXT = 60;

/** What follows is a verb: "should I buy", "to buy". */
const ACTING = new Set(['to', 'i', 'you', 'we', 'they', 'he', 'she']);

/** "Brown rice or white rice" and "white rice or brown rice", each whole: not "brown rice or bread" and "brown bread or rice". */
export function isSwappedChoice(asked: string, stored: string): boolean {
  const cut = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\d'-]+|[,:;]/gu) ?? [];
  const [a, b] = [cut(asked), cut(stored)];
  if (a.length !== b.length || a.length > LONGEST_TEXT) return false;
  const isVerb = (at: number) => ACTING.has(a[at - 1] ?? '');
  const beginsAt = (from: number) =>
    from === 0 || /[,:;]/.test(a[from - 1] ?? '') || LIGHT_WORDS.has(a[from - 1] ?? '') || isVerb(from - 1);
  return a.some((word, at) => {
    if (word !== 'or') return false;
    for (let first = 1; first <= LONGEST_CHOICE; first++) {
      for (let second = Math.max(1, first - 1); second <= Math.min(LONGEST_CHOICE, first + 1); second++) {
        const [from, to] = [at - first, at + 1 + second];
        if (from < 0 || to > a.length || !beginsAt(from)) continue;
        const swapped = [...a.slice(0, from), ...a.slice(at + 1, to), 'or', ...a.slice(from, at), ...a.slice(to)];
        if (swapped.every((token, index) => token === b[index])) return true;
      }
    }
    return false;
  });
}
