/** What headers say. Each throws AppError(invalid_request) naming the header. */

import { invalid } from '../errors.ts';
import type { Ms, Namespace } from '../types.ts';

export function readSeconds(name: string, value: string): Ms {
  if (!/^\d+$/.test(value.trim())) throw invalid(name, `${name} takes a non-negative whole number of seconds`);
  return Number(value) * 1000;
}

export function readFraction(name: string, value: string): number {
  const number = /^\d*\.?\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (!(number >= 0 && number <= 1)) throw invalid(name, `${name} takes a number from 0 to 1`);
  return number;
}

export function readFlag(name: string, value: string): boolean {
  const word = value.trim().toLowerCase();
  if (word === 'false' || word === '0') return false;
  if (word === 'true' || word === '1') return true;
  throw invalid(name, `${name} takes true or false`);
}

/** A namespace inside the client's own. */
export function readNamespace(name: string, value: string): Namespace {
  if (/^[A-Za-z0-9._:-]{1,64}$/.test(value)) return value;
  throw invalid(name, `${name} takes 1 to 64 of the characters A-Z a-z 0-9 . _ : -`);
}
