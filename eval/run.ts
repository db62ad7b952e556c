/**
 * `npm run eval`: measures the guards and writes the tables of docs/semantic-quality.md. The sets of this repository
 * always; with EVAL_DATA=<folder of qqp.jsonl, mqp.jsonl, mrpc.jsonl> those too. What is not measured keeps its figures.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, extractFeatures } from '../src/guard/guard.ts';
import { openModel } from './embed.ts';
import { type Filled, fill } from './growing.ts';
import { createReader, isServed, type Judged, judge, qualityOf, type Rule } from './judge.ts';
import { type Curve, plot } from './plot.ts';
import { FOREIGN_SETS, hasSet, type LabelledPair, type Part, partOf, readSet, SHIPPED_SETS } from './sets.ts';

const DOCS = join(import.meta.dirname, '../docs');
const SIMILARITIES = join(import.meta.dirname, 'data/similarities.json');
const THRESHOLDS = [0.8, 0.85, 0.88, 0.9, 0.92, 0.95, 0.97];
const DEFAULT: Rule = { threshold: 0.9, guards: true };
const BARE: Rule = { threshold: 0.9, guards: false };

const model = await openModel();
const read = createReader(model);
const sections = new Map<string, string>();

const shipped = new Map<string, readonly Judged[]>();
for (const name of SHIPPED_SETS) shipped.set(name, await judge(readSet(name), read));
sections.set('shipped', servedTable(shipped));
sections.set('thresholds', shippedThresholds(shipped));
sections.set('kinds', kindsTable(shipped));
sections.set('guards', guardsTable(all(shipped)));
sections.set('cost', costTable(all(shipped)));
sections.set('growing', growingTable(await growing(all(shipped), [250, 500, 1000, 2000], 600)));
writeFileSync(join(DOCS, 'semantic-quality.svg'), plot('Pairs of this repository', curves(all(shipped)), 0.5, 1));
writeFileSync(SIMILARITIES, `${JSON.stringify(Object.fromEntries([...shipped].map(similarities)))}\n`);

const folder = process.env.EVAL_DATA;
if (folder) {
  const foreign = new Map<string, readonly Judged[]>();
  for (const name of FOREIGN_SETS)
    if (hasSet(name, folder)) foreign.set(name, await judge(readSet(name, folder), read));
  sections.set('foreign', foreignTable(foreign));
  const qqp = foreign.get('qqp');
  if (qqp) {
    sections.set('foreign-growing', growingTable(await growing(qqp, [1000, 2500, 5000, 20_000], 1000)));
    const unseen = judgedPart(qqp, 'held out');
    writeFileSync(join(DOCS, 'semantic-quality-qqp.svg'), plot('QQP, held-out half', curves(unseen), 0.5, 0.8));
  }
}
await model.close();
writeSections(join(DOCS, 'semantic-quality.md'), sections);

function all(sets: ReadonlyMap<string, readonly Judged[]>): readonly Judged[] {
  return [...sets.values()].flat();
}

function judgedPart(judged: readonly Judged[], part: Part): readonly Judged[] {
  const chosen = new Set<LabelledPair>(partOf(judged, part));
  return judged.filter((pair) => chosen.has(pair));
}

// ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────

function servedTable(sets: ReadonlyMap<string, readonly Judged[]>): string {
  const parts = (name: string): readonly Part[] => (name.startsWith('own-') ? ['tune', 'held out'] : ['all']);
  const rows = [...sets].flatMap(([name, judged]) =>
    parts(name).map((part) => {
      const pairs = judgedPart(judged, part);
      return [name, part, pairs.length, servedShare(pairs, BARE), servedShare(pairs, DEFAULT)];
    }),
  );
  return table(['set', 'part', 'pairs', 'served, cosine 0.90 alone', 'served, with guards'], rows);
}

function shippedThresholds(sets: ReadonlyMap<string, readonly Judged[]>): string {
  const rows = [...sets].map(([name, judged]) => [
    name,
    ...THRESHOLDS.map((threshold) =>
      [false, true].map((guards) => servedShare(judged, { threshold, guards })).join(' / '),
    ),
  ]);
  return table(['set', ...THRESHOLDS.map((threshold) => threshold.toFixed(2))], rows);
}

function kindsTable(sets: ReadonlyMap<string, readonly Judged[]>): string {
  const rows = [...sets].flatMap(([name, judged]) =>
    [...Map.groupBy(judged, ({ cat }) => cat)].map(([kind, pairs]) => [
      name,
      kind.replaceAll('_', ' '),
      pairs.length,
      servedShare(pairs, BARE),
      servedShare(pairs, DEFAULT),
    ]),
  );
  return table(['set', 'kind', 'pairs', 'alone', 'guarded'], rows);
}

/** Which guard refused what cosine alone would have served. */
function guardsTable(judged: readonly Judged[]): string {
  const near = judged.filter((pair) => isServed(pair, BARE) && pair.comparison.refused);
  const rows = [...Map.groupBy(near, ({ comparison }) => comparison.refused)].map(([guard, pairs]) => {
    const same = pairs.filter((pair) => pair.same === 1).length;
    return [`${guard}`, pairs.length - same, same];
  });
  rows.sort((a, b) => Number(b[1]) - Number(a[1]));
  return table(['guard', 'other questions refused', 'same questions refused'], rows);
}

function foreignTable(sets: ReadonlyMap<string, readonly Judged[]>): string {
  const parts = (name: string): readonly Part[] => (name === 'qqp' ? ['tune', 'held out'] : ['all']);
  const rows = [...sets].flatMap(([name, judged]) =>
    parts(name).flatMap((part) => {
      const pairs = judgedPart(judged, part);
      return THRESHOLDS.map((threshold) => [
        name,
        part,
        threshold.toFixed(2),
        ...[false, true].map((guards) => recallAndWrong(pairs, { threshold, guards })),
      ]);
    }),
  );
  return table(
    ['set', 'part', 'threshold', 'alone: recall / wrong by label', 'guarded: recall / wrong by label'],
    rows,
  );
}

function growingTable(rows: readonly (readonly [Filled, Filled])[]): string {
  const cells = ({ asked, hits, wrong }: Filled) => `${share(hits, asked)} / ${share(wrong, hits)}`;
  return table(
    ['entries', 'asked', 'alone: hits / wrong', 'guarded: hits / wrong'],
    rows.map(([bare, guarded]) => [bare.entries, bare.asked, cells(bare), cells(guarded)]),
  );
}

async function growing(pairs: readonly LabelledPair[], sizes: readonly number[], asks: number) {
  const shuffled = pairs.toSorted((x, y) => order(x) - order(y));
  const bare = await fill(shuffled, sizes, BARE, read, asks);
  const guarded = await fill(shuffled, sizes, DEFAULT, read, asks);
  return bare.flatMap((row, index) => (guarded[index] ? [[row, guarded[index]] as const] : []));
}

/** Some order that depends on nothing but the pair. */
function order({ a, b }: LabelledPair): number {
  let hash = 0;
  for (const letter of a + b) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}

function costTable(judged: readonly Judged[]): string {
  const features = judged.length * 2;
  const started = performance.now();
  const pairs = judged.map(({ a, b }) => [featuresOf(a), featuresOf(b)] as const);
  const extracting = performance.now() - started;
  const rounds = 20;
  const comparing = performance.now();
  for (let round = 0; round < rounds; round++) for (const [a, b] of pairs) compare(a, b, 0.9);
  const compared = performance.now() - comparing;
  return table(
    ['step', 'mean'],
    [
      ['features of a question', `${(extracting / features).toFixed(3)} ms`],
      ['comparison of a pair', `${(compared / rounds / pairs.length).toFixed(3)} ms`],
    ],
  );
}

function featuresOf(text: string) {
  return extractFeatures(text, model.vocabulary);
}

// ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────

function curves(judged: readonly Judged[]): readonly Curve[] {
  const points = (guards: boolean) =>
    THRESHOLDS.map((threshold) => {
      const { served, wrong, same } = qualityOf(judged, { threshold, guards });
      return { threshold, hitRate: (served - wrong) / same, precision: served > 0 ? 1 - wrong / served : 1 };
    });
  return [
    { label: 'cosine alone', colour: '#c0392b', points: points(false) },
    { label: 'with guards', colour: '#1f6fb2', points: points(true) },
  ];
}

function servedShare(judged: readonly Judged[], rule: Rule): string {
  return share(qualityOf(judged, rule).served, judged.length);
}

function recallAndWrong(judged: readonly Judged[], rule: Rule): string {
  const { served, wrong, same } = qualityOf(judged, rule);
  return `${share(served - wrong, same)} / ${share(wrong, served)}`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`;
}

function similarities([name, judged]: readonly [string, readonly Judged[]]) {
  return [name, judged.map(({ similarity }) => Number(similarity.toFixed(4)))] as const;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Each section stands between `<!-- eval:name -->` and `<!-- /eval:name -->`. */
function writeSections(path: string, written: ReadonlyMap<string, string>): void {
  let page = readFileSync(path, 'utf8');
  for (const [name, content] of written) {
    const marker = new RegExp(`(<!-- eval:${name} -->)[\\s\\S]*?(<!-- /eval:${name} -->)`);
    if (!marker.test(page)) throw new Error(`${path} has no section ${name}`);
    page = page.replace(marker, (_, open: string, close: string) => `${open}\n\n${content}\n\n${close}`);
  }
  writeFileSync(path, page);
}
