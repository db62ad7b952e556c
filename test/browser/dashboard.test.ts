/** The dashboard in a real browser: Debian's chromium, or any other on PATH. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetricsReport } from '../../src/record/metrics.ts';
import { startProxy, type TestProxy } from '../proxy.ts';

const POLL = 5_000;
const START = Date.UTC(2026, 0, 2, 3, 4, 5);
const executablePath = findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
const isRequired = process.env.CI !== undefined;
if (!executablePath && !isRequired) console.warn('Skipped: no chromium on PATH. Install it to test the dashboard.');

describe.skipIf(!executablePath && !isRequired)('the dashboard', () => {
  let browser: Browser;
  beforeAll(async () => {
    if (!executablePath) throw new Error('no chromium on PATH');
    browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  /** The page after its first poll, its clock in the test's hand; what it complained of, and whom it asked. */
  async function open(proxy: TestProxy, options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    const asked = new Set<string>();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.clock.install({ time: START });
    await page.clock.pauseAt(START + 60_000);
    const url = await proxy.url();
    const metrics = nextMetrics(page);
    await page.goto(`${url}/dashboard`);
    const report = await metrics;
    await page.locator('#updated[datetime]').waitFor();
    return { page, report, complaints, asked, url, [Symbol.asyncDispose]: () => context.close() };
  }

  test('shows the numbers of the metrics, and asks again', async () => {
    await using proxy = await startProxy();
    await ask(proxy);
    await using opened = await open(proxy);
    const { page } = opened;
    expect(opened.report.requests).toMatchObject({ HIT: 1, MISS: 2, BYPASS: 1, failed: 1 });
    await expectNumbers(page, opened.report);
    const pairs = await page.locator('dl div').allInnerTexts();
    expect(pairs).toEqual(expect.arrayContaining(['Hit\n1', 'Miss\n2', 'Bypass\n1', 'Answered with an error\n1']));
    expect(await page.getByRole('row', { name: /^memory/ }).innerText()).toMatch(/^memory .*\t1\t25\.0%\t/);
    expect(await page.getByRole('row', { name: /^upstream/ }).innerText()).toMatch(/^upstream .*\t3\t75\.0%\t/);
    expect(await page.title()).toBe('25.0% hits · llm-cache-proxy');

    await ask(proxy);
    const again = nextMetrics(page);
    await page.clock.runFor(POLL);
    const report = await again;
    expect(report.requests.total).toBe(2 * opened.report.requests.total);
    await page.locator(`data[data-metric="requests.total"][value="${report.requests.total}"]`).waitFor();
    await expectNumbers(page, report);
    expect(await page.locator('svg[data-series="tokens"] title').textContent()).toMatch(
      /^Over the last 5 s: from \d+ to \d+$/,
    );
    expect(opened.complaints).toEqual([]);
    expect([...opened.asked]).toEqual([opened.url]);
  });

  test('says how to begin while nothing was asked', async () => {
    await using proxy = await startProxy();
    await using opened = await open(proxy);
    const empty = opened.page.getByRole('region', { name: 'Nothing has been asked yet' });
    expect(await empty.textContent()).toContain(`base_url="${opened.url}/v1"`);
    await ask(proxy);
    await opened.page.clock.runFor(POLL);
    await empty.waitFor({ state: 'hidden' });
    expect(opened.complaints).toEqual([]);
  });

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 400],
    ['dark', 400],
  ] as const)('fits: %s, %i pixels wide', async (colorScheme, width) => {
    await using proxy = await startProxy();
    await ask(proxy);
    await using opened = await open(proxy, { colorScheme, viewport: { width, height: 900 } });
    const { page } = opened;
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const sideways = "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll'))";
    expect(await page.evaluate(sideways)).toBe(0);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(245, 246, 248)');
    expect(opened.complaints).toEqual([]);
  });

  test('shows text from outside as text', async () => {
    await using proxy = await startProxy();
    await using opened = await open(proxy);
    const { page } = opened;
    const hostile = '<img src=x onerror="document.title = 1">';
    const services = { embedding: { status: 'unhealthy', latency_ms: 0, kind: hostile, error: hostile } };
    await page.route('**/health', (route) =>
      route.fulfill({ json: { status: 'degraded', version: hostile, services } }),
    );
    await page.clock.runFor(POLL);
    await page.getByText('▲ Degraded').waitFor();
    expect(await page.getByRole('listitem').textContent()).toBe(`Embedding✕ Unhealthy${hostile}${hostile}`);
    expect(await page.locator('img').count()).toBe(0);
    // And should the page's own script ever forget, the policy does not.
    await expect(page.evaluate(`document.body.innerHTML = '${hostile}'`)).rejects.toThrow('TrustedHTML');
  });

  test('says when the proxy does not answer, and when it does again', async () => {
    await using proxy = await startProxy();
    await using opened = await open(proxy);
    const { page } = opened;
    const status = page.getByRole('status');
    expect(await status.textContent()).toBe('● Healthy');
    await page.route('**/metrics*', (route) => route.abort());
    await page.clock.runFor(POLL);
    await status.getByText('No answer').waitFor();
    await page.unroute('**/metrics*');
    await page.clock.runFor(POLL);
    await status.getByText('Healthy').waitFor();
  });
});

/** A miss, a hit, a bypass, a model without a price, and an error. */
async function ask(proxy: TestProxy): Promise<void> {
  const question = `What is question ${proxy.upstream.requests.length}?`;
  const chat = (model: string) => ({ model, messages: [{ role: 'user', content: question }] });
  const asked = [chat('gpt-4o-mini'), chat('gpt-4o-mini'), chat('gpt-4o-mini'), chat('someone/unknown'), {}];
  const statuses: number[] = [];
  for (const [index, body] of asked.entries()) {
    const reply = await proxy.chat(body, index === 2 ? { headers: { 'x-bypass-cache': 'true' } } : {});
    await reply.text();
    await proxy.settled();
    statuses.push(reply.status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 400]);
}

async function nextMetrics(page: Page): Promise<MetricsReport> {
  const response = await page.waitForResponse((reply) => reply.url().endsWith('/metrics?format=json'));
  return (await response.json()) as MetricsReport;
}

/** Every number on the page is that of the report, and readable as what it is. */
async function expectNumbers(page: Page, report: MetricsReport): Promise<void> {
  const elements = await page.locator('data[data-metric]').all();
  const shown = await Promise.all(
    elements.map(async (element) => ({
      metric: (await element.getAttribute('data-metric')) ?? '',
      format: (await element.getAttribute('data-format')) ?? '',
      value: Number(await element.getAttribute('value')),
      text: (await element.textContent()) ?? '',
    })),
  );
  expect(shown.length).toBeGreaterThan(50);
  expect(numbersIn(report)).toMatchObject(Object.fromEntries(shown.map(({ metric, value }) => [metric, value])));
  for (const { metric, format, value, text } of shown) {
    if (text === '–') expect([metric, value]).toEqual([expect.stringContaining('latency_ms'), 0]);
    else
      expect(Math.abs(readText(text, format) - value), `${metric}: ${text}`).toBeLessThanOrEqual(
        precision(text, format),
      );
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

function findOnPath(names: readonly string[]): string | undefined {
  const files = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return files.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    // Not there, or not for us: both are the answer "no".
    if (error instanceof Error) return false;
    throw error;
  }
}
