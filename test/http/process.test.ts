/** The program as it is run: `node src/main.ts`. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sse, startUpstream, type Upstream } from '../../demo/upstream.ts';
import { chatBody, hold } from '../proxy.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const SECRET = 'sk-upstream-secret';

let upstream: Upstream;
let dir: string;
const held = new Map<string, Promise<void>>();

beforeAll(async () => {
  upstream = await startUpstream({
    reply(asked) {
      const wait = [...held].find(([question]) => asked.text.includes(question))?.[1];
      const chunk = (content: string, finish_reason: string | null) =>
        sse({ model: 'gpt-4o-mini', choices: [{ index: 0, delta: { content }, finish_reason }] });
      return wait && { stream: [chunk('Slowly', null), wait, chunk('.', 'stop'), sse('[DONE]')] };
    },
  });
  dir = await mkdtemp(join(tmpdir(), 'llm-cache-proxy-'));
});
afterAll(async () => {
  await upstream.close();
  await rm(dir, { recursive: true });
});

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  /** All that it printed when it ended, and how. */
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

function run(env: Record<string, string> = {}, args: readonly string[] = []): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: dir,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATA_DIR: join(dir, 'data'),
      UPSTREAMS: JSON.stringify([{ name: 'scripted', base_url: upstream.url, api_key: SECRET }]),
      ...env,
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], out, err]) => ({ code, out, err }),
  );
  return { child, ended };
}

/** Starts it, and waits for its banner. */
async function start(env: Record<string, string> = {}) {
  const { child, ended } = run(env);
  const banner = await Promise.race([
    once(child.stdout, 'data').then(([data]) => String(data)),
    ended.then(({ err }) => Promise.reject(new Error(err))),
  ]);
  const url = /http:\S+(?=\/v1)/.exec(banner)?.[0] ?? '';
  return {
    banner,
    url,
    ended,
    stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    async ask(question: string) {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(chatBody(question)),
      });
      return { tier: response.headers.get('x-cache-tier'), text: await response.text() };
    },
  };
}

test('prints where it listens, which stores, embedder and upstreams it uses, and no key', async () => {
  const proxy = await start();
  expect(proxy.banner.trim().split('\n')).toEqual([
    expect.stringMatching(/^llm-cache-proxy \d+\.\d+\.\d+ on http:\/\/127\.0\.0\.1:\d+\/v1$/),
    expect.stringMatching(/^ {2}stores {5}memory 64 MB, disk \S+ \(10000 entries, lru\)$/),
    expect.stringMatching(/^ {2}semantic {3}all-MiniLM-L6-v2/),
    '  upstreams  scripted',
    expect.stringMatching(/^ {2}dashboard {2}http:\/\/127\.0\.0\.1:\d+\/dashboard$/),
  ]);
  expect((await fetch(proxy.banner.match(/\S+\/dashboard/)?.[0] ?? '')).status).toBe(200);
  const { code, out, err } = await proxy.stop();
  expect(code).toBe(0);
  expect(err).toBe('');
  expect(out).not.toContain(SECRET);
});

test('after a restart the same questions hit, the paraphrase too', async () => {
  const first = await start();
  const miss = await first.ask('How do vaccines work?');
  expect(miss.tier).toBe('upstream');
  expect((await first.stop()).code).toBe(0);
  const second = await start();
  const exact = await second.ask('How do vaccines work?');
  expect(exact).toEqual({ tier: 'exact', text: miss.text });
  expect(await second.ask('Can you explain how vaccines work?')).toEqual({ tier: 'semantic', text: miss.text });
  expect((await second.stop('SIGINT')).code).toBe(0);
});

describe('a setting that is wrong ends it with one line', () => {
  const wrong: Record<string, [env: Record<string, string>, line: string]> = {
    PORT: [{ PORT: '70000' }, 'PORT: got "70000", takes a port, 0 to 65535'],
    CACHE_EVICTION_STRATEGY: [
      { CACHE_EVICTION_STRATEGY: 'random' },
      'CACHE_EVICTION_STRATEGY: got "random", takes lru, lfu, fifo or ttl',
    ],
    SEMANTIC_THRESHOLD: [
      { SEMANTIC_THRESHOLD: '0.7' },
      'SEMANTIC_THRESHOLD: got 0.7, takes a cosine of at least SEMANTIC_MIN_THRESHOLD (0.8)',
    ],
    'UPSTREAMS, without showing the keys in it': [
      { UPSTREAMS: '[{"name":"x","api_key":"sk-upstream-secret"}]' },
      'UPSTREAMS: got a value, wrong at 0.base_url, takes a JSON list of {name, base_url, api_key, models, serves}',
    ],
    'PROXY_API_KEYS, without showing them': [
      { PROXY_API_KEYS: 'sk-upstream-secret' },
      'PROXY_API_KEYS: got a value, takes a list of name:key',
    ],
    PROXY_API_KEYS_FILE: [
      { PROXY_API_KEYS_FILE: 'no-such-file' },
      'PROXY_API_KEYS_FILE: got "no-such-file", takes a file with a name:key on each line',
    ],
    CACHE_SCOPE_MASK: [
      { CACHE_SCOPE_MASK: '(' },
      'CACHE_SCOPE_MASK: got "(", takes regular expressions, one a line or a JSON list',
    ],
  };
  test.each(Object.entries(wrong))('%s', async (_, [env, line]) => {
    expect(await run(env).ended).toEqual({ code: 1, out: '', err: `${line}\n` });
  });

  test('DATA_DIR that is a file', async () => {
    const { code, err } = await run({ DATA_DIR: MAIN }).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^DATA_DIR .*main\.ts.*\n$/);
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, out, err } = await run({ PORT: port, SEMANTIC_MODE: 'off' }).ended;
    other.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(`PORT: 127.0.0.1:${port} cannot be listened on (EADDRINUSE)\n`);
  });

  test('an argument that is not known', async () => {
    const { code, out, err } = await run({}, ['--nonsense']).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^.*--nonsense.*\n$/);
  });
});

test('--version and --help start nothing', async () => {
  expect(await run({}, ['--version']).ended).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
  const { code, out } = await run({ PORT: 'wrong' }, ['--help']).ended;
  expect(code).toBe(0);
  for (const name of ['PORT', 'GROQ_API_KEY', 'SEMANTIC_THRESHOLD', 'LOG_PROMPTS'])
    expect(out).toContain(`  ${name}\n`);
});

test('a second process on the same DATA_DIR is told who has it, and does no harm', async () => {
  const first = await start({ SEMANTIC_MODE: 'off' });
  await first.ask('How do volcanoes erupt?');
  const { code, out, err } = await run().ended;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^DATA_DIR \S+ is in use by process \d+ on \S+; one process owns it\n$/);
  expect((await first.ask('How do volcanoes erupt?')).tier).toBe('memory');
  expect((await first.stop()).code).toBe(0);
});

test('listening to the world without client keys warns', async () => {
  const open = await start({ HOST: '0.0.0.0', SEMANTIC_MODE: 'off' });
  expect(open.banner).toMatch(/WARNING.*PROXY_API_KEYS/);
  await open.stop();
  const keyed = await start({ HOST: '0.0.0.0', SEMANTIC_MODE: 'off', PROXY_API_KEYS: 'ann:a' });
  expect(keyed.banner).not.toContain('WARNING');
  await keyed.stop();
});

test('without an upstream key it starts, and says which variables to set', async () => {
  const bare = await start({ UPSTREAMS: '', SEMANTIC_MODE: 'off' });
  expect(bare.banner).toContain('none: set GROQ_API_KEY, OPENROUTER_API_KEY, OPENAI_API_KEY or UPSTREAMS');
  expect((await bare.stop()).code).toBe(0);
});

test('SIGTERM lets a stream finish, stores its answer, and exits 0 without waiting for idle connections', async () => {
  // Were it to wait for them, it would be longer than the test may take.
  const proxy = await start({ SHUTDOWN_TIMEOUT_MS: '600000' });
  const { released, release } = hold();
  held.set('How do snails climb?', released);
  // A client that keeps its connection, as the SDKs do.
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const sent = request(`${proxy.url}/v1/chat/completions`, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify(chatBody('How do snails climb?', { stream: true })));
  const [response] = await once(sent, 'response');
  const stopped = proxy.stop();
  // The one that drains refuses connections.
  for (let refused = false; !refused; )
    refused = await fetch(proxy.url).then(
      () => false,
      () => true,
    );
  const whole = text(response);
  release();
  expect(await whole).toMatch(/Slowly.*data: \[DONE\]\n\n$/s);
  expect((await stopped).code).toBe(0);
  held.clear();
  const again = await start({ SEMANTIC_MODE: 'off' });
  expect((await again.ask('How do snails climb?')).tier).toBe('exact');
  await again.stop();
});

test('SIGTERM ends what takes longer than SHUTDOWN_TIMEOUT_MS', async () => {
  const proxy = await start({ SHUTDOWN_TIMEOUT_MS: '50', SEMANTIC_MODE: 'off' });
  const { released } = hold();
  held.set('How do glaciers move?', released);
  const response = await fetch(`${proxy.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(chatBody('How do glaciers move?', { stream: true })),
  });
  const broken = expect(response.text()).rejects.toThrow();
  const { code } = await proxy.stop();
  expect(code).toBe(0);
  await broken;
});
