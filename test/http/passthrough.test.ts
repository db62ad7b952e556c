/** What is passed through to an upstream as it is. Where bytes and connections count, over a socket. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Recorded, type Scripted, startUpstream } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, hold, startProxy, type TestProxy } from '../proxy.ts';

const MEGABYTE = 1024 * 1024;
const KEYS = { PROXY_API_KEYS: 'ann:key-of-ann, bob:key-of-bob' };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

type Reply = (request: Recorded) => Scripted | undefined;

/** A proxy whose upstream answers what is passed through with what it was asked: `{method, path, ...}`. */
function setUpEcho(env: Record<string, string> = {}, reply: Reply = () => undefined) {
  return startProxy({ env: { ...EXACT_ONLY, ...env }, upstream: { reply: (asked) => reply(asked) ?? echo(asked) } });
}

function echo({ method, path, query }: Recorded): Scripted | undefined {
  const cached = ['/v1/chat/completions', '/v1/responses', '/v1/completions', '/v1/embeddings'];
  if ((method === 'POST' && cached.includes(path)) || path === '/v1/models') return undefined;
  return { body: { method, path, query: String(query) } };
}

/** Upstreams beside each other, each of which says its name, and a proxy that has them in this order. */
async function setUpSeveral(
  rows: Record<string, { readonly models?: readonly string[]; readonly serves?: readonly string[]; reply?: Reply }>,
  env: Record<string, string> = {},
) {
  const upstreams = await Promise.all(
    Object.entries(rows).map(async ([name, { reply = () => undefined, ...row }]) => {
      const upstream = await startUpstream({ reply: (asked) => reply(asked) ?? { body: { from: name } } });
      onTestFinished(() => upstream.close());
      return { upstream, row: { name, base_url: upstream.url, api_key: `key-of-${name}`, ...row } };
    }),
  );
  const UPSTREAMS = JSON.stringify(upstreams.map(({ row }) => row));
  const proxy = await startProxy({ env: { ...EXACT_ONLY, UPSTREAMS, ...env } });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const askedOf = (index: number) => upstreams[index]?.upstream.requests ?? [];
  return { proxy, askedOf };
}

/** An upstream of which the test sees every byte as it comes. */
async function startBare(handle: (message: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const row = { name: 'bare', base_url: `http://127.0.0.1:${port}/v1`, api_key: 'sk-upstream-secret' };
  const proxy = await startProxy({ env: { ...EXACT_ONLY, UPSTREAMS: JSON.stringify([row]) } });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await proxy[Symbol.asyncDispose]();
  });
  return proxy;
}

interface Raw {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
}

/** A request with no client library between: headers and path as they are given. */
async function raw(proxy: TestProxy, path: string, { method = 'GET', headers = {}, body }: Raw = {}) {
  const { hostname, port } = new URL(await proxy.url());
  const asked = request({ hostname, port, path, method, headers });
  asked.end(body);
  const [message] = (await once(asked, 'response')) as [IncomingMessage];
  // Who is answered early may find that nobody reads what it still sends.
  asked.on('error', () => {});
  return { status: message.statusCode, headers: message.headers, bytes: await buffer(message) };
}

function post(proxy: TestProxy, path: string, body: object, headers: Record<string, string> = {}) {
  return proxy.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const fromOf = async (response: Response) => ((await response.json()) as { from?: string }).from;

describe('the official SDK', () => {
  const audio = randomBytes(3 * MEGABYTE);
  const object = (id: string, more: object = {}) => ({ body: { id, object: id.split('-')[0], ...more } });
  const replies: Record<string, Scripted> = {
    'POST /v1/moderations': { body: { id: 'modr-1', model: 'omni', results: [{ flagged: false }] } },
    'POST /v1/images/generations': { body: { created: 1, data: [{ b64_json: 'aGk=' }] } },
    'POST /v1/images/edits': { body: { created: 2, data: [{ b64_json: 'aGk=' }] } },
    'POST /v1/audio/transcriptions': { body: { text: 'What was said.' } },
    'POST /v1/audio/speech': { headers: { 'content-type': 'audio/mpeg' }, body: audio },
    'POST /v1/files': object('file-1', { bytes: audio.length }),
    'GET /v1/files': { body: { object: 'list', data: [{ id: 'file-1' }], has_more: false } },
    'GET /v1/files/file-1': object('file-1'),
    'GET /v1/files/file-1/content': { headers: { 'content-type': 'application/octet-stream' }, body: audio },
    'DELETE /v1/files/file-1': object('file-1', { deleted: true }),
    'POST /v1/batches': object('batch-1', { input_file_id: 'file-1' }),
    'GET /v1/batches/batch-1': object('batch-1'),
    'POST /v1/batches/batch-1/cancel': object('batch-1', { status: 'cancelling' }),
    'POST /v1/uploads': object('upload-1'),
    'POST /v1/uploads/upload-1/parts': object('part-1'),
    'POST /v1/uploads/upload-1/complete': object('upload-1', { status: 'completed' }),
    'GET /v1/chat/completions': { body: { object: 'list', data: [], has_more: false } },
    'GET /v1/chat/completions/chatcmpl-1': object('chatcmpl-1'),
    'GET /v1/chat/completions/chatcmpl-1/messages': { body: { object: 'list', data: [], has_more: false } },
    'GET /v1/responses/resp-1': object('resp-1', { output: [] }),
    'POST /v1/responses/resp-1/cancel': object('resp-1', { output: [], status: 'cancelled' }),
    'DELETE /v1/responses/resp-1': { status: 204 },
    'POST /v1/conversations': object('conv-1'),
    'POST /v1/vector_stores': object('vs-1'),
    'DELETE /v1/vector_stores/vs-1': object('vs-1', { deleted: true }),
  };
  const setUp = startProxy({
    env: EXACT_ONLY,
    upstream: { reply: ({ method, path }) => replies[`${method} ${path}`] ?? { status: 404, body: {} } },
  });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());
  const file = () => toFile(audio, 'speech.mp3', { type: 'audio/mpeg' });

  test.each<[string, (client: OpenAI) => Promise<unknown>, unknown]>([
    ['moderations.create', (client) => client.moderations.create({ input: 'Hm' }), { results: [{ flagged: false }] }],
    ['images.generate', (client) => client.images.generate({ prompt: 'A cat' }), { data: [{ b64_json: 'aGk=' }] }],
    ['images.edit', async (client) => client.images.edit({ image: await file(), prompt: 'A dog' }), { created: 2 }],
    [
      'audio.transcriptions.create',
      async (client) => client.audio.transcriptions.create({ file: await file(), model: 'whisper-1' }),
      { text: 'What was said.' },
    ],
    ['files.list', (client) => client.files.list(), { data: [{ id: 'file-1' }] }],
    ['files.retrieve', (client) => client.files.retrieve('file-1'), { id: 'file-1' }],
    ['files.delete', (client) => client.files.delete('file-1'), { deleted: true }],
    [
      'batches.create',
      (client) =>
        client.batches.create({
          input_file_id: 'file-1',
          endpoint: '/v1/chat/completions',
          completion_window: '24h',
        }),
      { id: 'batch-1' },
    ],
    ['batches.retrieve', (client) => client.batches.retrieve('batch-1'), { id: 'batch-1' }],
    ['batches.cancel', (client) => client.batches.cancel('batch-1'), { status: 'cancelling' }],
    [
      'uploads',
      async (client) => {
        const more = { bytes: audio.length, filename: 'a', mime_type: 'audio/mpeg', purpose: 'assistants' as const };
        const upload = await client.uploads.create(more);
        const part = await client.uploads.parts.create(upload.id, { data: await file() });
        return client.uploads.complete(upload.id, { part_ids: [part.id] });
      },
      { status: 'completed' },
    ],
    ['chat.completions.list', (client) => client.chat.completions.list(), { data: [] }],
    ['chat.completions.retrieve', (client) => client.chat.completions.retrieve('chatcmpl-1'), { id: 'chatcmpl-1' }],
    ['chat.completions.messages', (client) => client.chat.completions.messages.list('chatcmpl-1'), { data: [] }],
    ['responses.retrieve', (client) => client.responses.retrieve('resp-1'), { id: 'resp-1' }],
    ['responses.cancel', (client) => client.responses.cancel('resp-1'), { status: 'cancelled' }],
    ['responses.delete', (client) => client.responses.delete('resp-1'), null],
    ['conversations.create', (client) => client.conversations.create({}), { id: 'conv-1' }],
    ['vectorStores.create', (client) => client.vectorStores.create({}), { id: 'vs-1' }],
    ['vectorStores.delete', (client) => client.vectorStores.delete('vs-1'), { deleted: true }],
  ])('%s', async (_, call, answer) => {
    const result = await call(await (await setUp).sdk());
    expect(result).toEqual(answer && expect.objectContaining(answer));
  });

  test('files.create: the file arrives byte for byte', async () => {
    const proxy = await setUp;
    const client = await proxy.sdk();
    expect(await client.files.create({ file: await file(), purpose: 'batch' })).toMatchObject({ id: 'file-1' });
    const { bytes, headers } = proxy.upstream.requests.findLast(({ path }) => path === '/v1/files') as Recorded;
    const init = { headers: { 'content-type': headers['content-type'] ?? '' } };
    const form = await new Response(new Uint8Array(bytes), init).formData();
    const sent = form.get('file') as File;
    expect(sent.name).toBe('speech.mp3');
    expect(audio.equals(Buffer.from(await sent.arrayBuffer()))).toBe(true);
    expect(form.get('purpose')).toBe('batch');
  });

  test.each([
    ['audio.speech', (client: OpenAI) => client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hi' })],
    ['files.content', (client: OpenAI) => client.files.content('file-1')],
  ])('%s: the bytes come back as they were', async (_, call) => {
    const response = await call(await (await setUp).sdk());
    expect(audio.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
    expect(response.headers.get('content-length')).toBe(String(audio.length));
  });
});

describe('a request', () => {
  const setUp = setUpEcho();
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());
  const last = async () => (await setUp).upstream.requests.at(-1) as Recorded;

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    '%s goes with its path and its query as they are',
    async (method) => {
      const path = '/v1/vector_stores/vs_1/files?order=desc&include[]=a&include[]=b%2Fc&q=%20x';
      expect((await raw(await setUp, path, { method })).status).toBe(200);
      const { query, ...asked } = await last();
      expect(asked).toMatchObject({ method, path: '/v1/vector_stores/vs_1/files' });
      expect([...query]).toEqual([
        ['order', 'desc'],
        ['include[]', 'a'],
        ['include[]', 'b/c'],
        ['q', ' x'],
      ]);
    },
  );

  test('without a body has none there either, whatever its method', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      await raw(await setUp, '/v1/files/file-1', { method });
      const { bytes, headers } = await last();
      expect([bytes.length, headers['transfer-encoding']]).toEqual([0, undefined]);
    }
  });

  test.each<[string, Record<string, string>]>([
    ['with its length', { 'content-length': '200000' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('that comes %s goes so, byte for byte', async (_, framing) => {
    const body = randomBytes(200_000);
    const headers = { 'content-type': 'application/octet-stream', ...framing };
    await raw(await setUp, '/v1/audio/transcriptions', { method: 'POST', headers, body });
    const sent = await last();
    expect(sent.bytes.equals(body)).toBe(true);
    expect(sent.headers).toMatchObject(framing);
  });

  test('that is packed stays packed', async () => {
    const body = randomBytes(1_000);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    await raw(await setUp, '/v1/moderations', { method: 'POST', headers, body });
    expect((await last()).bytes.equals(body)).toBe(true);
    expect((await last()).headers['content-encoding']).toBe('gzip');
  });

  test('brings its own headers, and neither those of its connection nor those that are for the proxy', async () => {
    const mine = {
      'openai-beta': 'assistants=v2',
      'x-stainless-lang': 'js',
      'idempotency-key': 'k',
      range: 'bytes=0-9',
    };
    await raw(await setUp, '/v1/files', {
      headers: {
        ...mine,
        ...bearer('client-secret'),
        connection: 'keep-alive, X-Of-This-Hop',
        'x-of-this-hop': 'client-secret',
        'proxy-authorization': 'client-secret',
        te: 'trailers',
        cookie: 'a=client-secret',
        'api-key': 'client-secret',
        'x-forwarded-for': '10.1.2.3',
        'openai-organization': 'org-of-another',
        'accept-encoding': 'gzip, br',
        'x-upstream': 'scripted',
        'x-cache-namespace': 'mine',
      },
    });
    const { headers } = await last();
    expect(headers).toMatchObject(mine);
    expect(headers.authorization).toBe('Bearer sk-upstream-secret');
    expect(headers['accept-encoding']).toBe('identity');
    expect(JSON.stringify(headers)).not.toMatch(
      /client-secret|10\.1\.2\.3|org-of-another|of-this-hop|x-upstream|x-cache/i,
    );
  });
});

describe('an answer', () => {
  const ours = { 'x-cache': 'BYPASS', 'x-cache-reason': 'passthrough', 'x-upstream': 'scripted' };

  test('says that it was passed through, by whom, and nothing of the connection behind', async () => {
    const theirs = { 'retry-after': '7', 'x-ratelimit-limit-requests': '9', 'content-type': 'text/vtt', etag: '"e"' };
    await using proxy = await setUpEcho({}, () => ({
      headers: {
        ...theirs,
        connection: 'keep-alive, x-of-that-hop',
        'x-of-that-hop': 'secret',
        'proxy-authenticate': 'secret',
        'set-cookie': ['a=secret', 'b=secret'],
        'alt-svc': 'h3="secret:443"',
        'openai-organization': 'secret-org',
        'access-control-allow-origin': '*',
        location: 'http://secret.internal/',
        'x-cache': 'HIT',
        'x-upstream': 'cloud',
        'x-request-id': 'req-of-upstream',
      },
      body: 'WEBVTT',
    }));
    const { headers, bytes } = await raw(proxy, '/v1/audio/x', { method: 'POST', headers: { 'x-request-id': 'mine' } });
    expect(headers).toMatchObject({ ...ours, ...theirs, 'x-request-id': 'mine', 'content-length': '6' });
    expect(headers['x-upstream-request-id']).toBe('req-of-upstream');
    expect(JSON.stringify(headers)).not.toMatch(/secret|x-of-that-hop|"\*"/);
    expect(bytes.toString()).toBe('WEBVTT');
  });

  test('that comes packed, though nobody asked for it, stays so', async () => {
    const body = randomBytes(500);
    await using proxy = await setUpEcho({}, () => ({ headers: { 'content-encoding': 'br' }, body }));
    const { headers, bytes } = await raw(proxy, '/v1/files/file-1/content');
    expect([headers['content-encoding'], bytes.equals(body)]).toEqual(['br', true]);
  });

  test.each([
    [404, { error: { message: 'No such File object: file-1', type: 'invalid_request_error', code: null } }],
    [400, { error: { message: 'Invalid purpose' } }],
    [429, { error: { message: 'Slow down', code: 'rate_limit_exceeded' } }],
    [500, { error: { message: 'Oops' } }],
  ])('%i is handed on', async (status, body) => {
    await using proxy = await setUpEcho({}, () => ({ status, headers: { 'retry-after': '3' }, body }));
    const response = await proxy.request('/v1/files/file-1');
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '3']);
    expect(await response.json()).toEqual(body);
  });

  test.each([401, 403])('%i for our key is our fault, and its message stays here', async (status) => {
    await using proxy = await setUpEcho({}, () => ({
      status,
      body: { error: { message: 'Wrong: sk-upstream-secret' } },
    }));
    const response = await post(proxy, '/v1/moderations', { input: 'x' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_refused_key' } });
  });

  test.each([301, 302, 307])('%i is followed by nobody, and leads nobody inside', async (status) => {
    await using proxy = await setUpEcho({}, () => ({ status, headers: { location: 'http://10.0.0.1/secret' } }));
    const response = await proxy.request('/v1/files/file-1/content', { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([502, null]);
    expect(await response.text()).not.toContain('10.0.0.1');
    expect(proxy.upstream.requests).toHaveLength(1);
  });

  test('304 is no redirect', async () => {
    await using proxy = await setUpEcho({}, () => ({ status: 304, headers: { etag: '"e"' } }));
    const { status, headers } = await raw(proxy, '/v1/files/file-1', { headers: { 'if-none-match': '"e"' } });
    expect([status, headers.etag]).toEqual([304, '"e"']);
    await expect.poll(() => proxy.counter('queue_length{queue="upstream"}')).toBe(0);
  });

  test('a body where there can be none is not waited for', async () => {
    await using proxy = await setUpEcho({ MAX_CONCURRENCY: '1', MAX_QUEUE: '0' }, ({ path }) =>
      path === '/v1/files/file-1' ? { status: 205, body: { what: 'is this?' } } : undefined,
    );
    const { status, bytes } = await raw(proxy, '/v1/files/file-1');
    expect([status, bytes.length]).toEqual([205, 0]);
    // Its place is free again.
    await expect.poll(async () => (await raw(proxy, '/v1/files/file-2')).status).toBe(200);
  });

  test('HEAD has headers alone', async () => {
    await using proxy = await setUpEcho();
    const { status, headers, bytes } = await raw(proxy, '/v1/files/file-1', { method: 'HEAD' });
    expect([status, bytes.length, Number(headers['content-length']) > 0]).toEqual([200, 0, true]);
    expect(proxy.upstream.requests[0]?.method).toBe('HEAD');
  });

  test('of an upstream that cannot be reached is 502, and names no address', async () => {
    await using proxy = await setUpEcho();
    await proxy.upstream.close();
    const response = await post(proxy, '/v1/moderations', { input: 'x' });
    expect(response.status).toBe(502);
    expect(await response.text()).not.toMatch(/127\.0\.0\.1|ECONN/);
  });
});

describe('connections', () => {
  test('a client that goes away takes the call with it, before the answer and in the middle of it', async () => {
    const { released } = hold();
    await using proxy = await setUpEcho({}, ({ path }) =>
      path.endsWith('/never') ? { finish: 'hang' } : { stream: ['beginning', released, 'end'] },
    );
    const url = await proxy.url();
    const leaving = new AbortController();
    const never = fetch(`${url}/v1/audio/never`, { method: 'POST', body: 'x', signal: leaving.signal });
    await proxy.upstream.arrived(1);
    leaving.abort();
    await expect(never).rejects.toThrow();
    expect(await proxy.upstream.requests[0]?.ended).toBe('aborted');

    const leavingLater = new AbortController();
    const begun = await fetch(`${url}/v1/audio/begun`, { method: 'POST', body: 'x', signal: leavingLater.signal });
    await begun.body?.getReader().read();
    leavingLater.abort();
    expect(await proxy.upstream.requests[1]?.ended).toBe('aborted');
    await expect.poll(() => proxy.counter('failures_total{code="client_gone"}')).toBe(2);
  });

  test('a client that goes away in the middle of its upload takes that with it', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const proxy = await startBare((message) => {
      message.on('data', () => asked.destroy());
      message.on('error', ({ message }) => resolve(message));
    });
    const { hostname, port } = new URL(await proxy.url());
    const headers = { 'content-type': 'audio/mpeg' };
    const asked = request({ hostname, port, path: '/v1/audio/transcriptions', method: 'POST', headers });
    asked.on('error', () => {});
    asked.write(randomBytes(1_000));
    expect(await ended).toBe('aborted');
  });

  test('an upstream that answers before it has read all is heard, and one that hangs up is not waited for', async () => {
    const large = { method: 'POST', headers: { 'content-type': 'audio/mpeg' }, body: randomBytes(16 * MEGABYTE) };
    const early = await startBare((_, response) => void response.writeHead(400).end('Too long'));
    const { status, bytes } = await raw(early, '/v1/audio/transcriptions', large);
    expect([status, bytes.toString()]).toEqual([400, 'Too long']);
    const gone = await startBare((message) => void message.once('data', () => message.destroy()));
    expect((await raw(gone, '/v1/audio/transcriptions', large)).status).toBe(502);
    expect(await gone.counter('failures_total{code="upstream_unreachable"}')).toBe(1);
  });

  test('while the proxy stops, what is under way goes on to its end, and nothing new begins', async () => {
    const { released, release } = hold();
    await using proxy = await setUpEcho({}, () => ({ stream: ['begun, ', released, 'ended'] }));
    const response = await fetch(`${await proxy.url()}/v1/files/file-1/content`);
    const stopping = proxy.restart();
    expect(await (await proxy.request('/v1/files/file-1')).json()).toMatchObject({ error: { code: 'draining' } });
    release();
    expect(await response.text()).toBe('begun, ended');
    await stopping;
  });

  test.each(['cut', 'reset'] as const)('an answer that breaks off (%s) does not end properly', async (finish) => {
    for (const headers of [{}, { 'content-length': '1000' }]) {
      await using proxy = await setUpEcho({}, () => ({ headers, stream: ['some ', 'bytes'], finish }));
      const response = await fetch(`${await proxy.url()}/v1/files/file-1/content`).catch(() => null);
      const read = response?.text() ?? Promise.reject(new Error('cut before its head'));
      await expect(read).rejects.toThrow();
      expect(await proxy.counter('failures_total{code="upstream_bad_answer"}')).toBe(1);
    }
  });

  test('the same without a socket', async () => {
    await using proxy = await setUpEcho({}, () => ({ stream: ['some ', 'bytes'], finish: 'cut' }));
    await expect((await proxy.request('/v1/files/file-1/content')).text()).rejects.toThrow('broke off');
  });

  const MUCH = 64 * MEGABYTE;

  test('a slow reader is waited for: little of a large answer leaves the upstream before it is read', async () => {
    let sent = 0;
    const proxy = await startBare((_, response) => {
      const piece = randomBytes(MEGABYTE / 4);
      const send = () => {
        while (sent < MUCH) {
          sent += piece.length;
          if (!response.write(piece)) return;
        }
        response.end();
      };
      response.on('drain', send);
      send();
    });
    const { hostname, port } = new URL(await proxy.url());
    const asked = request({ hostname, port, path: '/v1/files/file-1/content' }).end();
    const [message] = (await once(asked, 'response')) as [IncomingMessage];
    const stood = await standstill(() => sent);
    // What the sockets of both connections take on loopback, and no more.
    expect(stood).toBeLessThan(MUCH / 2);
    let read = 0;
    for await (const chunk of message) read += chunk.length;
    expect(read).toBe(MUCH);
  });

  test('a slow upstream is waited for: little of a large upload is taken before it reads', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<IncomingMessage>();
    const proxy = await startBare(async (message, response) => {
      arrive(message);
      message.pause();
      await reading;
      let bytes = 0;
      for await (const chunk of message) bytes += chunk.length;
      response.end(String(bytes));
    });
    const { promise: reading, resolve: read } = Promise.withResolvers<void>();
    const { hostname, port } = new URL(await proxy.url());
    const headers = { 'content-type': 'audio/mpeg', 'content-length': String(MUCH) };
    const asked = request({ hostname, port, path: '/v1/audio/transcriptions', method: 'POST', headers });
    const piece = randomBytes(MEGABYTE / 4);
    let sent = 0;
    const send = () => {
      while (sent < MUCH) {
        sent += piece.length;
        if (!asked.write(piece)) return;
      }
      asked.end();
    };
    asked.on('drain', send);
    send();
    await arrived;
    expect(await standstill(() => sent)).toBeLessThan(MUCH / 2);
    read();
    const [message] = (await once(asked, 'response')) as [IncomingMessage];
    expect(await text(message)).toBe(String(MUCH));
  });

  /** Where a count comes to stand. */
  async function standstill(count: () => number): Promise<number> {
    let before = -1;
    for (let turns = 0; turns < 2_000; turns++) {
      if (count() !== before) turns = 0;
      before = count();
      await setImmediate();
    }
    return before;
  }

  test('calls count against MAX_CONCURRENCY until their last byte', async () => {
    const { released, release } = hold();
    await using proxy = await setUpEcho({ MAX_CONCURRENCY: '1', MAX_QUEUE: '0' }, ({ path }) =>
      path.endsWith('/slow') ? { stream: ['a', released, 'b'] } : undefined,
    );
    const slow = await proxy.request('/v1/audio/slow', { method: 'POST' });
    const refused = await post(proxy, '/v1/moderations', { input: 'x' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await proxy.chat('Is there room?')).status).toBe(503);
    release();
    expect(await slow.text()).toBe('ab');
    expect((await post(proxy, '/v1/moderations', { input: 'x' })).status).toBe(200);
  });
});

describe('MAX_PASSTHROUGH_BYTES', () => {
  const setUp = setUpEcho({ MAX_PASSTHROUGH_BYTES: '100000', MAX_BODY_BYTES: '1000' });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());
  const send = async (size: number, headers: Record<string, string>) => {
    const type = { 'content-type': 'application/octet-stream' };
    return raw(await setUp, '/v1/files', { method: 'POST', headers: { ...type, ...headers }, body: randomBytes(size) });
  };

  test('a body as large as that passes, and is not bound by MAX_BODY_BYTES', async () => {
    expect((await send(100_000, { 'content-length': '100000' })).status).toBe(200);
    expect((await send(100_000, { 'transfer-encoding': 'chunked' })).status).toBe(200);
  });

  test('a longer one is refused by its length, before anyone is asked', async () => {
    const proxy = await setUp;
    const before = proxy.upstream.requests.length;
    const { status, bytes } = await send(100_001, { 'content-length': '100001' });
    expect([status, JSON.parse(bytes.toString()).error.code]).toEqual([413, 'body_too_large']);
    expect(proxy.upstream.requests).toHaveLength(before);
  });

  test('one that does not say its length is cut off when it is past it, whatever its type', async () => {
    const proxy = await setUp;
    const before = proxy.upstream.requests.length;
    for (const type of ['application/octet-stream', 'application/json']) {
      const { status } = await send(300_000, { 'transfer-encoding': 'chunked', 'content-type': type });
      expect(status).toBe(413);
    }
    // The scripted upstream tells of a request when it has all of it.
    expect(proxy.upstream.requests).toHaveLength(before);
  });
});

describe('who is asked', () => {
  const rows = () => ({
    first: { models: ['sound-*'] },
    second: { models: ['picture-*', 'vendor/sound-2'] },
  });

  test('who offers the model that a JSON body names; else the first', async () => {
    const { proxy } = await setUpSeveral(rows());
    const asked = (body: object) => post(proxy, '/v1/images/generations', body);
    expect(await fromOf(await asked({ prompt: 'x', model: 'picture-1' }))).toBe('second');
    expect(await fromOf(await asked({ prompt: 'x', model: 'sound-1' }))).toBe('first');
    expect(await fromOf(await asked({ prompt: 'x' }))).toBe('first');
    expect(await fromOf(await asked({ prompt: { model: 'picture-1' } }))).toBe('first');
  });

  test.each([
    ['before the file', true, 10],
    ['after a short file', false, 500_000],
  ])('who offers the model that a form names %s', async (_, before, size) => {
    const { proxy, askedOf } = await setUpSeveral(rows());
    const client = await proxy.sdk();
    const file = await toFile(randomBytes(size), 'a.mp3');
    const model = 'picture-2';
    await client.audio.transcriptions.create(before ? { model, file } : { file, model });
    expect([askedOf(0).length, askedOf(1).length]).toEqual([0, 1]);
  });

  test('the first, when a form names its model far behind', async () => {
    const { proxy, askedOf } = await setUpSeveral(rows());
    const file = await toFile(randomBytes(2 * MEGABYTE), 'a.mp3');
    await (await proxy.sdk()).audio.transcriptions.create({ file, model: 'picture-2' });
    expect([askedOf(0).length, askedOf(1).length]).toEqual([1, 0]);
  });

  test('under the alias that MODEL_ALIASES has, and the name that the upstream has', async () => {
    const { proxy, askedOf } = await setUpSeveral(rows(), {
      MODEL_ALIASES: JSON.stringify({ draw: 'picture-1', tune: { second: 'picture-9' } }),
    });
    const body = { model: 'draw', prompt: 'x', seed: 1 };
    await post(proxy, '/v1/images/generations', body);
    await post(proxy, '/v1/images/generations', { ...body, model: 'tune' });
    expect(askedOf(1).map(({ json }) => json)).toEqual([
      { ...body, model: 'picture-1' },
      { ...body, model: 'picture-9' },
    ]);
  });

  test('a JSON body in which nothing has to be renamed keeps its bytes', async () => {
    const { proxy, askedOf } = await setUpSeveral(rows());
    const body = '{ "model":"sound-1",\n "seed": 12345678901234567890, "x": 1.0 }';
    const headers = { 'content-type': 'application/json' };
    await proxy.request('/v1/audio/speech', { method: 'POST', headers, body });
    expect(askedOf(0)[0]?.text).toBe(body);
  });

  test('only who serves the route', async () => {
    const { proxy } = await setUpSeveral({
      first: { serves: ['chat.completions'] },
      second: { serves: ['chat.completions', 'files'] },
      third: {},
    });
    expect(await fromOf(await proxy.request('/v1/files'))).toBe('second');
    expect(await fromOf(await proxy.request('/v1/batches'))).toBe('third');
    const { proxy: without } = await setUpSeveral({ first: { serves: ['chat.completions'] } });
    const response = await without.request('/v1/batches');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('serves /v1/batches. Of those built in, these do: groq, openai.') },
    });
  });

  test('x-upstream, and no other', async () => {
    const { proxy } = await setUpSeveral(rows());
    const asked = (name: string) => proxy.request('/v1/files', { headers: { 'x-upstream': name } });
    expect(await fromOf(await asked('second'))).toBe('second');
    expect(await (await asked('third')).json()).toMatchObject({ error: { param: 'x-upstream' } });
  });

  test('nobody, when none is configured', async () => {
    const { proxy } = await setUpSeveral({});
    const response = await proxy.request('/v1/files');
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([503, 'false']);
  });
});

describe('stored objects go to who made them', () => {
  /** Each knows the objects whose id bears its name. */
  const knows =
    (name: string): Reply =>
    ({ method, path, text: body }) => {
      if (method === 'POST' && path === '/v1/files') return { body: { id: `file-${name}-12345`, object: 'file' } };
      if (path.endsWith('s')) return undefined;
      return `${path}${body}`.includes(`-${name}-`) ? undefined : { status: 404, body: { error: { message: 'None' } } };
    };
  const setUp = () => setUpSeveral({ one: { reply: knows('one') }, two: { reply: knows('two') } });

  test('by the id that its maker gave it, in the path, the query and the body', async () => {
    const { proxy, askedOf } = await setUp();
    const made = await proxy.request('/v1/files', { method: 'POST', body: 'x', headers: { 'x-upstream': 'two' } });
    expect(await made.json()).toMatchObject({ id: 'file-two-12345' });
    expect(await fromOf(await proxy.request('/v1/files/file-two-12345/content'))).toBe('two');
    expect(await fromOf(await proxy.request('/v1/files?after=file-two-12345&limit=2'))).toBe('two');
    expect(await fromOf(await post(proxy, '/v1/batches', { input_file_id: 'file-two-12345' }))).toBe('two');
    expect(askedOf(0)).toHaveLength(0);
  });

  test('one that is not known is looked for, and remembered once it is found', async () => {
    const { proxy, askedOf } = await setUpSeveral({
      one: { reply: () => ({ status: 404, body: {} }) },
      two: { reply: ({ path }) => ({ body: { id: path.split('/')[3], from: 'two' } }) },
    });
    expect(await fromOf(await proxy.request('/v1/batches/batch_old12345'))).toBe('two');
    expect(askedOf(0)).toHaveLength(1);
    expect(await fromOf(await post(proxy, '/v1/batches/batch_old12345/cancel', {}))).toBe('two');
    expect(askedOf(0)).toHaveLength(1);
  });

  test('one that nobody has is what the last one says of it', async () => {
    const { proxy, askedOf } = await setUp();
    const response = await proxy.request('/v1/files/file-three-1');
    expect([response.status, response.headers.get('x-upstream')]).toEqual([404, 'two']);
    expect([askedOf(0).length, askedOf(1).length]).toEqual([1, 1]);
  });

  test('a body that was not held is sent once', async () => {
    const { proxy, askedOf } = await setUpSeveral({ one: { reply: () => ({ status: 404, body: {} }) }, two: {} });
    const body = randomBytes(MEGABYTE);
    expect((await proxy.request('/v1/uploads/upload_1/parts', { method: 'POST', body })).status).toBe(404);
    expect([askedOf(0).length, askedOf(1).length]).toEqual([1, 0]);
  });

  test('responses and chat completions that were asked for through the cache, streamed or not', async () => {
    const answers: Reply = ({ method, path, n }) => {
      if (method !== 'POST') return undefined;
      if (path === '/v1/responses') {
        return { body: { id: `resp_${n}23456`, object: 'response', status: 'completed', output: [] } };
      }
      return { stream: [`data: {"id":"chatcmpl-${n}2345", "choices":[]}\n\n`, 'data: [DONE]\n\n'] };
    };
    const { proxy, askedOf } = await setUpSeveral({ one: {}, two: { reply: answers } });
    const toTwo = { 'x-upstream': 'two' };
    await (await post(proxy, '/v1/responses', { model: 'm', input: 'Hi' }, toTwo)).text();
    expect(await fromOf(await proxy.request('/v1/responses/resp_123456'))).toBe('two');
    await (await post(proxy, '/v1/chat/completions', chatBody('Hi', { store: true, stream: true }), toTwo)).text();
    expect(await fromOf(await proxy.request('/v1/chat/completions/chatcmpl-32345'))).toBe('two');
    const next = { model: 'm', input: 'And?', previous_response_id: 'resp_123456' };
    expect((await post(proxy, '/v1/responses', next)).headers.get('x-upstream')).toBe('two');
    const talk = { model: 'm', input: 'And?', conversation: { id: 'resp_123456' } };
    expect((await post(proxy, '/v1/responses', talk)).headers.get('x-upstream')).toBe('two');
    expect(askedOf(0)).toHaveLength(0);
  });
});

describe('with client keys', () => {
  const stored: [method: string, path: string][] = [
    ...['/v1/files', '/v1/batches', '/v1/uploads', '/v1/conversations', '/v1/vector_stores'].flatMap(
      (path): [string, string][] => [
        ['GET', path],
        ['POST', path],
        ['GET', `${path}/id_of_ann`],
        ['DELETE', `${path}/id_of_ann`],
      ],
    ),
    ['GET', '/v1/files/id_of_ann/content'],
    ['POST', '/v1/batches/id_of_ann/cancel'],
    ['GET', '/v1/chat/completions'],
    ['GET', '/v1/chat/completions/id_of_ann'],
    ['GET', '/v1/chat/completions/id_of_ann/messages'],
    ['DELETE', '/v1/chat/completions/id_of_ann'],
    ['GET', '/v1/responses/id_of_ann'],
    ['GET', '/v1/responses/id_of_ann/input_items'],
    ['DELETE', '/v1/responses/id_of_ann'],
    // What OpenAI keeps below /audio: recordings of who consented to have their voice used.
    ['GET', '/v1/audio/voice_consents'],
    ['DELETE', '/v1/audio/voice_consents/id_of_ann'],
  ];

  describe.each([{}, { CACHE_SHARED: 'true' }])('%j', (more) => {
    const setUp = setUpEcho({ ...KEYS, ...more });
    afterAll(async () => (await setUp)[Symbol.asyncDispose]());

    test.each(stored)('one does not reach the stored objects of another: %s %s', async (method, path) => {
      const proxy = await setUp;
      const response = await proxy.request(path, { method, headers: bearer('key-of-bob') });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } });
      expect(proxy.upstream.requests).toHaveLength(0);
    });
  });

  test.each([
    '/v1/audio/..%2ffiles',
    '/v1/audio/%2e%2e%2ffiles/file-1',
    '/v1/audio/%252e%252e%252ffiles',
    '/v1/audio/../files',
    '/v1/audio/x/..%5c..%5cfiles',
    '/v1/images/%zz/..%2f..%2ffiles',
  ])('nor by a detour: %s', async (path) => {
    await using proxy = await setUpEcho(KEYS);
    const { status } = await raw(proxy, path, { method: 'POST', headers: bearer('key-of-bob') });
    expect([400, 403, 404]).toContain(status);
    expect(proxy.upstream.requests).toHaveLength(0);
  });

  test('everybody may use what keeps nothing', async () => {
    await using proxy = await setUpEcho(KEYS);
    for (const path of ['/v1/moderations', '/v1/audio/speech', '/v1/images/generations']) {
      expect((await post(proxy, path, {}, bearer('key-of-bob'))).status).toBe(200);
      expect((await post(proxy, path, {}, bearer('stranger'))).status).toBe(401);
    }
  });

  test('one that is trusted may use everything, with our key', async () => {
    await using proxy = await setUpEcho({ ...KEYS, TRUSTED_CLIENTS: 'ann' });
    expect((await proxy.request('/v1/files', { headers: bearer('key-of-ann') })).status).toBe(200);
    expect((await proxy.request('/v1/files', { headers: bearer('key-of-bob') })).status).toBe(403);
    expect((await proxy.request('/v1/files', { headers: bearer('stranger') })).status).toBe(401);
    expect(proxy.upstream.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-upstream-secret']);
  });

  describe('what was made for one', () => {
    /** Answers with an object of each kind, streamed where that is asked for. */
    const makes: Reply = ({ method, path, text: body }) => {
      if (method !== 'POST') return undefined;
      if (path === '/v1/files') return { body: { id: 'file-of-ann', object: 'file' } };
      if (path !== '/v1/responses') return undefined;
      const output = [{ id: 'msg_of_ann', type: 'message', role: 'assistant', content: [] }];
      const response = { id: 'resp_of_ann', status: 'completed', conversation: { id: 'conv_old' }, output };
      if (!body.includes('"stream":true')) return { body: response };
      return { stream: [`data: ${JSON.stringify({ type: 'response.completed', response })}\n\n`] };
    };
    const setUp = (more = {}) => setUpEcho({ ...KEYS, ...more }, makes);
    const respond = (proxy: TestProxy, key: string, more: object) =>
      post(proxy, '/v1/responses', { model: 'm', input: 'Hi', ...more }, bearer(key));
    const file = { role: 'user', content: [{ type: 'input_file', file_id: 'file-of-ann' }] };
    const namings: Record<string, object> = {
      'a response': { previous_response_id: 'resp_of_ann' },
      'a response, within a namespace': { previous_response_id: 'resp_of_ann', cache: { namespace: 'inner' } },
      'a conversation': { conversation: { expires: 0, id: 'resp_of_ann' } },
      'an item': { input: [{ type: 'item_reference', id: 'msg_of_ann' }] },
      'a file': { input: [file] },
    };

    describe.each([false, true])('streamed: %s', (stream) => {
      test.each(Object.entries(namings))('%s is not there for another', async (_, naming) => {
        await using proxy = await setUp({ TRUSTED_CLIENTS: 'ann' });
        await (await post(proxy, '/v1/files', {}, bearer('key-of-ann'))).text();
        await (await respond(proxy, 'key-of-ann', { stream })).text();
        const refused = await respond(proxy, 'key-of-bob', { stream, ...naming });
        expect(refused.status).toBe(404);
        expect(await refused.json()).toMatchObject({ error: { code: 'not_found', type: 'invalid_request_error' } });
        expect(proxy.upstream.requests).toHaveLength(2);
        expect((await respond(proxy, 'key-of-ann', { stream, ...naming })).status).toBe(200);
      });
    });

    test('is there for one who is trusted, and stays the first one’s', async () => {
      await using proxy = await setUp({ TRUSTED_CLIENTS: 'bob' });
      const next = { previous_response_id: 'resp_of_ann' };
      await (await respond(proxy, 'key-of-ann', {})).text();
      expect((await respond(proxy, 'key-of-bob', next)).status).toBe(200);
      expect((await proxy.request('/v1/responses/resp_of_ann', { headers: bearer('key-of-bob') })).status).toBe(200);
      expect((await respond(proxy, 'key-of-ann', next)).status).toBe(200);
    });

    test('what is only mentioned is nobody’s, and so is what is not known', async () => {
      await using proxy = await setUp({
        TRUSTED_CLIENTS: 'tom',
        PROXY_API_KEYS: `${KEYS.PROXY_API_KEYS},tom:key-of-tom`,
      });
      await (await respond(proxy, 'key-of-ann', {})).text();
      for (const naming of [{ conversation: 'conv_old' }, { previous_response_id: 'resp_unknown' }]) {
        expect((await respond(proxy, 'key-of-bob', naming)).status).toBe(404);
        expect((await respond(proxy, 'key-of-ann', naming)).status).toBe(404);
        expect((await respond(proxy, 'key-of-tom', naming)).status).toBe(200);
      }
    });

    test('is not taken by naming it where the answer repeats it', async () => {
      await using proxy = await setUpEcho(KEYS, ({ text: body }) => ({
        body: { id: 'resp_of_bob', status: 'completed', output: [], metadata: JSON.parse(body).metadata },
      }));
      const metadata = { id: 'conv_old1' };
      expect((await respond(proxy, 'key-of-bob', { metadata })).status).toBe(200);
      expect((await respond(proxy, 'key-of-bob', { conversation: 'conv_old1' })).status).toBe(404);
      expect((await respond(proxy, 'key-of-bob', { previous_response_id: 'resp_of_bob' })).status).toBe(200);
    });

    test('is theirs alone after a restart too', async () => {
      await using proxy = await setUp();
      await (await respond(proxy, 'key-of-ann', {})).text();
      await proxy.restart();
      const next = { previous_response_id: 'resp_of_ann' };
      expect((await respond(proxy, 'key-of-bob', next)).status).toBe(404);
      expect((await respond(proxy, 'key-of-ann', next)).status).toBe(200);
    });

    test('one client alone may go on from what was there before the proxy', async () => {
      await using proxy = await setUp({ PROXY_API_KEYS: 'ann:key-of-ann' });
      expect((await respond(proxy, 'key-of-ann', { previous_response_id: 'resp_unknown' })).status).toBe(200);
    });

    test('a body in which names cannot be looked for is refused', async () => {
      await using proxy = await setUp();
      const edit = { model: 'm', prompt: 'p', pad: 'x'.repeat(2 * MEGABYTE), images: [{ file_id: 'file-unknown' }] };
      expect((await post(proxy, '/v1/images/edits', edit, bearer('key-of-bob'))).status).toBe(404);
      const huge = { ...edit, pad: 'x'.repeat(33 * MEGABYTE), images: [] };
      expect((await post(proxy, '/v1/images/edits', huge, bearer('key-of-bob'))).status).toBe(413);
      expect(proxy.upstream.requests).toHaveLength(0);
    });

    test('is not changed by a post below a route that else keeps nothing', async () => {
      await using proxy = await setUp();
      for (const path of ['/v1/audio/voice_consents/id_of_ann', '/v1/audio/voices', '/v1/images/x/y']) {
        expect((await post(proxy, path, {}, bearer('key-of-bob'))).status).toBe(403);
      }
    });

    test('is all clients’, where they share their answers, and with them the ids', async () => {
      await using proxy = await setUp({ CACHE_SHARED: 'true' });
      await (await respond(proxy, 'key-of-ann', {})).text();
      expect((await respond(proxy, 'key-of-bob', { previous_response_id: 'resp_of_ann' })).status).toBe(200);
    });

    test('is not edited by another on a route that keeps nothing', async () => {
      await using proxy = await setUp({ TRUSTED_CLIENTS: 'ann' });
      await (await post(proxy, '/v1/files', {}, bearer('key-of-ann'))).text();
      const edit = { model: 'm', prompt: 'p', images: [{ file_id: 'file-of-ann' }] };
      expect((await post(proxy, '/v1/images/edits', edit, bearer('key-of-bob'))).status).toBe(404);
      expect((await post(proxy, '/v1/images/edits', edit, bearer('key-of-ann'))).status).toBe(200);
    });
  });

  describe('one that brings its own upstream key', () => {
    const own = { ...bearer('key-of-bob'), 'x-upstream-key': 'sk-of-bob', 'openai-organization': 'org-of-bob' };

    test('is known there by that, and by nothing of ours', async () => {
      await using proxy = await setUpEcho(KEYS);
      const response = await proxy.request('/v1/files/file-1', { headers: own });
      expect([response.status, await response.json()]).toMatchObject([200, { path: '/v1/files/file-1' }]);
      const { headers } = proxy.upstream.requests[0] as Recorded;
      expect(headers).toMatchObject({ authorization: 'Bearer sk-of-bob', 'openai-organization': 'org-of-bob' });
      expect(headers['x-upstream-key']).toBeUndefined();
      await proxy.restart();
      expect(await proxy.logged()).not.toContain('sk-of-bob');
    });

    test('needs a key of ours all the same', async () => {
      await using proxy = await setUpEcho(KEYS);
      const headers = { 'x-upstream-key': 'sk-of-bob' };
      expect((await proxy.request('/v1/files', { headers })).status).toBe(401);
    });

    test('is told when that is refused', async () => {
      const body = { error: { message: 'Incorrect API key provided: sk-of-bob' } };
      await using proxy = await setUpEcho(KEYS, () => ({ status: 401, body }));
      const response = await proxy.request('/v1/files', { headers: own });
      expect([response.status, await response.json()]).toEqual([401, body]);
    });

    test('says whose it is where that is not plain: nobody else is shown it', async () => {
      const { proxy, askedOf } = await setUpSeveral({ one: {}, two: {} }, KEYS);
      const refused = await proxy.request('/v1/files', { headers: own });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: { param: 'x-upstream' } });
      await proxy.request('/v1/files', { headers: { ...own, 'x-upstream': 'two' } });
      expect([askedOf(0).length, askedOf(1)[0]?.headers.authorization]).toEqual([0, 'Bearer sk-of-bob']);
    });

    test('that is none is refused', async () => {
      await using proxy = await setUpEcho(KEYS);
      const response = await proxy.request('/v1/files', { headers: { ...own, 'x-upstream-key': 'two words' } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { param: 'x-upstream-key' } });
    });
  });

  test('TRUSTED_CLIENTS names those that there are', async () => {
    await expect(setUpEcho({ ...KEYS, TRUSTED_CLIENTS: 'anne' })).rejects.toThrow(
      'TRUSTED_CLIENTS: got "anne", takes names of PROXY_API_KEYS',
    );
  });
});

describe('PASSTHROUGH', () => {
  const others = ['/v1/fine_tuning/jobs', '/v1/assistants', '/v1/realtime/sessions'];
  const never = ['/v1/organization/users', '/v1/organization', '/v1/ORGANIZATION/x', '/v1/%6frganization/users'];

  test('known: other routes are 404 in the shape of OpenAI', async () => {
    await using proxy = await setUpEcho();
    for (const path of [...others, ...never]) {
      const response = await proxy.request(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', code: 'not_found' } });
    }
    expect(proxy.upstream.requests).toHaveLength(0);
  });

  test('all: they pass too, but for what rules the account', async () => {
    await using proxy = await setUpEcho({ PASSTHROUGH: 'all' });
    for (const path of others) expect(await (await proxy.request(path)).json()).toMatchObject({ path });
    const asked = proxy.upstream.requests.length;
    for (const path of never) expect((await proxy.request(path)).status).toBe(404);
    for (const path of ['/v1//organization/users', '/v1/files/..%2forganization']) {
      expect((await raw(proxy, path)).status).toBe(404);
    }
    expect(proxy.upstream.requests).toHaveLength(asked);
  });

  test('all: what is not known to keep nothing is for those who are trusted', async () => {
    await using proxy = await setUpEcho({ PASSTHROUGH: 'all', ...KEYS, TRUSTED_CLIENTS: 'ann' });
    for (const path of others) {
      expect((await post(proxy, path, {}, bearer('key-of-bob'))).status).toBe(403);
      expect((await post(proxy, path, {}, bearer('key-of-ann'))).status).toBe(200);
    }
  });

  test('none: only what is cached, and the models', async () => {
    await using proxy = await setUpEcho({ PASSTHROUGH: 'none' });
    for (const path of ['/v1/moderations', '/v1/files', '/v1/audio/speech', ...others]) {
      expect((await post(proxy, path, {})).status).toBe(404);
    }
    expect((await proxy.request('/v1/chat/completions')).status).toBe(405);
    expect((await proxy.chat('Still there?')).status).toBe(200);
    expect((await proxy.request('/v1/models')).status).toBe(200);
  });
});

describe('beside the other routes', () => {
  test('a method that is not for the path is not allowed', async () => {
    await using proxy = await setUpEcho();
    const allowed = async (method: string, path: string) => {
      const response = await proxy.request(path, { method });
      return [response.status, response.headers.get('allow')];
    };
    expect(await allowed('DELETE', '/v1/chat/completions')).toEqual([405, 'POST, GET, HEAD']);
    expect(await allowed('GET', '/v1/responses')).toEqual([405, 'POST']);
    expect(proxy.upstream.requests).toHaveLength(0);
  });

  test('a page of a configured origin may use them', async () => {
    await using proxy = await setUpEcho({ CORS_ORIGINS: 'https://app.example' });
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'DELETE' };
    const preflight = await proxy.request('/v1/files/file-1', { method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('DELETE');
    const response = await proxy.request('/v1/files/file-1', { headers: { ...headers, ...bearer('any') } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(response.headers.get('access-control-expose-headers')).toContain('x-upstream');
    expect(proxy.upstream.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('each leaves a line and a count, and nothing in the cache', async () => {
    await using proxy = await setUpEcho({ ...KEYS });
    const headers = { ...bearer('key-of-ann'), 'x-request-id': 'passed-1' };
    await (await post(proxy, '/v1/moderations', { input: 'secret text', model: 'omni' }, headers)).text();
    await proxy.request('/v1/files', { headers: bearer('key-of-ann') });
    const labels = 'endpoint="passthrough",tier="upstream",status="BYPASS",reason="passthrough"';
    expect(await proxy.counter(`requests_total{${labels}}`)).toBe(1);
    expect(await proxy.counter('failures_total{code="forbidden"}')).toBe(1);
    expect((await proxy.metrics()).cache.entries).toBe(0);
    await proxy.restart();
    const [line, refused] = (await proxy.logged())
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one));
    expect(line).toMatchObject({
      ...{ request_id: 'passed-1', endpoint: 'passthrough', namespace: 'ann', model: 'omni', status: 200 },
      ...{ cache: 'BYPASS', tier: 'upstream', reason: 'passthrough', upstream: 'scripted' },
    });
    expect(line).not.toHaveProperty('key');
    expect(refused).toMatchObject({ endpoint: 'passthrough', status: 403, error: 'forbidden' });
    expect(JSON.stringify(line)).not.toContain('secret text');
  });
});
