/** The examples of docs/clients.md, run as they stand there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientsProxy, startClientsProxy } from './proxy.ts';
import { installPython } from './python.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');
const DEFAULT_URL = 'http://127.0.0.1:3000/v1';

let proxy: ClientsProxy;
let python: string;
beforeAll(async () => {
  proxy = await startClientsProxy();
  python = await installPython();
});
afterAll(() => proxy?.[Symbol.asyncDispose]());

const examples = Array.from(PAGE.matchAll(/^```(ts|python)\n(.*?)^```/gms), ([, language = '', code = '']) => {
  const title = PAGE.slice(0, PAGE.indexOf(code))
    .match(/^## .*$/gm)
    ?.at(-1);
  return { language, code, title };
});

test.each(examples)('$title ($language): the second answer is the first one, from the cache', async (example) => {
  const { language, code } = example;
  expect(code).toContain(DEFAULT_URL);
  const [program, ...options] =
    language === 'ts' ? [process.execPath, '--input-type=module-typescript'] : [python, '-'];
  const output = await proxy.calls(1, () => runCode(program, options, code.replaceAll(DEFAULT_URL, proxy.url)));
  const [first = '', second = ''] = output.trim().split('\n');
  expect(first).toMatch(/\S \S/);
  expect(second).toBe(first.replace(/^MISS/, 'HIT'));
});

test('each client has one', () => {
  expect(examples.map(({ title }) => title)).toEqual([
    ...['## openai for Node', '## openai for Python', '## openai for Python', '## LangChain', '## Vercel AI SDK'],
  ]);
});

test('the page names the versions that are run', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const pinned = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8').match(/^openai==(.*)$/m)?.[1];
  const rows = [
    `| \`openai\` for Node | ${devDependencies.openai} |`,
    `| \`openai\` for Python | ${pinned} |`,
    `| \`@langchain/openai\` | ${devDependencies['@langchain/openai']} |`,
    `| \`ai\` with \`@ai-sdk/openai\` | ${devDependencies.ai}, ${devDependencies['@ai-sdk/openai']} |`,
    `| \`ai\` with \`@ai-sdk/openai-compatible\` | ${devDependencies['@ai-sdk/openai-compatible']} |`,
  ];
  for (const row of rows) expect(PAGE).toContain(row);
});

async function runCode(program: string, options: readonly string[], code: string): Promise<string> {
  const child = spawn(program, options, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(code);
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(status).toBe(0);
  return output;
}
