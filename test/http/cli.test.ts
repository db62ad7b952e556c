/** The command line as it is run: `node src/cli.ts COMMAND`, against a proxy on a socket. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { helpOf } from '../../docs/generate.ts';
import { describeCommand, describeCommands } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/cli/run.ts';
import { chatBody, hold, MODEL, startProxy, type TestProxy } from '../proxy.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const VACCINES = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';
/** Nobody listens on the port that is for discarding. */
const NOBODY = 'http://127.0.0.1:9';

let proxy: TestProxy;
let dir: string;

beforeAll(async () => {
  proxy = await startProxy();
  dir = await mkdtemp(join(tmpdir(), 'llm-cache-cli-'));
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface RunOptions {
  readonly env?: Record<string, string>;
  readonly input?: string;
  readonly cwd?: string;
}

function start(args: readonly string[], { env = {}, cwd = dir }: RunOptions = {}): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { PATH: process.env.PATH, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start(args, options);
  child.stdin.end(options.input ?? '');
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** Against the proxy of the tests, with its key. */
async function cli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const env = { LLM_CACHE_URL: await proxy.url(), ADMIN_API_KEY: 'admin', ...options.env };
  return run(args, { ...options, env });
}

async function cliJson(...args: string[]) {
  const { code, out, err } = await cli([...args, '--json']);
  return { code, err, json: JSON.parse(out) };
}

async function file(content: string): Promise<string> {
  const folder = await mkdtemp(join(dir, 'file-'));
  const path = join(folder, 'given.jsonl');
  await writeFile(path, content);
  return path;
}

async function entries(): Promise<{ question: string; key: string; tags: string[]; namespace: string }[]> {
  const answer = await proxy.request('/admin/cache/entries?limit=1000', { headers: { authorization: 'Bearer admin' } });
  return JSON.parse(await answer.text()).entries;
}

describe('usage', () => {
  const wrong: Record<string, string[]> = {
    'a command that there is not': ['nonsense'],
    'an option that there is not': ['stats', '--nonsense'],
    'an option of no command': ['--nonsense'],
    'an option without its value': ['top', '--limit'],
    'a file that is not named': ['import'],
    'an argument too many': ['warm', 'a', 'b'],
    'an argument that is not taken': ['stats', 'a'],
    'a limit of nothing': ['top', '--limit', '0'],
    'an order that there is not': ['top', '--sort', 'size'],
    'a URL that is none': ['stats', '--url', 'localhost:3000'],
    'JSON of an export to standard output': ['export', '--json'],
    'an invalidation of nothing in particular': ['invalidate', '--dry-run'],
    'an age that is none': ['invalidate', '--older-than', 'yesterday'],
    'a threshold of nothing': ['invalidate', '--threshold', '0.9'],
    'a threshold above 1': ['invalidate', '--similar-to', 'x', '--threshold', '1.1'],
    'a clear that nobody can confirm': ['clear'],
    'a tier that there is not': ['clear', '--tier', 'memory', '--yes'],
    'an explanation of nothing': ['explain'],
    'an explanation of two things': ['explain', 'Why?', '--body', 'x.json'],
    'too many requests at a time': ['warm', 'x.jsonl', '--concurrency', '65'],
  };
  test.each(Object.entries(wrong))('%s: one line, and exit code 2', async (_, args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^.+ See llm-cache-proxy .*--help\.\n$/);
  });

  test('no proxy, one that refuses the key, and what is none: one line, and exit code 1', async () => {
    const other = createServer((_, answer) => void answer.writeHead(404).end('<h1>Not here</h1>')).listen(
      0,
      '127.0.0.1',
    );
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const page = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await run(['stats', '--url', NOBODY])).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^No proxy answers at http:\/\/127\.0\.0\.1:9 \(.*ECONNREFUSED.*\).*\n$/),
    });
    expect(await cli(['stats', '--admin-key', 'wrong'])).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^http:\S+ answered 401: .*admin key.*\n$/),
    });
    expect(await run(['stats', '--url', page])).toEqual({
      code: 1,
      out: '',
      err: `${page}/admin/stats answered 404: <h1>Not here</h1>\n`,
    });
  });

  test('the key is read from .env too', async () => {
    const cwd = await mkdtemp(join(dir, 'env-'));
    await writeFile(join(cwd, '.env'), `ADMIN_API_KEY=admin\nLLM_CACHE_URL=${await proxy.url()}/v1/\n`);
    expect(await run(['stats'], { cwd })).toMatchObject({ code: 0, err: '' });
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))('%s --help', async (name, command) => {
    expect(await run([name, '--help'])).toEqual({ code: 0, out: `${describeCommand(command)}\n`, err: '' });
  });

  test('docs/cli.md has the help of every command as it is', async () => {
    const page = await readFile(new URL('../../docs/cli.md', import.meta.url), 'utf8');
    expect(page).toContain(describeCommands(COMMANDS));
    for (const command of COMMANDS) {
      expect(page).toContain(`\n## ${command.name}\n`);
      expect(page).toContain(helpOf(command));
    }
    expect(await run(['--help'])).toEqual({ code: 0, out: `${describeCommands(COMMANDS)}\n`, err: '' });
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('serve', () => {
  test.each([['serve'], []])(
    'starts the proxy, by name %s or without, and ends at a signal with 0',
    async (...args) => {
      const env = { PORT: '0', SEMANTIC_MODE: 'off', DATA_DIR: await mkdtemp(join(dir, 'data-')) };
      const child = start(args, { env });
      const [banner] = await once(child.stdout, 'data');
      const url = /http:\S+(?=\/v1)/.exec(String(banner))?.[0] ?? '';
      expect(await run(['stats', '--url', url])).toMatchObject({ code: 0 });
      child.kill('SIGTERM');
      expect(await once(child, 'close')).toEqual([0, null]);
    },
  );

  test('a setting that is wrong is one line, and exit code 1', async () => {
    const env = { PORT: '70000' };
    expect(await run(['serve'], { env })).toEqual({
      code: 1,
      out: '',
      err: 'PORT: got "70000", takes a port, 0 to 65535\n',
    });
  });
});

describe('on a running proxy', () => {
  beforeEach(async () => {
    await proxy.admin('/cache/clear');
  });
  const store = async (question: string, headers: Record<string, string> = {}) => {
    const answer = await proxy.chat(question, { headers });
    await answer.text();
    await proxy.settled();
    return answer.headers.get('x-cache-key') ?? '';
  };

  test('stats: tiers, money and services; as JSON what the proxy says', async () => {
    await store(VACCINES);
    await store(VACCINES);
    const { code, out } = await cli(['stats']);
    expect(code).toBe(0);
    expect(out).toMatch(/^memory +[1-9]\d* +[\d.]+% +[\d.]+ ms/m);
    expect(out).toMatch(/^saved +[1-9]\d* +[1-9]\d* +\$\d/m);
    expect(out).toMatch(/^embedding +healthy .*all-MiniLM-L6-v2/m);
    expect(out).toMatch(/^cache {5}\d+ entries, .* vectors/m);
    const { json } = await cliJson('stats');
    expect(json).toMatchObject({ metrics: { tiers: { memory: {} } }, health: { status: 'healthy' } });
  });

  test('top: the most often hit first, as many as are wanted', async () => {
    // Hits are told once a second: those of another test must not be among them.
    await store('How do snails climb?');
    const key = await store('How do whales sing?');
    for (let n = 0; n < 3; n += 1) await store('How do whales sing?');
    await expect.poll(async () => (await cliJson('top')).json.entries[0]).toMatchObject({ key, hits: 3 });
    const { code, out } = await cli(['top', '--limit', '1']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^hits +size/),
      expect.stringMatching(new RegExp(`^ +3 .*${MODEL}.*${key.slice(0, 12)}.*How do whales sing\\?$`)),
    ]);
    expect((await cli(['top', '--search', 'SNAILS'])).out).not.toContain('whales');
    expect((await cli(['top', '--model', 'none'])).out).toBe('Nothing is stored.\n');
  });

  test('top --watch: again and again', async () => {
    const child = start(['top', '--watch', '--interval', '0.01'], {
      env: { LLM_CACHE_URL: await proxy.url(), ADMIN_API_KEY: 'admin' },
    });
    let seen = '';
    for await (const chunk of child.stdout) {
      seen += chunk;
      if (seen.split('Nothing is stored.').length > 3) break;
    }
    expect(seen).toMatch(/^(Nothing is stored\.\n)+$/);
  });

  test('export, clear, import: the same entries; a line at fault is named, and the exit code is then 1', async () => {
    await store(VACCINES);
    await store('How do snails climb?', { 'x-cache-tags': 'slow' });
    const folder = await mkdtemp(join(dir, 'export-'));
    const path = join(folder, 'cache.jsonl');
    const { json } = await cliJson('export', '--output', path);
    const exported = await readFile(path, 'utf8');
    expect(json).toEqual({ entries: 2, bytes: Buffer.byteLength(exported), file: path });
    expect(await readdir(folder)).toEqual(['cache.jsonl']);
    expect(await cli(['export'])).toEqual({ code: 0, out: exported, err: expect.stringMatching(/^2 entries, .*\n$/) });
    expect((await cli(['export', '--tag', 'slow'])).out.trim().split('\n')).toHaveLength(1);

    expect(await cliJson('clear', '--yes')).toMatchObject({ code: 0, json: { cleared: { entries: 2, vectors: 2 } } });
    expect(await entries()).toEqual([]);
    const damaged = await file(`nonsense\n${exported}`);
    expect(await cli(['import', damaged])).toEqual({
      code: 1,
      out: '2 imported, 0 skipped (expired, or there already), 1 at fault\n',
      err: expect.stringMatching(/^line 1: .+\nLines at fault: 1\.\n$/),
    });
    expect(await entries()).toHaveLength(2);
    expect(await cli(['import', '-', '--json'], { input: exported })).toMatchObject({ code: 0, err: '' });
    expect((await cli(['export'])).out).toBe(exported);
    expect((await proxy.chat(REWORDED)).headers.get('x-cache-tier')).toBe('semantic');
  });

  test('an export that cannot be written leaves nothing; a file that is not there is said', async () => {
    await store(VACCINES);
    const folder = await mkdtemp(join(dir, 'none-'));
    expect(await cli(['export', '--output', join(folder, 'no', 'file')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^The export is not whole: .*ENOENT.*\n$/),
    });
    expect(await readdir(folder)).toEqual([]);
    for (const command of ['import', 'warm', 'replay']) {
      expect(await cli([command, join(folder, 'none')])).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^\S+none cannot be read: ENOENT.*\n$/),
      });
    }
  });

  test('import: a proxy that is not there is said, whatever the file', async () => {
    const large = await file(`${'x'.repeat(999)}\n`.repeat(5_000));
    expect(await run(['import', large, '--url', NOBODY])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^No proxy answers at .*\n$/),
    });
  });

  test('warm: lines, or a list; what is no request, and what fails, is named', async () => {
    const lines = [VACCINES, { question: 'How do bees dance?', model: MODEL }, chatBody('How do snails climb?'), 7];
    const path = await file(lines.map((line) => JSON.stringify(line)).join('\n'));
    const warmed = await cli(['warm', path, '--tags', 'warm', '--client', 'ann', '--model', MODEL]);
    expect(warmed).toEqual({
      code: 1,
      out: '3 requests: 0 hits, 3 misses, 0 bypassed, 0 failed\n',
      err: expect.stringMatching(/:4 skipped: neither .*\n1 of 4 could not be asked\.\n$/),
    });
    expect((await entries()).map(({ tags, namespace }) => [tags, namespace])).toEqual(Array(3).fill([['warm'], 'ann']));
    const list = await file(JSON.stringify(lines.slice(0, 3), null, 2));
    const { code, json } = await cliJson('warm', list, '--client', 'ann', '--model', MODEL);
    expect({ code, json }).toEqual({
      code: 0,
      json: { requests: 3, hits: 3, misses: 0, bypassed: 0, failed: 0, errors: [] },
    });
    proxy.script('How do comets fall?', { status: 400, body: { error: { message: 'too fast' } } });
    const failing = await file('"How do clouds form?"\n"How do comets fall?"');
    expect(await cli(['warm', failing])).toEqual({
      code: 1,
      out: '2 requests: 0 hits, 1 misses, 0 bypassed, 1 failed\n',
      err: 'request 2: 400 too fast\n1 of 2 could not be asked.\n',
    });
  });

  test('a number goes upstream as it was written', async () => {
    const body = JSON.stringify(chatBody('How do owls see?', { seed: 0 })).replace(
      '"seed":0',
      '"seed":9007199254740993',
    );
    expect((await cli(['warm', await file(`[${body}]`)])).code).toBe(0);
    expect(proxy.calls('How do owls see?')[0]?.text).toContain('9007199254740993');
  });

  test('invalidate: by each field, counted first', async () => {
    const key = await store(VACCINES, { 'x-cache-tags': 'health', 'x-cache-version': 'v2' });
    await store('How do snails climb?', { 'x-cache-tags': 'slow' });
    await store('How do bees dance?', { 'x-cache-namespace': 'bees' });
    const dry = async (...args: string[]) => (await cliJson('invalidate', '--dry-run', ...args)).json.invalidated;
    expect(await dry('--key', key)).toBe(1);
    expect(await dry('--tag', 'health', '--tag', 'slow')).toBe(2);
    expect(await dry('--pattern', 'How do * c*')).toBe(1);
    expect(await dry('--version', 'v2')).toBe(1);
    expect(await dry('--model', MODEL)).toBe(3);
    expect(await dry('--namespace', 'default/bees')).toBe(1);
    expect(await dry('--similar-to', REWORDED, '--threshold', '0.8')).toBe(1);
    expect(await dry('--older-than', '1d')).toBe(0);
    expect(await dry('--older-than', '0s')).toBe(3);
    expect(await cli(['invalidate', '--tag', 'health', '--dry-run'])).toEqual({
      code: 0,
      out: `1 entry would be removed\n  ${key}\n`,
      err: '',
    });
    expect(await cli(['invalidate', '--model', MODEL, '--tag', 'health', '--tag', 'slow'])).toEqual({
      code: 0,
      out: '2 entries removed\n',
      err: '',
    });
    expect((await entries()).map(({ question }) => question)).toEqual(['How do bees dance?']);
  });

  test('clear: a tier, a namespace; what nobody confirmed is not done', async () => {
    await store(VACCINES);
    await store('How do bees dance?', { 'x-cache-namespace': 'bees' });
    expect((await cli(['clear'])).code).toBe(2);
    expect(await cli(['clear', '--tier', 'semantic', '--yes'])).toMatchObject({
      code: 0,
      out: '0 entries and 2 vectors removed\n',
    });
    expect(await cli(['clear', '--namespace', 'default/bees', '--yes'])).toMatchObject({
      code: 0,
      out: '1 entry and 0 vectors removed\n',
    });
    expect((await entries()).map(({ question }) => question)).toEqual([VACCINES]);
  });

  test('explain: a question, or the body of a request', async () => {
    const key = await store(VACCINES);
    expect((await cliJson('explain', VACCINES, '--model', MODEL)).json).toMatchObject({ served_by: 'memory', key });
    const { code, out } = await cli(['explain', REWORDED, '--model', MODEL]);
    expect(code).toBe(0);
    expect(out).toMatch(/^served by {2}semantic$/m);
    expect(out).toMatch(/^ *0\.9\d+ +words +may be served +How do vaccines work\?$/m);
    const body = await file(JSON.stringify(chatBody(VACCINES, { temperature: 1 })));
    const other = await cli(['explain', '--body', body]);
    expect(other.out).toMatch(new RegExp(`^ {2}key +${key}\n {2}differs in {2}temperature$`, 'm'));
    const time = (hour: number) => ({ role: 'system', content: `It is ${hour} o'clock.` });
    const timed = (hour: number, content: string) => ({
      model: MODEL,
      messages: [time(hour), { role: 'user', content }],
    });
    await (await proxy.chat(timed(1, 'How do owls see?'))).text();
    await proxy.settled();
    const later = await cli(['explain', '--body', '-'], { input: JSON.stringify(timed(2, 'How do owls see?')) });
    expect(later.out).toMatch(/differs in {2}messages\[-2\]\n.*CACHE_SCOPE_MASK/);
  });

  test('replay: what each tier answered', async () => {
    await store(VACCINES);
    const input = [VACCINES, REWORDED, 'How do snails climb?'].map((line) => JSON.stringify(line)).join('\n');
    const questions = await file(input);
    const { code, json } = await cliJson('replay', questions, '--model', MODEL, '--concurrency', '1');
    expect(code).toBe(0);
    expect(json).toMatchObject({ requests: 3, hits: 2, errors: [], tokens: { total: expect.any(Number) } });
    expect(json.tiers.map(({ from, requests }: { from: string; requests: number }) => [from, requests])).toEqual([
      ['memory', 1],
      ['semantic', 1],
      ['upstream', 1],
    ]);
    const again = await cli(['replay', '-', '--model', MODEL, '--limit', '1'], { input });
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toMatch(/^memory +1 +100\.0%/m);
    proxy.script('How do comets glow?', { status: 400, body: { error: { message: 'too bright' } } });
    const failed = await cli(['replay', await file('"How do comets glow?"')]);
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringMatching(/error: 400 .*too bright.*\n1 of 1 requests failed\.\n$/),
    });
  });
});

test('replay: Ctrl-C prints what is known by then', async () => {
  const { released } = hold();
  proxy.script('How do comets spin?', async () => {
    await released;
    return undefined;
  });
  const questions = await file('"How do foxes hear?"\n"How do comets spin?"\n"How do bats fly?"');
  const env = { LLM_CACHE_URL: await proxy.url() };
  const child = start(['replay', questions, '--concurrency', '1', '--json'], { env });
  await expect.poll(() => proxy.calls('How do comets spin?').length).toBe(1);
  child.kill('SIGINT');
  const [[code], out] = await Promise.all([once(child, 'close'), text(child.stdout)]);
  expect({ code, requests: JSON.parse(out).requests }).toEqual({ code: 130, requests: 1 });
  expect(proxy.calls('How do bats fly?')).toEqual([]);
});

describe('doctor', () => {
  const settings = async (more: Record<string, string> = {}) => ({
    LLM_CACHE_URL: await proxy.url(),
    ADMIN_API_KEY: 'admin',
    DATA_DIR: join(proxy.dir, 'data'),
    UPSTREAMS: JSON.stringify([{ name: 'scripted', base_url: proxy.upstream.url, api_key: 'key' }]),
    ...more,
  });
  const examine = async (more: Record<string, string> = {}, cwd = dir) => {
    const { code, out } = await run(['doctor', '--json'], { env: await settings(more), cwd });
    const findings: { part: string; state: string; says: string; mend?: string }[] = JSON.parse(out).findings;
    return { code, of: (part: string) => findings.filter((finding) => finding.part === part), findings };
  };

  test('where all is well, all is good: exit code 0', async () => {
    await proxy.admin('/cache/clear');
    const { code, out, err } = await run(['doctor'], { env: await settings() });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^✔ settings /m);
    expect(out).toMatch(/^✔ DATA_DIR .* is in use by process \d+/m);
    expect(out).toMatch(/^✔ LOG_PATH /m);
    expect(out).toMatch(/^✔ model .*all-MiniLM-L6-v2.* self-test/m);
    expect(out).toMatch(/^✔ upstream scripted +answers with \d+ models$/m);
    expect(out).toMatch(/^✔ proxy .* is healthy$/m);
    expect(out).toMatch(/^✔ scopes /m);
    expect(out).toMatch(/ 0 doubtful, 0 bad\n$/);
  });

  test('every setting that is wrong is named, and what .env misspells', async () => {
    const cwd = await mkdtemp(join(dir, 'env-'));
    await writeFile(join(cwd, '.env'), 'SEMANTIC_TRESHOLD=0.9\n');
    const { code, of } = await examine({ PORT: '70000', CACHE_TTL: 'long' }, cwd);
    expect(code).toBe(1);
    expect(of('settings').map(({ state, says }) => [state, says])).toEqual([
      ['bad', 'PORT: got "70000", takes a port, 0 to 65535'],
      ['bad', 'CACHE_TTL: got "long", takes seconds, 1 to 315360000'],
      ['doubtful', 'SEMANTIC_TRESHOLD in .env is no setting'],
    ]);
  });

  test('each part that cannot be used is named, with how to mend it', async () => {
    const { code, of, findings } = await examine({
      ...{ REDIS_URL: 'redis://127.0.0.1:9', QDRANT_URL: 'http://127.0.0.1:9', EMBEDDING_MODEL: 'none' },
      ...{ HOST: '0.0.0.0', LLM_CACHE_URL: NOBODY },
      UPSTREAMS: JSON.stringify([{ name: 'gone', base_url: 'http://127.0.0.1:9/v1' }]),
    });
    expect(code).toBe(1);
    for (const part of ['Redis', 'Qdrant', 'model', 'upstream gone']) {
      expect(of(part)).toEqual([{ part, state: 'bad', says: expect.any(String), mend: expect.any(String) }]);
    }
    expect(of('Redis')[0]?.says).toMatch(/ECONNREFUSED/);
    expect(of('HOST')[0]?.state).toBe('doubtful');
    expect(of('proxy')[0]?.state).toBe('doubtful');
    expect(findings.filter(({ part }) => part === 'DATA_DIR')).toEqual([]);
  });

  test('DATA_DIR: not there yet, a file', async () => {
    const beside = join(dir, 'not', 'yet');
    expect((await examine({ DATA_DIR: beside })).of('DATA_DIR')[0]).toMatchObject({ state: 'good' });
    expect((await examine({ DATA_DIR: CLI })).of('DATA_DIR')[0]).toMatchObject({ state: 'bad' });
    expect(await readdir(dir)).not.toContain('not');
  });

  test.each([
    ['refuses the key', { status: 401 }, 'bad', /api_key/],
    ['has no list of models', { status: 404 }, 'doubtful', /base_url/],
  ] as const)('an upstream that %s', async (_, answer, state, mend) => {
    const other = createServer((_, response) => void response.writeHead(answer.status).end('{}')).listen(
      0,
      '127.0.0.1',
    );
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const base_url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`;
    const { of } = await examine({ UPSTREAMS: JSON.stringify([{ name: 'other', base_url, api_key: 'sk-secret' }]) });
    expect(of('upstream other')).toEqual([
      { part: 'upstream other', state, says: expect.any(String), mend: expect.stringMatching(mend) },
    ]);
    expect(JSON.stringify(of('upstream other'))).not.toContain('sk-secret');
  });

  test('a time in the system prompt: scopes that never repeat are told, with what blanks them', async () => {
    for (let n = 0; n < 20; n += 1) {
      const system = { role: 'system', content: `You are kind. The time is 12:00:${n}.` };
      const body = { model: MODEL, messages: [system, { role: 'user', content: 'How do owls hear?' }] };
      await (await proxy.chat(body, { headers: { 'x-cache-namespace': 'timed' } })).text();
    }
    await proxy.settled();
    const { code, of } = await examine();
    expect(code).toBe(0);
    expect(of('scopes').map(({ says }) => says)).toEqual([
      expect.stringMatching(/^of 20 entries of \S+ in the namespace default\/timed, 20 are each alone/),
      '"How do owls hear?" was asked 20 times under 20 keys, and never hit',
    ]);
    expect(of('scopes')[1]).toMatchObject({ state: 'doubtful', mend: expect.stringContaining('CACHE_SCOPE_MASK') });
  });

  test('without a proxy the request log tells it', async () => {
    const line = (n: number) => ({ model: 'm', namespace: 'n', cache: 'MISS', key: String(n), question: 'Why?' });
    const log = await file(`half a line"}\n${[1, 2, 3, 4, 5].map((n) => JSON.stringify(line(n))).join('\n')}\n`);
    const { of } = await examine({ LOG_PATH: log, LLM_CACHE_URL: NOBODY });
    expect(of('scopes')[0]?.says).toBe('"Why?" was asked 5 times under 5 keys, and never hit');
  });
});
