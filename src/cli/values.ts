/** Values of options, read. */
import { createReadStream, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Failure, reasonOf, UsageError } from './failure.ts';

/** @throws UsageError */
export function wholeNumber(option: string, value: string, max = Number.POSITIVE_INFINITY): number {
  const number = Number(value);
  const isWhole = Number.isInteger(number) || value === 'Infinity';
  if (isWhole && number >= 1 && number <= max) return number;
  const range = max === Number.POSITIVE_INFINITY ? 'from 1' : `from 1 to ${max}`;
  throw new UsageError(`--${option}: got '${value}', takes a whole number ${range}.`);
}

/** @throws UsageError */
export function share(option: string, value: string): number {
  if (/^\d*\.?\d+$/.test(value) && Number(value) <= 1) return Number(value);
  throw new UsageError(`--${option}: got '${value}', takes a number from 0 to 1.`);
}

/** @throws UsageError */
export function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${option}: got '${value}', takes ${choices.join(' or ')}.`);
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** `90`, `90s`, `15m`, `2h`, `1d`, `1w` in seconds. @throws UsageError */
export function seconds(option: string, value: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhdw]?)$/.exec(value) ?? [];
  if (count !== undefined) return Number(count) * (SECONDS[unit] ?? 1);
  throw new UsageError(`--${option}: got '${value}', takes a time such as 90s, 15m, 2h, 1d or 1w.`);
}

/** All of a file; `-` is standard input. @throws Failure */
export function readWhole(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The same piece by piece. */
export function readStream(file: string): Readable {
  return file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 18 });
}

export function unreadable(file: string, error: unknown): Failure {
  return new Failure(`${file} cannot be read: ${reasonOf(error)}`);
}
