/** What somebody sends who means no good, or whose program is out of its mind. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sse } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startProxy({ env: { ...EXACT_ONLY, STREAM_ABORT_GRACE_MS: '0' } });
});
afterAll(() => proxy[Symbol.asyncDispose]());

const CHAT = '/v1/chat/completions';
const json = { 'content-type': 'application/json' };

async function post(body: string, headers: Record<string, string> = json, path = CHAT) {
  const response = await fetch(`${await proxy.url()}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const ask = (question: string, more: object = {}, headers: Record<string, string> = {}) =>
  post(JSON.stringify(chatBody(question, more)), { ...json, ...headers });

describe("a page of another site spends nobody's keys", () => {
  const origin = 'https://evil.example';
  test.for([
    ['a body without a type', CHAT, { origin }],
    ['a form', '/v1/images/edits', { origin, 'content-type': 'multipart/form-data; boundary=x' }],
    ['text', '/v1/audio/speech', { origin, 'content-type': 'text/plain' }],
    ['from a sandbox', CHAT, { origin: 'null' }],
    ['from another port', CHAT, { origin: 'http://127.0.0.1:1' }],
  ] as const)('%s', async ([, path, headers]) => {
    const { length } = proxy.upstream.requests;
    const { status, text } = await post(JSON.stringify(chatBody('Whose money is it?')), headers, path);
    expect([status, JSON.parse(text).error.code]).toEqual([403, 'forbidden']);
    expect(proxy.upstream.requests).toHaveLength(length);
  });

  test('what asked first, our own page and a program may', async () => {
    const own = await proxy.url();
    const body = JSON.stringify(chatBody('May I?'));
    for (const headers of [{ ...json, origin }, { origin, authorization: 'Bearer x' }, { origin: own }, {}]) {
      expect([headers, (await post(body, headers)).status]).toEqual([headers, 200]);
    }
  });
});

describe('names that JavaScript has a meaning for are names', () => {
  const model = (name: string) => `{"model":"${name}","messages":[{"role":"user","content":"Who is this?"}]}`;
  test.for(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s', async (name) => {
    const bodies = [
      model(name),
      `{"model":"m","messages":[{"role":"user","content":"Who?"}],"${name}":{"polluted":true}}`,
      `{"model":"m","messages":[{"role":"user","content":"Who?"}],"new_field":{"${name}":{"polluted":true}}}`,
    ];
    for (const body of bodies) {
      const first = await post(body);
      expect([body, first.status, first.headers.get('x-cache')]).toEqual([body, 200, 'MISS']);
      expect(proxy.upstream.requests.at(-1)?.text).toBe(body);
      await proxy.settled();
      expect((await post(body)).headers.get('x-cache')).toBe('HIT');
    }
    const labels = { 'x-cache-tags': name, 'x-cache-version': name, 'x-cache-namespace': name };
    expect((await ask('Which label is it?', {}, labels)).status).toBe(200);
    await proxy.settled();
    const invalidated = await proxy.admin('/cache/invalidate', { tags: [name] });
    expect(await invalidated.json()).toMatchObject({ invalidated: 1 });
    expect((await ask('Whose?', {}, { 'x-upstream': name })).status).toBe(400);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test('line breaks in a model, a question or a tag reach no header, no log line and no metric', async () => {
  const evil = 'm\r\nx-evil: 1\n{"forged":true}';
  for (let again = 0; again < 2; again += 1) {
    const { status, headers } = await ask('A\r\nx-evil: 2', { model: evil });
    expect(status).toBe(200);
    expect(headers.get('x-evil')).toBeNull();
    await proxy.settled();
  }
  const metrics = await (await proxy.request('/metrics')).text();
  for (const line of metrics.split('\n')) expect(line).toMatch(/^$|^# |^llm_cache_\w+(\{.*\})? \S+$/s);
  await using other = await startProxy({ env: EXACT_ONLY });
  const body = JSON.stringify(chatBody('What is it?', { model: evil }));
  await (await other.request(CHAT, { method: 'POST', headers: json, body })).text();
  await other.restart();
  const lines = (await other.logged()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).model)).toEqual([evil]);
});

/** A client that asks and never reads. */
async function stalled(question: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(await proxy.url()).port), host: '127.0.0.1' }).pause();
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  const body = JSON.stringify(chatBody(question, { stream: true }));
  socket.write(`POST ${CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`);
  socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return socket;
}

test('the upstream of those who do not read waits, and ends when they go', async () => {
  const MEGABYTE = 1024 * 1024;
  let sent = 0;
  proxy.script('Tell me everything', () => ({
    stream: (function* () {
      const event = sse({ model: 'm', choices: [{ index: 0, delta: { content: 'x'.repeat(MEGABYTE / 64) } }] });
      for (let n = 0; n < 64 * 50; n += 1) {
        sent += event.length;
        yield event;
      }
    })(),
  }));
  const sockets = await Promise.all(Array.from({ length: 5 }, (_, n) => stalled(`Tell me everything ${n}`)));
  let before = -1;
  // It stands still, when all that is in between is full, far from the end.
  await expect
    .poll(
      () => {
        const stands = sent > 0 && sent === before;
        before = sent;
        return stands;
      },
      { interval: 500, timeout: 20_000 },
    )
    .toBe(true);
  expect(sent).toBeLessThan(5 * 25 * MEGABYTE);
  for (const socket of sockets) {
    socket.destroy();
    await once(socket, 'close');
  }
  await expect.poll(async () => (await proxy.metrics()).cache.flights, { timeout: 10_000 }).toBe(0);
  const ends = await Promise.all(proxy.calls('Tell me everything').map(({ ended }) => ended));
  expect(ends).toEqual(Array(5).fill('aborted'));
});

test('a thousand connections that say nothing keep nobody waiting', async () => {
  const port = Number(new URL(await proxy.url()).port);
  const sockets = Array.from({ length: 1_000 }, () => connect({ port, host: '127.0.0.1' }));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets.slice(0, 500)) socket.write('GET /health HTTP/1.1\r\nHost: local');
  expect((await ask('Is anybody there?')).status).toBe(200);
});
