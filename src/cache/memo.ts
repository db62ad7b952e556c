import { LRUCache } from 'lru-cache';

const KEPT = 10_000;
/** Longer texts are rarely asked twice and cost memory. */
const MAX_LENGTH = 2_000;

/** Remembers what a pure function said of the latest short texts: a question that hits is asked again and again. */
export function memoize<T extends NonNullable<unknown>>(judge: (text: string) => T): (text: string) => T {
  const known = new LRUCache<string, T>({ max: KEPT });
  return function judged(text) {
    if (text.length > MAX_LENGTH) return judge(text);
    let value = known.get(text);
    if (value === undefined) {
      value = judge(text);
      known.set(text, value);
    }
    return value;
  };
}
