/** What comes over a socket and is no request, or only half of one. */
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startProxy({ env: EXACT_ONLY });
});
afterAll(() => proxy[Symbol.asyncDispose]());

/** What is answered until the connection ends. */
async function send(text: string): Promise<string> {
  const socket = connect({ port: Number(new URL(await proxy.url()).port), host: '127.0.0.1' });
  socket.write(text);
  return textOf(socket);
}

const LOCAL = 'Host: localhost\r\nConnection: close\r\n';

describe('400, in the shape of every other error', () => {
  test.for([
    ['a host with a blank', 'GET /health HTTP/1.1\r\nHost: a b\r\n'],
    ['a host with a path', 'GET /health HTTP/1.1\r\nHost: a/b\r\n'],
    ['a host with a user', 'GET /health HTTP/1.1\r\nHost: user:pass@a\r\n'],
    ['a host that is half an address', 'GET /health HTTP/1.1\r\nHost: [::\r\n'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n'],
    ['an absolute target that is none', 'GET http://[:::/health HTTP/1.1\r\nHost: localhost\r\n'],
    ['a backslash in the path', 'GET /health\\live HTTP/1.1\r\nHost: localhost\r\n'],
  ])('%s', async ([, head]) => {
    const answer = await send(`${head}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/^x-request-id: \S+/m);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({
      error: {
        message: 'The target of the request, or its Host header, cannot be read.',
        ...{ type: 'invalid_request_error', param: null, code: 'invalid_request' },
      },
    });
  });
});

test('a health check of HTTP/1.0 need not name a host', async () => {
  expect(await send('GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 .*"live"/s);
});

test('requests one behind the other are answered in their order', async () => {
  const head = 'Host: localhost\r\n\r\n';
  const answer = await send(
    `GET /health/live HTTP/1.1\r\n${head}GET /nowhere HTTP/1.1\r\n${head}GET /health/ready HTTP/1.1\r\n${LOCAL}\r\n`,
  );
  expect(answer.match(/"live"|not_found|"ready"/g)).toEqual(['"live"', 'not_found', '"ready"']);
});

test.for([
  ['two lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
  ['a length that is none', 'Content-Length: five\r\n'],
  ['two different lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n'],
])('a body of %s hides no second request', async ([, length]) => {
  const { length: asked } = proxy.upstream.requests;
  const answer = await send(
    `POST /v1/chat/completions HTTP/1.1\r\n${LOCAL}${length}\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\n${LOCAL}\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).not.toContain('"live"');
  expect(proxy.upstream.requests).toHaveLength(asked);
});

test.for([
  ['/dashboard/../../package.json'],
  ['/dashboard/%2e%2e/%2e%2e/package.json'],
  ['/dashboard/..%2f..%2fpackage.json'],
  ['/dashboard/..%5c..%5cpackage.json'],
  ['/dashboard/%00'],
  ['/dashboard/__proto__'],
  ['/dashboard/constructor'],
  ['/docs/..%2f..%2fpackage.json'],
])('GET %s is not found', async ([path]) => {
  expect(await send(`GET ${path} HTTP/1.1\r\n${LOCAL}\r\n`)).toMatch(/^HTTP\/1\.1 404 .*"code":"not_found"/s);
});
