/** The sets of question pairs: those of this project, and others where `EVAL_DATA` names a folder with them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LabelledPair {
  /** What kind of difference or rewrite it is; empty in sets that have no kinds. */
  readonly cat: string;
  readonly a: string;
  readonly b: string;
  /** 1: one answer serves both. */
  readonly same: 0 | 1;
}

export type Part = 'tune' | 'held out' | 'all';

const OWN = join(import.meta.dirname, 'data');

/** In this repository: `similarities.json` beside them holds their cosines for the unit tests. */
export const SHIPPED_SETS = [
  'adversarial',
  'benign',
  'own-adversarial',
  'own-benign',
  'fresh-adversarial',
  'fresh-benign',
  'second-adversarial',
  'second-benign',
  'third-adversarial',
  'third-benign',
  'fourth-adversarial',
  'fifth-adversarial',
  'fifth-benign',
  'sixth-adversarial',
  'sixth-benign',
  'seventh-adversarial',
  'seventh-benign',
  'eighth-adversarial',
  'eighth-benign',
  'ninth-adversarial',
  'ninth-benign',
  'tenth-adversarial',
  'tenth-benign',
  'eleventh-adversarial',
  'eleventh-benign',
  'twelfth-adversarial',
  'twelfth-benign',
] as const;
/** Of others, with terms of their own: only figures are kept here. */
export const FOREIGN_SETS = ['qqp', 'mqp', 'mrpc'] as const;

export function readSet(name: string, folder: string = OWN): readonly LabelledPair[] {
  return readFileSync(join(folder, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ cat: '', ...JSON.parse(line) }));
}

export function hasSet(name: string, folder: string): boolean {
  return existsSync(join(folder, `${name}.jsonl`));
}

/** Half of the pairs are for tuning: those whose hash, whatever their order, begins with a 0 bit. */
export function partOf(pairs: readonly LabelledPair[], part: Part): readonly LabelledPair[] {
  if (part === 'all') return pairs;
  return pairs.filter(({ a, b }) => isForTuning(a, b) === (part === 'tune'));
}

function isForTuning(a: string, b: string): boolean {
  const digest = createHash('sha256').update([a, b].sort().join('\n')).digest();
  return digest.readUInt8(0) < 128;
}
