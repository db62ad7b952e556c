/** What the cache would do with a pair: the rule of src/cache/match.ts, for measuring at any threshold. */
import { type Comparison, compare, extractFeatures, type Features, SAME_WORDS_FLOOR } from '../src/guard/guard.ts';
import { cosine, type Model } from './embed.ts';
import type { LabelledPair } from './sets.ts';

export interface Judged extends LabelledPair {
  readonly similarity: number;
  readonly comparison: Comparison;
  readonly eligible: boolean;
}

export interface Rule {
  readonly threshold: number;
  readonly guards: boolean;
}

export interface Question {
  readonly text: string;
  readonly vector: Float32Array;
  readonly eligible: boolean;
  readonly features: Features;
}

export function createReader(model: Model): (text: string) => Promise<Question> {
  const read = new Map<string, Question>();
  return async (text) => {
    const known = read.get(text);
    if (known) return known;
    const question = { text, ...(await model.embed(text)), features: extractFeatures(text, model.vocabulary) };
    read.set(text, question);
    return question;
  };
}

export async function judge(
  pairs: readonly LabelledPair[],
  read: (text: string) => Promise<Question>,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const pair of pairs) judged.push({ ...pair, ...judgeQuestions(await read(pair.a), await read(pair.b)) });
  return judged;
}

export function judgeQuestions(asked: Question, stored: Question) {
  const eligible = asked.eligible && stored.eligible;
  const similarity = eligible ? cosine(asked.vector, stored.vector) : 0;
  return { similarity, eligible, comparison: compare(asked.features, stored.features, similarity) };
}

export function isServed({ similarity, comparison, eligible }: Omit<Judged, keyof LabelledPair>, rule: Rule): boolean {
  if (!eligible) return false;
  if (!rule.guards) return similarity >= rule.threshold;
  if (comparison.refused) return false;
  return similarity >= rule.threshold || (comparison.sameWords && similarity >= SAME_WORDS_FLOOR);
}

export interface Quality {
  readonly pairs: number;
  readonly served: number;
  /** Of what is served, what is labelled another question. */
  readonly wrong: number;
  readonly same: number;
}

export function qualityOf(judged: readonly Judged[], rule: Rule): Quality {
  const served = judged.filter((pair) => isServed(pair, rule));
  return {
    pairs: judged.length,
    served: served.length,
    wrong: served.filter((pair) => pair.same === 0).length,
    same: judged.filter((pair) => pair.same === 1).length,
  };
}
