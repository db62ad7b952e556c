/**
 * The sets as a cache that fills up: the more is stored, the more there is to mistake a question for. The same
 * questions are asked at each size; what is added is only in the way.
 */
import { cosine } from './embed.ts';
import { isServed, judgeQuestions, type Question, type Rule } from './judge.ts';
import type { LabelledPair } from './sets.ts';

export interface Filled {
  readonly entries: number;
  readonly asked: number;
  readonly hits: number;
  /** Hits on an entry that no label, and no chain of labels, calls the same question. */
  readonly wrong: number;
}

/** As many as the cache compares: src/cache/semantic.ts. */
const CANDIDATES = 8;

export async function fill(
  pairs: readonly LabelledPair[],
  sizes: readonly number[],
  rule: Rule,
  read: (text: string) => Promise<Question>,
  asks: number,
): Promise<readonly Filled[]> {
  const groupOf = groups(pairs);
  const asked = pairs.slice(0, asks);
  const texts = [...new Set([...asked.map(({ a }) => a), ...pairs.flatMap(({ a, b }) => [a, b])])];
  const askedTexts = [...new Set(asked.map(({ b }) => b))];
  const isAsked = new Set(askedTexts);
  const entries: Question[] = [];
  for (const text of texts) if (!isAsked.has(text)) entries.push(await read(text));
  const filled: Filled[] = [];
  for (const size of new Set(sizes.map((wanted) => Math.min(wanted, entries.length)))) {
    const stored = entries.slice(0, size);
    let [hits, wrong] = [0, 0];
    for (const text of askedTexts) {
      const question = await read(text);
      const hit = nearest(question, stored).find((entry) => isServed(judgeQuestions(question, entry), rule));
      if (!hit) continue;
      hits++;
      if (groupOf(hit.text) !== groupOf(text)) wrong++;
    }
    filled.push({ entries: size, asked: askedTexts.length, hits, wrong });
  }
  return filled;
}

function nearest(question: Question, stored: readonly Question[]): readonly Question[] {
  const found: { readonly entry: Question; readonly similarity: number }[] = [];
  for (const entry of stored) {
    if (!entry.eligible || !question.eligible) continue;
    const similarity = cosine(question.vector, entry.vector);
    if (found.length === CANDIDATES && similarity <= (found.at(-1)?.similarity ?? 0)) continue;
    found.splice(found.findLastIndex((other) => other.similarity >= similarity) + 1, 0, { entry, similarity });
    found.length = Math.min(found.length, CANDIDATES);
  }
  return found.map(({ entry }) => entry);
}

/** Questions that a chain of "same" labels joins. */
function groups(pairs: readonly LabelledPair[]): (text: string) => string {
  const parent = new Map<string, string>();
  const root = (text: string): string => {
    let at = text;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };
  for (const { a, b, same } of pairs) if (same === 1 && root(a) !== root(b)) parent.set(root(a), root(b));
  return root;
}
