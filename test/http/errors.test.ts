import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { chatBody, EXACT_ONLY, hold, MODEL, startProxy } from '../proxy.ts';

const LIMIT = 20_000;
const proxy = await startProxy({ env: { MAX_BODY_BYTES: String(LIMIT) } });
afterAll(() => proxy[Symbol.asyncDispose]());

interface Refusal {
  readonly status: number;
  readonly error: { message: string; type: string; param: string | null; code: string };
  readonly headers: Headers;
}

async function refusalOf(response: Response): Promise<Refusal> {
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { error, ...rest } = JSON.parse(await response.text());
  expect(rest).toEqual({});
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  return { status: response.status, error, headers: response.headers };
}

async function post(
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  return refusalOf(await proxy.request('/v1/chat/completions', { method: 'POST', headers, body }));
}

describe('400 names the field', () => {
  const message = '{"role":"user","content":"Hi"}';
  const bad: Record<string, [param: string | null, body: string]> = {
    'no JSON': [null, '{"model": '],
    nothing: [null, ''],
    'a list': [null, '[]'],
    'trailing text': [null, '{} {}'],
    'no model': ['model', `{"messages":[${message}]}`],
    'a model whose name is none': ['model', `{"model":"${'m'.repeat(600)}","messages":[${message}]}`],
    'an empty model': ['model', `{"model":"","messages":[${message}]}`],
    'no messages': ['messages', '{"model":"m"}'],
    'no message': ['messages', '{"model":"m","messages":[]}'],
    'a message that is none': ['messages[1]', `{"model":"m","messages":[${message},7]}`],
    'a message without role': ['messages[0].role', '{"model":"m","messages":[{"content":"Hi"}]}'],
    'content that is none': ['messages[0].content', '{"model":"m","messages":[{"role":"user","content":7}]}'],
    'a part that is none': ['messages[0].content[0]', '{"model":"m","messages":[{"role":"user","content":[7]}]}'],
    'stream: "yes"': ['stream', `{"model":"m","messages":[${message}],"stream":"yes"}`],
    'n: 0': ['n', `{"model":"m","messages":[${message}],"n":0}`],
    'tools that are none': ['tools', `{"model":"m","messages":[${message}],"tools":{}}`],
    'a key twice': ['model', `{"model":"m","messages":[${message}],"model":"n"}`],
    'a key twice, deep down': [
      'messages[0].content',
      '{"model":"m","messages":[{"role":"user","content":"a","content":"b"}]}',
    ],
    'a key twice, one of them escaped': ['model', `{"model":"m","messages":[${message}],"\\u006dodel":"n"}`],
  };
  test.each(Object.entries(bad))('%s', async (_, [param, body]) => {
    const { status, error } = await post(body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', param, code: 'invalid_request' });
    expect(error.message).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/);
  });

  test('bad UTF-8', async () => {
    const { status, error } = await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]));
    expect({ status, ...error }).toMatchObject({ status: 400, message: expect.stringContaining('UTF-8') });
  });

  test('JSON that is too deep', async () => {
    const deep = '['.repeat(9_000) + ']'.repeat(9_000);
    const { status } = await post(`{"model":"m","messages":[],"deep":${deep}}`);
    expect(status).toBe(400);
  });

  test('nothing of these reached the upstream', () => {
    expect(proxy.upstream.requests).toHaveLength(0);
  });
});

describe('413', () => {
  const large = JSON.stringify(chatBody('x'.repeat(LIMIT)));

  test('by its length, before it is read', async () => {
    const { status, error } = await post(large, {
      'content-type': 'application/json',
      'content-length': String(large.length),
    });
    expect({ status, ...error }).toMatchObject({ status: 413, code: 'body_too_large', param: null });
  });

  test('in chunks that do not say how much there will be', async () => {
    const socket = connect({ port: Number(new URL(await proxy.url()).port), host: '127.0.0.1' });
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
    socket.write('Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n');
    for (let sent = 0; sent <= LIMIT; sent += 1000) socket.write(`3e8\r\n${'x'.repeat(1000)}\r\n`);
    socket.write('0\r\n\r\n');
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 413 .*"code":"body_too_large"/s);
  });

  test('a chunked body below the limit is taken', async () => {
    const response = await fetch(`${await proxy.url()}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([JSON.stringify(chatBody('Is it small enough?'))]).stream(),
      duplex: 'half',
    });
    expect(response.status).toBe(200);
    await response.text();
  });
});

describe('one who goes away', () => {
  test.each(['content-length: 100', 'transfer-encoding: chunked'])(
    'in the middle of its request is no failure of the proxy: %s',
    async (length) => {
      await using own = await startProxy({ env: EXACT_ONLY });
      const { port } = new URL(await own.url());
      const socket = connect({ port: Number(port), host: '127.0.0.1' });
      socket.write(`POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n${length}\r\n\r\n`);
      await new Promise((resolve) => socket.write('4\r\n{"mo', resolve));
      const statuses = async () => {
        const response = await own.request('/admin/requests', { headers: { authorization: 'Bearer admin' } });
        return JSON.parse(await response.text()).requests.map(({ status }: { status: number }) => status);
      };
      await setImmediate();
      socket.destroy();
      await expect.poll(statuses).toEqual([499]);
    },
  );
});

describe('415', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ])('%s', async (type) => {
    const { status, error } = await post(JSON.stringify(chatBody('Which type?')), { 'content-type': type });
    expect({ status, ...error }).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])(
    'not %s',
    async (type) => {
      const body = JSON.stringify(chatBody('Which type?'));
      const headers = { 'content-type': type };
      expect((await proxy.request('/v1/chat/completions', { method: 'POST', headers, body })).status).toBe(200);
    },
  );
});

describe('404 and 405', () => {
  test.each([
    ['GET', '/nowhere'],
    ['POST', '/v1/nowhere'],
    ['GET', '/v1/organization/keys'],
    ['POST', '/v1/chat/completions/'],
    ['GET', '/%zz'],
  ])('%s %s is not found', async (method, path) => {
    const { status, error } = await refusalOf(await proxy.request(path, { method }));
    expect({ status, ...error }).toMatchObject({ status: 404, type: 'invalid_request_error', code: 'not_found' });
  });

  test('another method is not allowed, and the right one is named', async () => {
    const { status, error, headers } = await refusalOf(await proxy.request('/v1/chat/completions', { method: 'PUT' }));
    expect({ status, ...error }).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(headers.get('allow')).toContain('POST');
  });
});

describe("an upstream's errors", () => {
  test.each([400, 404, 409, 422, 429, 500, 503])('%i comes through, with its body and retry-after', async (status) => {
    const body = { error: { message: `no ${status}`, type: 'whatever', param: 'x', code: 'own' } };
    proxy.script(`Why ${status}?`, { status, body, headers: { 'retry-after': '3', 'retry-after-ms': '3000' } });
    const response = await proxy.chat(`Why ${status}?`);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(body);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'retry-after': '3',
      'retry-after-ms': '3000',
      'x-cache': 'MISS',
      'x-upstream': 'scripted',
    });
  });

  test.each([401, 403])('%i is about our key: its message is never shown', async (status) => {
    const message = 'Incorrect API key provided: sk-upstream-secret';
    proxy.script(`Whose key ${status}?`, { status, body: { error: { message } } });
    const response = await proxy.chat(`Whose key ${status}?`);
    const { error, ...refusal } = await refusalOf(response);
    expect({ ...error, status: refusal.status }).toMatchObject({
      status: 502,
      type: 'server_error',
      code: 'upstream_refused_key',
    });
    expect(JSON.stringify([error, [...response.headers]])).not.toContain('secret');
  });

  test('a redirect is not followed: it would take our key along', async () => {
    const location = `${proxy.upstream.url}/elsewhere`;
    proxy.script('Where to?', { status: 307, headers: { location } });
    const { status, error } = await refusalOf(await proxy.chat('Where to?'));
    expect({ status, ...error }).toMatchObject({ status: 502, code: 'upstream_bad_answer' });
    expect(proxy.upstream.requests.filter(({ path }) => path === '/v1/elsewhere')).toEqual([]);
  });

  test('one that cannot be reached is a 502 that names no address', async () => {
    await using alone = await startProxy({ env: EXACT_ONLY });
    await alone.upstream.close();
    const { status, error } = await refusalOf(await alone.chat('Anybody?'));
    expect({ status, ...error }).toMatchObject({ status: 502, code: 'upstream_unreachable', type: 'server_error' });
    expect(error.message).not.toMatch(/127\.0\.0\.1|localhost|ECONN|:\d{4}/);
  });

  test('one that is silent is a 504', async () => {
    await using hasty = await startProxy({ env: { ...EXACT_ONLY, UPSTREAM_TIMEOUT_MS: '20' } });
    hasty.script('Are you asleep?', { finish: 'hang' });
    const { status, error } = await refusalOf(await hasty.chat('Are you asleep?'));
    expect({ status, ...error }).toMatchObject({ status: 504, code: 'upstream_timeout', type: 'server_error' });
  });

  test('one that falls silent in the middle is an error in the stream', async () => {
    await using hasty = await startProxy({ env: { ...EXACT_ONLY, UPSTREAM_IDLE_TIMEOUT_MS: '20' } });
    hasty.script('Are you tired?', { stream: ['data: {"choices":[]}\n\n'], finish: 'hang' });
    const text = await (await hasty.chat(chatBody('Are you tired?', { stream: true }))).text();
    expect(text).toContain('{"choices":[]}');
    expect(text).toContain('"code":"upstream_bad_answer"');
    expect(text).not.toContain('[DONE]');
  });
});

test('with no upstream a miss says which variables to set, and that a retry is pointless', async () => {
  await using bare = await startProxy({ env: { ...EXACT_ONLY, UPSTREAMS: '' } });
  const { status, error, headers } = await refusalOf(await bare.chat('Anybody?'));
  expect({ status, ...error }).toMatchObject({ status: 503, code: 'no_upstream', type: 'server_error' });
  for (const name of ['GROQ_API_KEY', 'OPENROUTER_API_KEY', 'OPENAI_API_KEY', 'UPSTREAMS']) {
    expect(error.message).toContain(name);
  }
  expect(headers.get('x-should-retry')).toBe('false');
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  const health = await bare.request('/health');
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({ status: 'degraded', services: { upstreams: { status: 'unhealthy' } } });
});

test('while it drains: new requests get a 503 with retry-after, ready turns off, what is under way ends', async () => {
  await using leaving = await startProxy({ env: EXACT_ONLY });
  const held = hold();
  const chunk = `data: ${JSON.stringify({ model: MODEL, choices: [{ index: 0, delta: { content: 'Bye' }, finish_reason: 'stop' }] })}\n\n`;
  leaving.script('Is it time?', { stream: [chunk, held.released, 'data: [DONE]\n\n'] });
  const { request } = leaving;
  const response = await fetch(`${await leaving.url()}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(chatBody('Is it time?', { stream: true })),
  });
  const restarted = leaving.restart();
  const { status, error, headers } = await refusalOf(await leaving.chat('May I come in?'));
  expect({ status, ...error }).toMatchObject({ status: 503, code: 'draining' });
  expect(headers.get('retry-after')).toBe('1');
  expect((await request('/health/ready')).status).toBe(503);
  expect((await request('/health/live')).status).toBe(200);
  expect((await request('/health')).status).toBe(503);
  held.release();
  expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/);
  await restarted;
  expect((await leaving.chat('Is it time?')).headers.get('x-cache')).toBe('HIT');
});
