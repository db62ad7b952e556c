/** Whether the page shows the numbers of the report. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { MetricsReport } from '../../src/record/metrics.ts';

/** Every number on the page is that of the report, and readable as what it is. */
export async function expectNumbers(page: Page, report: MetricsReport): Promise<void> {
  const elements = await page.locator('data[data-metric]').all();
  const shown = await Promise.all(
    elements.map(async (element) => ({
      metric: (await element.getAttribute('data-metric')) ?? '',
      format: (await element.getAttribute('data-format')) ?? '',
      condition: await element.getAttribute('data-if'),
      value: Number(await element.getAttribute('value')),
      text: (await element.textContent()) ?? '',
    })),
  );
  expect(shown.length).toBeGreaterThan(60);
  const numbers = numbersIn(report);
  expect(numbers).toMatchObject(Object.fromEntries(shown.map(({ metric, value }) => [metric, value])));
  for (const { metric, format, condition, value, text } of shown) {
    if (text === '–') expect([metric, numbers[condition ?? '']]).toEqual([metric, 0]);
    else {
      const away = Math.abs(readText(text, format) - value);
      expect(away, `${metric}: ${text}`).toBeLessThanOrEqual(precision(text, format));
    }
  }
}

/** `{ 'requests.total': 4, ... }` */
function numbersIn(report: object, prefix = ''): Record<string, number> {
  const entries = Object.entries(report).map(([name, value]) =>
    typeof value === 'number' ? { [prefix + name]: value } : numbersIn(value, `${prefix}${name}.`),
  );
  return Object.assign({}, ...entries);
}

const UNITS: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, s: 1, min: 60, h: 3_600, d: 86_400 };

/** What a reader takes `$1,234.50`, `12.5%`, `3.4 kB` and `2 min 5 s` for. */
function readText(text: string, format: string): number {
  if (format !== 'bytes' && format !== 'duration') return Number(text.replaceAll(/[$,%]/g, ''));
  const parts = [...text.matchAll(/([\d.,]+) (\w+)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? Number.NaN), 0);
}

/** Half of the last digit shown. */
function precision(text: string, format: string): number {
  const [number = '', unit = ''] = text.split(' ');
  const decimals = /\.(\d+)/.exec(number)?.[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals * (format === 'bytes' ? (UNITS[unit] ?? 1) : 1) + 1e-9;
}
