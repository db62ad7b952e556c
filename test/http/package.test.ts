/** The npm package: packed, put into an empty project beside the packages that it names, and used as a user would. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUpstream } from '../../demo/upstream.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');
const project = await mkdtemp(join(tmpdir(), 'llm-cache-proxy-package-'));
afterAll(() => rm(project, { recursive: true }));
let tarball = '';

beforeAll(async () => {
  // The registry is not asked: what npm would install is linked from here, the package's own dependencies and no others.
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: ROOT });
  const packed = /"filename": "(.+)"/.exec(stdout)?.[1];
  tarball = join(project, packed ?? 'none');
  await run('tar', ['-xf', tarball, '-C', project]);
  await mkdir(join(project, 'node_modules'));
  await rename(join(project, 'package'), join(project, 'node_modules/llm-cache-proxy'));
  const { stdout: paths } = await run('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: ROOT });
  const own = paths.split('\n').filter((path) => dirname(path).startsWith(MODULES) && isTop(path));
  for (const path of [...own, ...['openai', '@types/node', 'undici-types'].map((name) => join(MODULES, name))]) {
    const place = join(project, 'node_modules', relative(MODULES, path));
    await mkdir(dirname(place), { recursive: true });
    await symlink(path, place);
  }
  await cp(join(ROOT, 'examples'), join(project, 'examples'), { recursive: true });
  await writeFile(join(project, 'package.json'), '{"type": "module"}');
}, 120_000);

function isTop(path: string): boolean {
  return !relative(MODULES, path).includes('node_modules');
}

const node = (file: string, env: Record<string, string>) =>
  run(process.execPath, [file], { cwd: project, env: { ...process.env, ...env } });

test('holds what it needs, and no tests', async () => {
  const files = await readdir(join(project, 'node_modules/llm-cache-proxy'), { recursive: true });
  expect(files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'dashboard.html',
      'dashboard/main.js',
      'dist/index.js',
      'dist/index.d.ts',
    ]),
  );
  expect(files.filter((file) => /\.test\.|^(src|test|demo|bench|eval)(\/|$)/.test(file))).toEqual([]);
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies)).not.toContain('openai');
});

test('its types resolve, and publint has nothing against it', async () => {
  await run(join(MODULES, '.bin/attw'), [tarball, '--profile', 'esm-only', '--no-emoji']);
  await run(join(MODULES, '.bin/publint'), ['run', tarball, '--strict']);
}, 60_000);

test('the examples compile against its types', async () => {
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'esnext', strict: true, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ allowImportingTsExtensions: true, types: ['node'], lib: ['esnext'], skipLibCheck: false },
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['examples'] }));
  const { stdout } = await run(join(MODULES, '.bin/tsc'), ['-p', '.'], { cwd: project }).catch((error) => error);
  expect(stdout).toBe('');
}, 60_000);

const expected: Record<string, string> = {
  'basic.ts': 'Knead, wait, bake. memory\nKnead, wait, bake. semantic 0.99\nnull\n1 removed\n3 requests, 67% hits\n',
  'get-or-create.ts': '100 answers, 1 call\nAn answer to: What is a semaphore? memory\n',
  'openai.ts': 'MISS upstream 1\nHIT memory 1\nstreamed\n2 hits, 1 miss\n',
  'own-store.ts': '2 entries in the store\n1 removed\nOne line.\n',
};

test('every example is run', async () => {
  const examples = (await readdir(join(ROOT, 'examples'))).filter((file) => file !== 'map-store.ts');
  expect(examples.map((file) => basename(file)).toSorted()).toEqual(Object.keys(expected));
});

test.each(Object.entries(expected))('the example %s prints what it says', async (file, output) => {
  await using upstream = { ...(await startUpstream()), [Symbol.asyncDispose]: () => upstream.close() };
  const { stdout, stderr } = await node(`examples/${file}`, { OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'x' });
  expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
});

test('importing it touches no global, and brings no server along', async () => {
  await writeFile(
    join(project, 'globals.ts'),
    `const values = () => Reflect.ownKeys(globalThis).map((key) => [String(key), Object.getOwnPropertyDescriptor(globalThis, key)]);
     const { Request, Response, fetch } = globalThis;
     const before = JSON.stringify(values().map(([key]) => key));
     const { createCache } = await import('llm-cache-proxy');
     const cache = createCache();
     await cache.set({ prompt: 'q', response: 1 });
     await cache.close();
     const isSame = Request === globalThis.Request && Response === globalThis.Response && fetch === globalThis.fetch;
     console.log(isSame, before === JSON.stringify(values().map(([key]) => key)));`,
  );
  const tracing = join(project, 'tracing.js');
  await writeFile(
    tracing,
    `import { registerHooks } from 'node:module';
     registerHooks({ resolve(name, context, next) {
       if (/^(@hono|hono|zod|undici|pino|ioredis)/.test(name)) console.log('loads', name);
       return next(name, context);
     } });`,
  );
  const { stdout } = await run(process.execPath, ['--import', tracing, 'globals.ts'], { cwd: project });
  expect(stdout).toBe('true true\n');
});

test('its command is the proxy', async () => {
  const { bin, version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const command = join('node_modules/llm-cache-proxy', bin['llm-cache-proxy']);
  const runIt = (...args: string[]) => run(process.execPath, [command, ...args], { cwd: project });
  expect(await runIt('--version')).toMatchObject({ stdout: `${version}\n` });
  await expect(runIt('stats', '--url', 'http://127.0.0.1:9')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^No proxy answers/),
  });
});
