/** The request log: what stands in it, how it is rotated, and that it can be replayed. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { chatBody, EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';

const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';

async function linesOf(proxy: TestProxy) {
  return (await proxy.logged())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a line says what an answer cost, and how near the nearest question was', async () => {
  await using proxy = await startProxy();
  const { ask } = proxy.client();
  await ask(QUESTION);
  await ask('Why do vaccines work?');
  await ask({ ...chatBody(QUESTION), model: 'somebodys-own-model' });
  await proxy.restart();
  const [first, near, unpriced] = await linesOf(proxy);
  expect(first).toMatchObject({ cost_usd: 0.00000765, input_tokens: 11 });
  expect(first).not.toHaveProperty('nearest');
  expect(near).toMatchObject({ cache: 'MISS', nearest: expect.any(Number) });
  expect(unpriced).not.toHaveProperty('cost_usd');
});

test('is renamed when it is full, and no line is lost that is still kept', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, LOG_PROMPTS: 'true' } });
  const filler = 'x'.repeat(30_000);
  const asked = 120; // 3.6 MB
  for (let from = 0; from < asked; from += 10) {
    await proxy.restart({ LOG_MAX_MB: '1', LOG_FILES: '3' });
    for (let n = from; n < from + 10; n++) await (await proxy.chat(`Question ${n} ${filler}?`)).text();
  }
  await proxy.restart();
  const files = (await readdir(proxy.dir)).filter((name) => name.startsWith('requests.log')).sort();
  expect(files).toEqual(['requests.log', 'requests.log.1', 'requests.log.2']);
  const numbers: number[] = [];
  for (const name of files.toReversed()) {
    const text = await readFile(join(proxy.dir, name), 'utf8');
    expect(text.length).toBeLessThanOrEqual(1024 * 1024);
    for (const line of text.trim().split('\n')) numbers.push(Number(JSON.parse(line).question.split(' ')[1]));
  }
  expect(numbers.length).toBeGreaterThan(60);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => asked - numbers.length + n));
});

test('with its questions it can be replayed, each to its own model', async () => {
  await using proxy = await startProxy({ env: { LOG_PROMPTS: 'true' } });
  const { ask } = proxy.client();
  await ask(QUESTION);
  await ask({ ...chatBody(REWORDED), model: 'gpt-4o' });
  await proxy.restart();
  const seen = proxy.upstream.requests.length;
  const { stdout, stderr } = await replay(proxy, '--namespace', 'replayed', '--concurrency', '1');
  expect(stdout).toMatch(/^upstream +2 /m);
  expect(stderr).not.toMatch(/skipped|error/);
  const asked = proxy.upstream.requests.slice(seen).map(({ text }) => JSON.parse(text));
  expect(asked.map(({ model, messages }) => [model, messages[0].content])).toEqual([
    ['gpt-4o-mini', QUESTION],
    ['gpt-4o', REWORDED],
  ]);
});

test('without its questions it is said why it cannot be replayed', async () => {
  await using proxy = await startProxy({ env: EXACT_ONLY });
  await proxy.client().ask(QUESTION);
  await proxy.restart();
  await expect(replay(proxy)).rejects.toMatchObject({
    stderr: expect.stringMatching(/requests\.log:1 skipped: .*LOG_PROMPTS[\s\S]*holds no question/),
  });
});

async function replay(proxy: TestProxy, ...args: string[]) {
  const url = `${await proxy.url()}/v1`;
  const file = join(proxy.dir, 'requests.log');
  return promisify(execFile)(process.execPath, ['src/cli.ts', 'replay', file, '--url', url, ...args]);
}
