/**
 * Fits the weights of src/guard/signs.ts: `EVAL_DATA=<folder> node eval/fit.ts`. Logistic regression on the pairs
 * from the default threshold on that nothing but a doubt keeps apart. QQP gives the half for tuning; of this project's
 * pairs each that asks something else counts twice. Prints the weights, and what they do on pairs they were not fitted to.
 */

import { align } from '../src/guard/align.ts';
import { isDoubted } from '../src/guard/guard.ts';
import { readSigns } from '../src/guard/signs.ts';
import { openModel } from './embed.ts';
import { createReader, judgeQuestions } from './judge.ts';
import { partOf, readSet, SHIPPED_SETS } from './sets.ts';

const THRESHOLD = 0.9;
const TWIN_WEIGHT = 2;

interface Row {
  readonly set: string;
  readonly signs: readonly number[];
  readonly same: 0 | 1;
  readonly weight: number;
}

const model = await openModel();
const read = createReader(model);

async function rowsOf(set: string, folder: string | undefined, part: 'tune' | 'held out' | 'all'): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { a, b, same } of partOf(readSet(set, folder), part)) {
    const [asked, stored] = [await read(a), await read(b)];
    const { similarity, comparison } = judgeQuestions(asked, stored);
    if (similarity < THRESHOLD || comparison.sameWords) continue;
    const pair = align(asked.features, stored.features, similarity);
    if (isDoubted(pair))
      rows.push({ set, signs: readSigns(pair), same, weight: folder === undefined && same === 0 ? TWIN_WEIGHT : 1 });
  }
  return rows;
}

/** Newton's method would be quicker; this is enough for some hundred rows. */
function regress(rows: readonly Row[]): { weights: number[]; bias: number } {
  const size = rows[0]?.signs.length ?? 0;
  const mean = Array.from({ length: size }, (_, i) => rows.reduce((s, r) => s + (r.signs[i] ?? 0), 0) / rows.length);
  const spread = mean.map((m, i) =>
    Math.sqrt(rows.reduce((s, r) => s + ((r.signs[i] ?? 0) - m) ** 2, 0) / rows.length),
  );
  const scaled = rows.map((row) => row.signs.map((value, i) => (value - (mean[i] ?? 0)) / (spread[i] || 1)));
  const weights = new Array<number>(size).fill(0);
  let bias = 0;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const RIDGE = 3.3 / total;
  for (let step = 0; step < 20_000; step += 1) {
    const slope = weights.map((weight) => RIDGE * weight);
    let slopeOfBias = 0;
    for (const [n, row] of rows.entries()) {
      const x = scaled[n] ?? [];
      const error = (row.weight * (1 / (1 + Math.exp(-bias - dot(weights, x))) - row.same)) / total;
      slopeOfBias += error;
      for (const [i, value] of x.entries()) slope[i] = (slope[i] ?? 0) + error * value;
    }
    bias -= slopeOfBias;
    for (const [i, value] of slope.entries()) weights[i] = (weights[i] ?? 0) - value;
  }
  const raw = weights.map((weight, i) => weight / (spread[i] || 1));
  return { weights: raw, bias: bias - dot(raw, mean) };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

const folder = process.env.EVAL_DATA;
if (!folder) throw new Error('EVAL_DATA: takes the folder of qqp.jsonl');
const tune = await rowsOf('qqp', folder, 'tune');
const held = await rowsOf('qqp', folder, 'held out');
const own = (await Promise.all(SHIPPED_SETS.map((set) => rowsOf(set, undefined, 'all')))).flat();
await model.close();

const all = regress([...tune, ...own]);
console.log('weights', all.weights.map((weight) => weight.toFixed(3)).join(' '), 'bias', all.bias.toFixed(3));
console.log(`doubted: ${tune.length} of QQP to tune, ${held.length} held out, ${own.length} of the own sets`);
const odds = ({ weights, bias }: ReturnType<typeof regress>, row: Row) => bias + dot(weights, row.signs);
/** Each own set by weights that were fitted without its author's sets of the same time. */
const authorOf = (set: string) => set.split('-')[0] ?? '';
const without = new Map(
  [...new Set(own.map(({ set }) => authorOf(set)))].map((author) => [
    author,
    regress([...tune, ...own.filter(({ set }) => authorOf(set) !== author)]),
  ]),
);
for (const enough of [-0.2, 0, 0.1, 0.2, 0.3, 0.5]) {
  const dropped = held.filter((row) => odds(all, row) >= enough);
  const right = dropped.filter(({ same }) => same === 1).length;
  const twins = own.filter((row) => row.same === 0 && odds(without.get(authorOf(row.set)) ?? all, row) >= enough);
  const rewordings = own.filter((row) => row.same === 1 && odds(without.get(authorOf(row.set)) ?? all, row) >= enough);
  console.log(
    `from ${enough}: held out +${right} right +${dropped.length - right} wrong; own sets, each unseen: ${rewordings.length} right, ${twins.length} wrong (${twins.map(({ set }) => set)})`,
  );
}
