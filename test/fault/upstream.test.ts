/** Upstreams in trouble: the next one answers; where there is none, a stale answer does, or the client is told. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Scripted, sse, startUpstream, type Upstream } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, SECOND, startProxy, type TestProxy } from '../proxy.ts';
import { becomesUnwell, becomesWell, expectDocumented, type Faults } from './faults.ts';

const QUESTION = 'How do vaccines work?';
const DAY = 86_400 * SECOND;

interface Setting {
  /** The first upstream; what it answers to each request. */
  readonly first: (n: number) => Scripted | undefined;
  readonly env?: Record<string, string>;
}

async function upstreamOf(reply?: (n: number) => Scripted | undefined): Promise<Upstream> {
  let n = 0;
  const upstream = await startUpstream(reply ? { reply: () => reply(++n) } : {});
  onTestFinished(() => upstream.close());
  return upstream;
}

async function garbageFrom(garbage: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(garbage));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`;
}

const row = (name: string, url: string) => ({ name, base_url: url, api_key: 'key' });

async function proxyOn(rows: readonly object[], env: Record<string, string> = {}): Promise<TestProxy> {
  const proxy = await startProxy({
    env: {
      ...EXACT_ONLY,
      UPSTREAM_TIMEOUT_MS: '300',
      UPSTREAM_IDLE_TIMEOUT_MS: '500',
      UPSTREAMS: JSON.stringify(rows),
      ...env,
    },
  });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return proxy;
}

/** One that fails before another that does not. */
async function withSecond({ first, env }: Setting) {
  const [failing, second] = [await upstreamOf(first), await upstreamOf()];
  const proxy = await proxyOn([row('first', failing.url), row('second', second.url)], env);
  return { proxy, failing, second };
}

async function alone({ first, env }: Setting) {
  const failing = await upstreamOf(first);
  return { proxy: await proxyOn([row('first', failing.url)], env), failing };
}

/** The next upstream answers; a sole one's fault is told, with its status, unless there is a stale answer. */
async function goesOver(setting: Setting, status: number, error: object): Promise<void> {
  await isLeftAlone(setting);

  let works = true;
  const sole = await alone({ ...setting, first: (n) => (works ? undefined : setting.first(n)) });
  const { ask } = sole.proxy.client();
  const old = await ask(QUESTION);
  works = false;
  const told = await ask('How do magnets work?');
  expect(told.status).toBe(status);
  expect(JSON.parse(told.text)).toMatchObject({ error });
  sole.proxy.pass(DAY + SECOND);
  const stale = await ask(QUESTION);
  expect(stale).toMatchObject({ status: 200, text: old.text, headers: { 'x-cache': 'STALE' } });
  expect(stale.headers['cache-status']).toContain(`fwd=stale; fwd-status=${status}`);
}

/** One that fails again and again is asked no more, which health says, until it may be well. */
async function isLeftAlone(setting: Setting): Promise<void> {
  let works = false;
  const { proxy, failing } = await withSecond({ ...setting, first: (n) => (works ? undefined : setting.first(n)) });
  const { ask } = proxy.client();
  const struckAt = Date.now();
  for (let n = 0; n < 5; n += 1) {
    const answer = await ask(`How does vaccine number ${n} work?`);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-upstream': 'second', 'x-cache': 'MISS' } });
  }
  await becomesUnwell(proxy, 'upstream:first', struckAt, /./);
  const { length } = failing.requests;
  expect((await ask(QUESTION)).headers['x-upstream']).toBe('second');
  expect(failing.requests).toHaveLength(length);
  works = true;
  proxy.pass(60 * SECOND);
  expect((await ask('How do magnets work?')).headers['x-upstream']).toBe('first');
  await becomesWell(proxy, 'upstream:first');
}

const chunk = (content: string) => sse({ model: 'gpt-4o-mini', choices: [{ index: 0, delta: { content } }] });

/** The client has a part already: it is told in the stream, and nothing is stored. */
async function breaksOff(finish: 'hang' | 'reset' | 'cut'): Promise<void> {
  const { proxy, second } = await withSecond({
    // A reset overtakes what was sent just before it.
    first: (n) => (n === 1 ? { stream: [chunk('Snow is'), 100], finish } : undefined),
  });
  const { ask } = proxy.client();
  const body = chatBody(QUESTION, { stream: true });
  const broken = await ask(body);
  expect(broken.status).toBe(200);
  expect(broken.text).toMatch(/Snow is.*"error":.*upstream_bad_answer/s);
  expect(broken.text).not.toContain('[DONE]');
  expect(second.requests).toHaveLength(0);
  const again = await ask(body);
  expect(again.headers['x-cache']).toBe('MISS');
  expect(again.text).toContain('[DONE]');
}

const NO = { error: { message: 'no', type: 'server_error', param: null, code: null } };

const faults: Faults<void> = {
  'hangs before it answers': () => goesOver({ first: () => ({ finish: 'hang' }) }, 504, { code: 'upstream_timeout' }),
  'hangs in mid-stream': () => breaksOff('hang'),
  'resets the connection before it answers': () =>
    goesOver({ first: () => ({ finish: 'reset' }) }, 502, { code: 'upstream_unreachable' }),
  'resets the connection in mid-stream': () => breaksOff('reset'),
  'ends its stream without an end': () => breaksOff('cut'),
  'sends garbage for HTTP': async () => {
    for (const garbage of [
      '\u0000\u0001 nonsense\r\n\r\n',
      'HTTP/1.1 200 OK\r\nNo Header: x\r\n\r\n',
      `HTTP/1.1 200 OK\r\nx-ratelimit-much: ${'x'.repeat(100_000)}\r\n\r\n`,
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n',
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{}',
      'HTTP/1.1 099 Less\r\nContent-Length: 2\r\n\r\n{}',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n',
    ]) {
      const url = await garbageFrom(garbage);
      const second = await upstreamOf();
      const both = await proxyOn([row('first', url), row('second', second.url)]);
      expect(await both.client().ask(QUESTION)).toMatchObject({ status: 200, headers: { 'x-upstream': 'second' } });
      const sole = await (await proxyOn([row('first', url)])).client().ask(QUESTION);
      expect([garbage.slice(0, 80), sole.status]).toEqual([garbage.slice(0, 80), 502]);
      expect(JSON.parse(sole.text)).toMatchObject({ error: { code: expect.stringMatching(/^upstream_/) } });
    }
  },
  'answers with a status that is none': () =>
    goesOver({ first: () => ({ status: 999, body: NO }) }, 502, { code: 'upstream_bad_answer' }),
  'packs its answers': () =>
    goesOver({ first: () => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('{}') }) }, 502, {
      code: 'upstream_bad_answer',
    }),
  'answers 429 with `retry-after: 30`': async () => {
    const setting = { first: () => ({ status: 429, headers: { 'retry-after': '30' }, body: NO }) };
    await goesOver(setting, 429, NO.error);
    const { proxy, failing } = await alone(setting);
    expect((await proxy.client().ask(QUESTION)).headers).toMatchObject({ 'retry-after': '30' });
    // Nobody waits for so long: it is asked once.
    expect(failing.requests).toHaveLength(1);
  },
  'answers 500': () => goesOver({ first: () => ({ status: 500, body: NO }) }, 500, NO.error),
  'answers 500 three times, then well': async () => {
    const { proxy, failing } = await alone({
      first: (n) => (n <= 3 ? { status: 500, body: NO } : undefined),
      env: { UPSTREAM_RETRIES: '3' },
    });
    const { ask } = proxy.client();
    expect(await ask(QUESTION)).toMatchObject({ status: 200, headers: { 'x-cache': 'MISS' } });
    expect(failing.requests).toHaveLength(4);
    expect((await ask(QUESTION)).headers['x-cache']).toBe('HIT');
  },
  'answers 200 with a page of HTML': () =>
    goesOver({ first: () => ({ headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' }) }, 502, {
      code: 'upstream_bad_answer',
    }),
  'answers 200 with an error': () => goesOver({ first: () => ({ body: NO }) }, 200, NO.error),
  'refuses our key': () =>
    goesOver({ first: () => ({ status: 401, body: NO }) }, 502, { code: 'upstream_refused_key' }),
  'answers 400': async () => {
    const { proxy, failing, second } = await withSecond({ first: () => ({ status: 400, body: NO }) });
    expect(await proxy.client().ask(QUESTION)).toMatchObject({ status: 400, text: JSON.stringify(NO) });
    expect([failing.requests.length, second.requests.length]).toEqual([1, 0]);
  },
};

describe('an upstream', () => {
  test('these faults are documented', () => expectDocumented('an upstream', faults));

  test.for(Object.entries(faults))('%s', ([, strike]) => strike());
});
