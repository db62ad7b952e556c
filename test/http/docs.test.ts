/** What the documentation says, held to the program. */
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { marksOf, routesTable } from '../../docs/generate.ts';
import { startProxy, type TestProxy } from '../proxy.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');
const pages = ['README.md', ...globSync('docs/*.md', { cwd: ROOT.pathname })];

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startProxy();
});
afterAll(() => proxy[Symbol.asyncDispose]());

describe('README.md', () => {
  test('its first example works: a miss, and the second time a hit', async () => {
    const example = codeBlock(read('README.md'), 'js').replace('http://127.0.0.1:3000', await proxy.url());
    const run = async () => (await runModule(example)).trim();
    const answer = 'Photosynthesis turns light, water and carbon dioxide into sugar and oxygen.';
    expect(await run()).toContain(`MISS upstream ${answer}`);
    expect(await run()).toContain(`HIT memory ${answer}`);
  });
});

describe('docs/operations.md', () => {
  test('names all metrics', async () => {
    const text = await (await proxy.request('/metrics')).text();
    const own = [...text.matchAll(/^# TYPE llm_cache_(\w+) (\w+)/gm)].filter(
      ([, name = '']) => !/^(process|nodejs)_/.test(name),
    );
    const table = between(read('docs/operations.md'), '<!-- metrics:start -->', '<!-- metrics:end -->');
    const documented = [...table.matchAll(/^\| (`.+?`) \| (\w+) \|/gm)].flatMap(([, names = '', kind = '']) =>
      names.split(', ').map((name) => `${name.replaceAll('`', '')} ${kind}`),
    );
    expect(documented.sort()).toEqual(own.map(([, name, kind]) => `${name} ${kind}`).sort());
  });
});

describe('docs/api.md', () => {
  test('shows the JSON of the metrics as it is', async () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]))
        : typeof value;
    const metrics = read('docs/api.md').split('\n## Metrics\n')[1] ?? '';
    const { ask } = proxy.client();
    await ask('How do vaccines work?');
    await ask('Can you explain how vaccines work?');
    const first = (object: object): unknown => shape(Object.values(object)[0]);
    // Names that depend on what was asked: one of each says how they look.
    const named = ['tiers', 'models', 'unpriced_models', 'endpoints', 'reasons', 'guards'];
    const counted = ['not_stored', 'failures', 'errors', 'upstreams', 'steps', 'breakers'];
    const [example, actual] = [JSON.parse(codeBlock(metrics, 'json')), await proxy.metrics()].map((report) => {
      const { similarity, ...semantic } = report.semantic;
      const fixed = Object.entries(report).filter(([name]) => ![...named, ...counted, 'semantic'].includes(name));
      const names = Object.keys(report).sort();
      const one = ['tiers', 'models', 'steps'].map((name) => first(report[name]));
      return {
        names,
        one,
        semantic: shape(semantic),
        similarity: first(similarity),
        fixed: shape(Object.fromEntries(fixed)),
      };
    });
    expect(example).toEqual(actual);
  });

  test('has the routes as the program has them', () => {
    const [start = '', end = ''] = marksOf('routes');
    expect(between(read('docs/api.md'), start, end).trim()).toBe(routesTable());
  });
});

test.each(pages)('%s: every link leads somewhere', (name) => {
  const page = new URL(name, ROOT);
  const links = [...read(name).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => new URL(link, page));
  const broken = links.filter(({ protocol }) => protocol === 'file:').filter((link) => !leadsSomewhere(link));
  expect(broken.map(({ href }) => href)).toEqual([]);
});

function leadsSomewhere(link: URL): boolean {
  const file = new URL(link.pathname, link);
  if (!existsSync(file)) return false;
  return link.hash === '' || headings(readFileSync(file, 'utf8')).includes(link.hash);
}

/** As they are anchored: `## What is cached` is `#what-is-cached`. */
function headings(page: string): string[] {
  const titles = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return titles.map(
    (title) =>
      `#${title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-')}`,
  );
}

function codeBlock(page: string, language: string): string {
  return between(page, `\`\`\`${language}\n`, '```');
}

function between(page: string, start: string, end: string): string {
  const from = page.indexOf(start) + start.length;
  return page.slice(from, page.indexOf(end, from));
}

/** Runs it as a reader would, in the project's folder, and returns what it prints. */
async function runModule(code: string): Promise<string> {
  const run = promisify(execFile);
  return (await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT })).stdout;
}
