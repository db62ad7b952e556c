/** The page for everybody: its numbers, its looks, and what it never does. */
import { expect, test } from 'vitest';
import { EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';
import { describeInBrowser } from './browser.ts';
import { expectNumbers } from './numbers.ts';

describeInBrowser('the dashboard', (open) => {
  test('shows the numbers of the metrics, and asks again', async () => {
    await using proxy = await startProxy();
    await ask(proxy);
    await using opened = await open(proxy);
    const { page } = opened;
    expect(opened.report.requests).toMatchObject({ HIT: 1, MISS: 2, BYPASS: 1, failed: 1 });
    await expectNumbers(page, opened.report);
    const pairs = await page.locator('dl div').allInnerTexts();
    expect(pairs).toEqual(expect.arrayContaining(['Hit\n1', 'Miss\n2', 'Bypass\n1', 'Answered with an error\n1']));
    const row = (name: RegExp) => page.getByRole('row', { name });
    expect(await row(/^memory/).innerText()).toMatch(/^memory .*\t1\t25\.0%\t/);
    expect(await row(/^upstream/).innerText()).toMatch(/^upstream .*\t3\t75\.0%\t/);
    expect(await row(/^gpt-4o-mini/).innerText()).toMatch(/^gpt-4o-mini\t3\t33\.3%\t\$/);
    expect(await page.title()).toBe('25.0% hits · llm-cache-proxy');

    await ask(proxy);
    const report = await opened.poll();
    expect(report.requests.total).toBe(2 * opened.report.requests.total);
    await expectNumbers(page, report);
    expect(opened.complaints).toEqual([]);
    expect([...opened.asked]).toEqual([opened.url]);
  });

  test('draws the history, and has it as a table', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    await ask(proxy);
    await using opened = await open(proxy);
    const { page } = opened;
    for (const range of ['15 min', 'Hour', 'Day', 'Week']) {
      await page.getByRole('radio', { name: range }).check();
      const requests = page.locator('figure').filter({ hasText: 'Requests by tier' });
      // Nobody's cursor is on it: the sums of the whole range.
      await expect
        .poll(() => requests.locator('.legend li').allTextContents(), { message: range })
        .toEqual(['memory1', 'exact0', 'promoted0', 'semantic0', 'upstream3']);
    }
    expect(await page.locator('figure canvas').count()).toBe(4);
    expect(await page.evaluate(IS_PAINTED)).toBe(true);
    const figure = page.locator('figure').filter({ hasText: 'Requests by tier' });
    await figure.getByText('As a table').click();
    await figure.locator('tbody td').first().waitFor();
    const cells = await figure.locator('tbody td').allInnerTexts();
    expect(cells.slice(0, 5)).toEqual(['1', '0', '0', '0', '3']);
    expect(opened.complaints).toEqual([]);
  });

  test('says how to begin while nothing was asked', async () => {
    await using proxy = await startProxy();
    await using opened = await open(proxy);
    const empty = opened.page.getByRole('region', { name: 'Nothing has been asked yet' });
    expect(await empty.textContent()).toContain(`base_url="${opened.url}/v1"`);
    await opened.page.getByRole('heading', { name: 'Requests', exact: true }).waitFor({ state: 'hidden' });
    await ask(proxy);
    await opened.poll();
    await empty.waitFor({ state: 'hidden' });
    await opened.page.getByRole('heading', { name: 'Requests', exact: true }).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 400],
    ['dark', 400],
  ] as const)('fits: %s, %i pixels wide', async (colorScheme, width) => {
    await using proxy = await startProxy({ env: { ADMIN_API_KEY: '' } });
    await ask(proxy);
    await using opened = await open(proxy, { colorScheme, viewport: { width, height: 900 } });
    const { page } = opened;
    await page.locator('#request-rows tr').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const sideways = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)";
    expect(new Set((await page.evaluate(sideways)) as number[])).toEqual(new Set([0]));
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const [light, dark] = ['rgb(244, 245, 247)', 'rgb(13, 17, 23)'];
    expect(await background()).toBe(colorScheme === 'dark' ? dark : light);
    const toggle = page.getByRole('button', { name: /^Theme/ });
    await toggle.click();
    expect(await background()).toBe(light);
    await toggle.click();
    expect(await background()).toBe(dark);
    await page.reload();
    expect(await toggle.textContent()).toBe('Theme: dark');
    expect(await background()).toBe(dark);
    expect(opened.complaints).toEqual([]);
  });

  test('nothing moves when the numbers change', async () => {
    await using proxy = await startProxy({ env: { ADMIN_API_KEY: '' } });
    await ask(proxy);
    await using opened = await open(proxy);
    const { page } = opened;
    await page.locator('#request-rows tr').first().waitFor();
    const places = async () => (await page.evaluate(PLACES)) as string[];
    const before = await places();
    expect(before.length).toBeGreaterThan(10);
    await ask(proxy);
    await opened.poll();
    expect(await places()).toEqual(before);
  });

  test('shows text from outside as text', async () => {
    await using proxy = await startProxy({ env: { ADMIN_API_KEY: '' } });
    const hostile = '<img src=x onerror="document.title = 1">';
    await proxy.client().ask({ model: hostile, messages: [{ role: 'user', content: hostile }] });
    await using opened = await open(proxy);
    const { page } = opened;
    const services = { embedding: { status: 'unhealthy', latency_ms: 0, kind: hostile, error: hostile } };
    await page.route('**/health', (route) =>
      route.fulfill({ json: { status: 'degraded', version: hostile, services } }),
    );
    await opened.poll();
    await page.getByText('▲ Degraded').waitFor();
    expect(await page.locator('#services li').textContent()).toBe(`Embedding${hostile}✕ Unhealthy${hostile}`);
    await page.locator('#request-rows').getByText(hostile).first().click();
    await page.getByRole('dialog').getByRole('heading', { name: hostile }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    // And should the page's own script ever forget, the policy does not.
    await expect(page.evaluate(`document.body.innerHTML = '${hostile}'`)).rejects.toThrow('TrustedHTML');
  });

  test('says when the proxy does not answer, and when it does again', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    await using opened = await open(proxy);
    const { page } = opened;
    const status = page.locator('#state');
    expect(await status.textContent()).toBe('● Healthy');
    await page.route('**/metrics*', (route) => route.abort());
    await page.clock.runFor(5_000);
    await status.getByText('No answer').waitFor();
    await page.unroute('**/metrics*');
    await page.clock.runFor(5_000);
    await status.getByText('Healthy').waitFor();
  });

  test('asks for nothing while nobody sees it', async () => {
    await using proxy = await startProxy({ env: { ...EXACT_ONLY, ADMIN_API_KEY: '' } });
    await using opened = await open(proxy);
    const { page } = opened;
    await page.getByText('● Live').waitFor({ state: 'attached' });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.evaluate(hide(true));
    await page.clock.runFor(120_000);
    expect(asked).toEqual([]);
    await ask(proxy);
    await page.evaluate(hide(false));
    await opened.see(page.locator('#request-rows tr').nth(4));
    expect(asked).toEqual(expect.arrayContaining(['/metrics', '/health', '/admin/requests']));
    expect(opened.complaints).toEqual([]);
  });

  test('keeps a bounded list of what goes by', async () => {
    await using proxy = await startProxy({ env: { ...EXACT_ONLY, ADMIN_API_KEY: '' } });
    await using opened = await open(proxy);
    const { page } = opened;
    for (let n = 0; n < 300; n++) await (await proxy.chat(`What is ${n}?`)).text();
    const row = (n: number) => page.locator('#request-rows').getByText(`What is ${n}?`, { exact: true });
    await opened.see(row(299));
    expect(await page.locator('#request-rows tr').count()).toBe(100);
    expect([await row(200).count(), await row(199).count()]).toEqual([1, 0]);
  });

  test('can be used by keyboard alone', async () => {
    await using proxy = await startProxy({ env: { ...EXACT_ONLY, ADMIN_API_KEY: '' } });
    await ask(proxy);
    await using opened = await open(proxy);
    const { page } = opened;
    await page.locator('#entry-rows tr').first().waitFor();
    await page.locator('#request-rows tr').first().waitFor();
    const reached = new Set<string>();
    for (let steps = 0; steps < 80; steps++) {
      await page.keyboard.press('Tab');
      reached.add(String(await page.evaluate(FOCUSED)));
    }
    const wanted = [
      'Skip to the numbers',
      'Now',
      'Theme: auto',
      'range',
      'Search',
      'Delete',
      'Count',
      'Clear the cache…',
      'Pause',
    ];
    expect([...reached]).toEqual(expect.arrayContaining(wanted));
    // Each control has a name.
    expect(reached).not.toContain('');
    const request = page.locator('#request-rows button').first();
    await request.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate(FOCUSED)).toBe(await request.innerText());
  });

  test('holds without a network: every part is its own', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const page = await (await proxy.request('/dashboard')).text();
    const parts = [...page.matchAll(/(?:src|href)="(\/dashboard\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(parts.length).toBeGreaterThan(4);
    for (const path of parts) {
      const response = await proxy.request(path);
      expect([path, response.status, response.headers.get('x-content-type-options')]).toEqual([path, 200, 'nosniff']);
    }
    expect((await proxy.request('/dashboard/none.js')).status).toBe(404);
    expect((await proxy.request('/dashboard/..%2fpackage.js')).status).toBe(404);
  });
});

/** What has the focus: its words, or its name. */
const FOCUSED = `(({ textContent, name, ariaLabel, tagName, labels }) =>
  tagName === 'BODY' ? 'body' : name || textContent.trim() || ariaLabel || labels?.[0]?.textContent || '')(document.activeElement)`;

/** Has the page believe that it is seen, or that it is not. */
const hide = (
  isHidden: boolean,
) => `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'))`;

const IS_PAINTED = `(({ width, height }, context) => context.getImageData(0, 0, width, height).data.some((value) => value > 0))(
  document.querySelector('figure canvas'), document.querySelector('figure canvas').getContext('2d'))`;

/** Each heading that can be seen, and where. */
const PLACES = `[...document.querySelectorAll('main :is(h2, h3)')]
  .filter((element) => element.offsetHeight > 0)
  .map((element) => element.textContent.replace(/\\d.*/, '') + ' ' + element.getBoundingClientRect().top)`;

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
