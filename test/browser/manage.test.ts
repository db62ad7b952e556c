import { expect, test } from 'vitest';
import { chatBody, startProxy } from '../proxy.ts';
import { describeInBrowser } from './browser.ts';

const OPEN = { env: { ADMIN_API_KEY: '' } };
const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';

describeInBrowser('on the dashboard', (open) => {
  test('a match that is said to be wrong is never served again', async () => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    await ask(QUESTION);
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache-tier': 'semantic' });
    await ask('How do I increase the memory limit of Redis?');
    const opposite = await ask('How do I decrease the memory limit of Redis?');
    expect(opposite.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'guard:antonym' });
    await using opened = await open(proxy);
    const { page } = opened;
    const pair = page.locator('#pairs > li');
    expect(await pair.locator('dd').nth(0).textContent()).toBe(REWORDED);
    expect(await pair.locator('dd').nth(1).textContent()).toBe(QUESTION);
    await expect.poll(() => pair.locator('dd').nth(2).textContent()).toMatch(/vaccines/i);
    expect(await page.getByText('not measured').isVisible()).toBe(true);
    const similarity = page.locator('#similarity');
    const counted = Object.values(opened.report.semantic.similarity);
    const nearMisses = counted.reduce((sum, { near_misses }) => sum + near_misses, 0);
    expect(nearMisses).toBeGreaterThan(0);
    expect(await similarity.locator('.legend li').allTextContents()).toEqual(['hits1', `near misses${nearMisses}`]);
    expect(await similarity.getByText(/^threshold 0\.\d+$/).isVisible()).toBe(true);
    expect(await page.locator('#guards li').allInnerTexts()).toEqual(['antonym\n1']);

    await pair.getByRole('button', { name: 'Wrong' }).click();
    await pair.getByText('It will not be answered with this again.').waitFor();
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'veto' });
    const report = await opened.poll();
    expect(report.feedback).toEqual({ good: 0, bad: 1 });
    expect(opened.complaints).toEqual([]);
  });

  test('a match that is said to be right is counted, and served on', async () => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(REWORDED);
    await using opened = await open(proxy);
    await opened.page.getByRole('button', { name: 'Right' }).click();
    await opened.page.getByText('Noted.').waitFor();
    expect((await opened.poll()).feedback).toEqual({ good: 1, bad: 0 });
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'HIT' });

    await opened.page.reload();
    const right = opened.page.getByRole('button', { name: 'Right', pressed: true });
    await right.waitFor();
    expect(await right.isDisabled()).toBe(true);
  });

  test('entries are found, opened and deleted', async () => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask('How is bread baked?');
    await ask('How is bread baked?');
    await using opened = await open(proxy);
    const { page } = opened;
    const rows = page.locator('#entry-rows tr');
    await expect.poll(() => rows.locator('th').allInnerTexts()).toEqual(['How is bread baked?', QUESTION]);
    await page.getByLabel('Sort').selectOption('Latest');
    await ask('Why is the sky blue?');
    await page.getByRole('button', { name: 'Search' }).click();
    const latest = ['Why is the sky blue?', 'How is bread baked?', QUESTION];
    await expect.poll(() => rows.locator('th').allInnerTexts()).toEqual(latest);
    await page.getByLabel('Question').fill('VACCINES');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect.poll(() => rows.locator('th').allInnerTexts()).toEqual([QUESTION]);

    await rows.getByRole('button', { name: QUESTION, exact: true }).click();
    const drawer = page.getByRole('dialog', { name: QUESTION });
    expect(await drawer.locator('pre').first().innerText()).toMatch(/vaccines/i);
    expect(await drawer.getByText('gpt-4o-mini').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');

    await rows.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
    await rows.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No entry matches.').waitFor();
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect(opened.complaints).toEqual([]);
  });

  test('invalidating by tag counts first, and removes those alone', async () => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    const tagged = { 'x-cache-tags': 'school' };
    await ask('How is bread baked?', tagged);
    await ask('Why is the sky blue?', tagged);
    await ask(QUESTION);
    await using opened = await open(proxy);
    const { page } = opened;
    const form = page.getByRole('form', { name: 'Invalidate' });
    const remove = form.getByRole('button', { name: /^Invalidate/ });
    expect(await remove.isDisabled()).toBe(true);
    await form.getByLabel('Tag', { exact: true }).fill('school');
    await form.getByRole('button', { name: 'Count' }).click();
    await page.getByText('2 entries would be removed. Nothing has been, so far.').waitFor();
    expect((await proxy.metrics()).cache.entries).toBe(3);
    expect(await remove.innerText()).toBe('Invalidate 2 entries');
    await remove.click();
    await page.getByText('Removed 2 entries.').waitFor();
    await expect.poll(() => page.locator('#entry-rows th').allInnerTexts()).toEqual([QUESTION]);
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(opened.complaints).toEqual([]);
  });

  test.each([
    ['pattern', 'Pattern over the whole question', 'How do *'],
    ['likeness', 'Like this question', REWORDED],
  ])('invalidating by %s; what is written anew is counted anew', async (way, label, value) => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask('What is the capital of France?');
    await using opened = await open(proxy);
    const { page } = opened;
    const form = page.getByRole('form', { name: 'Invalidate' });
    const remove = form.getByRole('button', { name: /^Invalidate/ });
    await form.getByLabel('By').selectOption(way);
    await form.getByLabel(label).fill(value);
    await form.getByRole('button', { name: 'Count' }).click();
    await page.getByText('1 entry would be removed').waitFor();
    await form.getByLabel(label).fill(`${value} now`);
    expect(await remove.isDisabled()).toBe(true);
    await form.getByLabel(label).fill(value);
    await form.getByRole('button', { name: 'Count' }).click();
    await remove.click();
    await page.getByText('Removed 1 entry.').waitFor();
    expect((await proxy.metrics()).cache.entries).toBe(1);
  });

  test('clearing asks once more, and clears', async () => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    await ask(QUESTION);
    await using opened = await open(proxy);
    const { page } = opened;
    await page.getByRole('button', { name: 'Clear the cache…' }).click();
    await page.keyboard.press('Escape');
    expect((await proxy.metrics()).cache.entries).toBe(1);
    await page.getByRole('button', { name: 'Clear the cache…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear everything' }).click();
    await page.getByText('Removed 1 entry and 1 vector.').waitFor();
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect(opened.complaints).toEqual([]);
  });

  test('a request appears as it comes, and a click explains it', async () => {
    await using proxy = await startProxy(OPEN);
    await using opened = await open(proxy);
    const { page } = opened;
    await page.getByText('● Live').waitFor({ state: 'attached' });
    const { ask, namespace } = proxy.client();
    await ask(QUESTION);
    await opened.poll();
    const row = page.locator('#request-rows tr').filter({ hasText: QUESTION });
    await opened.see(row.filter({ hasText: 'upstream' }));
    await ask(REWORDED);
    await opened.see(page.locator('#request-rows tr').filter({ hasText: REWORDED }).filter({ hasText: 'semantic' }));
    expect(await page.locator('#pairs > li').count()).toBe(1);

    await row.getByRole('button').click();
    const drawer = page.getByRole('dialog', { name: QUESTION });
    await drawer.getByText('It would be answered by memory.').waitFor();
    await drawer.getByText('This is exactly that request.').waitFor();
    expect(await drawer.locator('dl').first().innerText()).toContain(namespace);
    await drawer.getByRole('button', { name: 'Close' }).click();
    await drawer.waitFor({ state: 'hidden' });

    await ask(chatBody(QUESTION, { temperature: 0.7 }));
    await page.mouse.move(0, 0);
    await opened.see(page.locator('#request-rows tr').nth(2));
    await page.locator('#request-rows tr').first().getByRole('button').click();
    await drawer.getByText('This is for the question alone').waitFor();
    expect(opened.complaints).toEqual([]);
  });

  test('goes on when the proxy begins anew', async () => {
    await using proxy = await startProxy(OPEN);
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(REWORDED);
    await using opened = await open(proxy);
    const { page } = opened;
    const questions = page.locator('#request-rows tr td:nth-child(2)');
    await opened.see(questions.nth(1));

    await proxy.restart({ PORT: new URL(opened.url).port });
    await page.getByText('Connecting').waitFor();
    await ask('Why is the sky blue?');
    expect(await proxy.url()).toBe(opened.url);
    // Past the pause before it is tried again.
    const report = await opened.poll();
    expect(report.requests).toMatchObject({ total: 1, MISS: 1 });
    expect(report.today.requests).toMatchObject({ total: 3, hits: 1 });
    expect(await page.locator('[data-metric="requests.total"]').first().textContent()).toBe('1');
    expect(await page.locator('[data-metric="today.requests.total"]').textContent()).toBe('3');
    const byTier = page.locator('figure').filter({ hasText: 'Requests by tier' }).locator('.legend li');
    await expect
      .poll(() => byTier.allTextContents())
      .toEqual(['memory0', 'exact0', 'promoted0', 'semantic1', 'upstream2']);
    await opened.see(page.getByText('● Live'));
    await opened.see(questions.nth(2));
    expect(await questions.allInnerTexts()).toEqual(['Why is the sky blue?', REWORDED, QUESTION]);
    await ask(REWORDED);
    await opened.see(questions.nth(3));
    // Once before, once since: of one pair.
    await opened.see(page.locator('#pairs > li').filter({ hasText: '2 times' }));
    expect(opened.complaints).toEqual([]);
  });

  test('the admin key is asked for once, and kept nowhere', async () => {
    await using proxy = await startProxy();
    await proxy.client().ask(QUESTION);
    await using opened = await open(proxy);
    const { page } = opened;
    const unlock = page.getByRole('button', { name: 'Enter the admin key' });
    expect(await unlock.count()).toBe(4);
    expect(await page.getByText(QUESTION).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
    await unlock.first().click();
    const dialog = page.getByRole('dialog', { name: 'Admin key' });
    await dialog.getByLabel('Key').fill('wrong');
    await page.keyboard.press('Enter');
    await dialog.getByText('That is not the admin key.').waitFor();
    await dialog.getByLabel('Key').fill('admin');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });

    await page.locator('#entry-rows').getByText(QUESTION).waitFor();
    await page.locator('#request-rows').getByText(QUESTION).waitFor();
    expect(await unlock.count()).toBe(0);
    await opened.poll();
    await page.locator('#namespaces tr').waitFor();
    await page.getByRole('button', { name: 'Clear the cache…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear everything' }).click();
    await page.getByText('Removed 1 entry').waitFor();
    const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    expect(await page.evaluate(kept)).toBe('[{},{},""]');
    await page.reload();
    await unlock.first().waitFor();
    // The one key that was wrong.
    expect(opened.complaints).toEqual([expect.stringContaining('401')]);
    expect([...opened.asked]).toEqual([opened.url]);
  });

  test('says so where the administrator cannot be', async () => {
    await using proxy = await startProxy(OPEN);
    await proxy.client().ask(QUESTION);
    await using opened = await open(proxy);
    const { page } = opened;
    await page.route('**/admin/**', (route) => route.fulfill({ status: 403, json: { error: { message: 'no' } } }));
    await opened.poll();
    await page.getByText("only the proxy's own machine may see these").first().waitFor();
    expect(await page.locator('#entry-rows').isVisible()).toBe(false);
    expect(await page.locator('#state').textContent()).toBe('● Healthy');
  });
});
