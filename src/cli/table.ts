/** Plain tables for a terminal, and the figures in them. */
import { stripVTControlCharacters, styleText } from 'node:util';

/** Columns as wide as they need to be; those after the first are set to the right when their heading begins with `>`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = head.map((title) => title.startsWith('>'));
  const titles = head.map((title) => title.replace(/^>/, ''));
  const widths = titles.map((title, at) => Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map(width)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => pad(cell, widths[at] ?? 0, right[at] ?? false))
      .join('   ')
      .trimEnd();
  return [styleText('dim', line(titles)), ...rows.map(line)].join('\n');
}

/** The value below which the share `rank` of them lie (nearest rank). */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)] ?? Number.NaN;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`;
}

const width = (text: string): number => stripVTControlCharacters(text).length;

function pad(text: string, to: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - width(text)));
  return right ? blanks + text : text + blanks;
}

export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

/** As much of a text as fits on a line. */
export function shortened(text: string, length = 60): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** How long ago, in the largest unit that is whole. */
export function since(seconds: number): string {
  const [size, unit] = AGES.find(([size]) => seconds >= size) ?? [1, 's'];
  return `${Math.max(0, Math.floor(seconds / size))} ${unit}`;
}

const AGES: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];
