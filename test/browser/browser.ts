/** The dashboard in a real browser: Debian's chromium, or any other on PATH. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { MetricsReport } from '../../src/record/metrics.ts';
import type { TestProxy } from '../proxy.ts';

const POLL = 5_000;
const START = Date.UTC(2026, 0, 2, 3, 4, 5);
const executablePath = findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
const isRequired = process.env.CI !== undefined;

export type Open = (proxy: TestProxy, options?: BrowserContextOptions) => Promise<Opened>;

export interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** Of the first poll. */
  readonly report: MetricsReport;
  /** What the console was told: errors, violations of the policy, anything. */
  readonly complaints: readonly string[];
  /** The origins that were asked for something. */
  readonly asked: ReadonlySet<string>;
  readonly url: string;
  /** Lets five seconds pass on the page; the report that it then shows. */
  poll(): Promise<MetricsReport>;
  /** Lets time go on until this can be seen: what comes by itself is drawn four times a second. */
  see(locator: Locator): Promise<void>;
}

/** Tests that open the page; without a browser they are skipped, unless in CI. */
export function describeInBrowser(name: string, tests: (open: Open) => void): void {
  if (!executablePath && !isRequired) console.warn('Skipped: no chromium on PATH. Install it to test the dashboard.');
  describe.skipIf(!executablePath && !isRequired)(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      if (!executablePath) throw new Error('no chromium on PATH');
      browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
    });
    afterAll(() => browser?.close());
    tests((proxy, options) => openPage(browser, proxy, options));
  });
}

/** The page after its first poll, its clock in the test's hand. */
async function openPage(browser: Browser, proxy: TestProxy, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  // Less than a test may take: it is then said what was waited for.
  page.setDefaultTimeout(10_000);
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
  await page.locator('#updated[datetime]').waitFor({ state: 'attached' });
  return {
    ...{ page, report, complaints, asked, url },
    async poll() {
      const before = (await page.locator('#updated').getAttribute('datetime')) ?? '';
      const again = nextMetrics(page);
      await page.clock.runFor(POLL);
      await page.locator(`#updated:not([datetime="${before}"])`).waitFor({ state: 'attached' });
      return again;
    },
    async see(locator) {
      const look = async () => {
        await page.clock.runFor(250);
        return locator.isVisible();
      };
      await expect.poll(look, { timeout: 10_000, message: String(locator) }).toBe(true);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

async function nextMetrics(page: Page): Promise<MetricsReport> {
  const response = await page.waitForResponse((reply) => reply.url().endsWith('/metrics?format=json'));
  return (await response.json()) as MetricsReport;
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
