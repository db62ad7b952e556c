import { expect, onTestFinished, test } from 'vitest';
import { chatBody, EXACT_ONLY, SECOND, startProxy, type TestProxy } from '../proxy.ts';
import { newKey } from '../stored.ts';

async function opened(env: Record<string, string> = {}): Promise<TestProxy> {
  const proxy = await startProxy({ env });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return proxy;
}

const authorization = 'Bearer admin';

async function exported(proxy: TestProxy, query = ''): Promise<string> {
  const response = await proxy.request(`/admin/cache/export${query}`, { headers: { authorization } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  return response.text();
}

async function take(proxy: TestProxy, body: string | ReadableStream): Promise<Record<string, unknown>> {
  const init = { method: 'POST', headers: { authorization }, body, duplex: 'half' as const };
  const response = await proxy.request('/admin/cache/import', init);
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

async function ask(proxy: TestProxy, body: string | object, headers = {}) {
  const response = await proxy.chat(body, { headers });
  const text = await response.text();
  await proxy.settled();
  return { text, tier: response.headers.get('x-cache-tier'), status: response.status, headers: response.headers };
}

const lines = (text: string) => text.split('\n').filter(Boolean);
const only = { 'cache-control': 'only-if-cached' };
const plain = 'How do I bake bread with rye flour?';
const reworded = 'How can I bake bread with rye flour?';

test('export, clear, import: byte for byte, hits and tags too, and matched by meaning as before', async () => {
  const proxy = await opened();
  proxy.script('odd', { body: completion('caf\u00e9 \\ud800 \\u0000 \\"quoted\\" \\n', ' ') });
  const before = [
    await ask(proxy, plain, { 'x-cache-tags': 'a,b', 'x-cache-version': 'v2' }),
    await ask(proxy, 'What is odd?'),
    await ask(proxy, 'Is it inside?', { 'x-cache-namespace': 'inner' }),
  ];
  await ask(proxy, plain);
  const similarity = (await ask(proxy, reworded)).headers.get('x-cache-similarity');
  await expect.poll(async () => (await proxy.metrics()).cache.vectors).toBe(2);
  const text = await exported(proxy);
  expect(lines(text)).toHaveLength(3);

  await proxy.admin('/cache/clear');
  expect((await ask(proxy, plain, only)).status).toBe(504);
  expect(await exported(proxy)).toBe('');
  expect(await take(proxy, text)).toEqual({ imported: 3, skipped: 0, failures: 0, failed: [] });

  const after = [
    await ask(proxy, plain, only),
    await ask(proxy, 'What is odd?', only),
    await ask(proxy, 'Is it inside?', { ...only, 'x-cache-namespace': 'inner' }),
  ];
  expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
  const again = await ask(proxy, reworded, only);
  expect(again.tier).toBe('semantic');
  expect(again.headers.get('x-cache-similarity')).toBe(similarity);
  const withoutHits = (line: string) => ({ ...JSON.parse(line), hits: 0 });
  expect(lines(await exported(proxy)).map(withoutHits)).toEqual(lines(text).map(withoutHits));
  const [first] = lines(text).map((line) => JSON.parse(line));
  expect(first).toMatchObject({ hits: 2, meta: { tags: ['a', 'b'], version: 'v2' } });

  expect(await take(proxy, text)).toMatchObject({ imported: 0, skipped: 3, failures: 0 });
  expect((await proxy.metrics()).cache).toMatchObject({ entries: 3, vectors: 2 });
});

test('an export is of what is asked for', async () => {
  const proxy = await opened(EXACT_ONLY);
  await ask(proxy, 'What is a?', { 'x-cache-tags': 'x' });
  await ask(proxy, 'What is b?', { 'x-cache-namespace': 'inner', 'x-cache-version': 'v9' });
  await ask(proxy, { ...chatBody('What is c?'), model: 'gpt-4o' });
  const questions = async (query: string) =>
    lines(await exported(proxy, query)).map((line) => JSON.parse(line).meta.question);
  expect(await questions('')).toEqual(['What is a?', 'What is b?', 'What is c?']);
  expect(await questions('?tag=x')).toEqual(['What is a?']);
  expect(await questions('?namespace=default/inner')).toEqual(['What is b?']);
  expect(await questions('?version=v9')).toEqual(['What is b?']);
  expect(await questions('?model=gpt-4o')).toEqual(['What is c?']);
});

test('times are kept: what has expired meanwhile is skipped, and the rest ends when it would have', async () => {
  const proxy = await opened(EXACT_ONLY);
  await ask(proxy, 'Is it short?', { 'x-cache-ttl': '10' });
  await ask(proxy, 'Is it long?', { 'x-cache-ttl': '100' });
  const text = await exported(proxy);
  await proxy.admin('/cache/clear');
  proxy.pass(50 * SECOND);
  expect(await take(proxy, text)).toMatchObject({ imported: 1, skipped: 1 });
  const hit = await ask(proxy, 'Is it long?', only);
  expect(Number(hit.headers.get('age'))).toBeGreaterThanOrEqual(50);
  proxy.pass(50 * SECOND);
  expect((await ask(proxy, 'Is it long?', only)).status).toBe(504);
});

test('a later answer is not replaced by an earlier one, an earlier one by a later one is, in memory too', async () => {
  const proxy = await opened(EXACT_ONLY);
  proxy.script('Which', { body: completion('the first') });
  await ask(proxy, 'Which is it?');
  const first = await exported(proxy);
  proxy.pass(SECOND);
  proxy.script('Which', { body: completion('the second') });
  await ask(proxy, 'Which is it?', { 'cache-control': 'no-cache' });
  const second = await exported(proxy);
  expect(await take(proxy, first)).toMatchObject({ imported: 0, skipped: 1 });
  expect((await ask(proxy, 'Which is it?')).text).toContain('the second');

  await proxy.admin('/cache/clear');
  await take(proxy, first);
  await ask(proxy, 'Which is it?');
  expect(await ask(proxy, 'Which is it?')).toMatchObject({
    tier: 'memory',
    text: expect.stringContaining('the first'),
  });
  expect(await take(proxy, second)).toMatchObject({ imported: 1 });
  expect((await ask(proxy, 'Which is it?')).text).toContain('the second');
  await proxy.admin('/cache/clear');
  expect(await take(proxy, first + second)).toMatchObject({ imported: 2, skipped: 0 });
  expect((await ask(proxy, 'Which is it?')).text).toContain('the second');
});

test('bad lines are told by their number, and the others go in', async () => {
  const proxy = await opened({ ...EXACT_ONLY, MAX_ENTRY_BYTES: '2000' });
  await ask(proxy, 'Is this one good?');
  const good = lines(await exported(proxy))[0] ?? '';
  await proxy.admin('/cache/clear');
  const change = (fields: object, meta: object = {}) => {
    const line = JSON.parse(good);
    return JSON.stringify({ ...line, key: newKey(), ...fields, meta: { ...line.meta, ...meta } });
  };
  const text = [
    '{"key":',
    good,
    '',
    '[]',
    change({ key: 'short' }),
    change({}, { deleteAt: 'never' }),
    change({}, { deleteAt: 1, staleAt: 2 }),
    change({ format: 2 }),
    change({ body: undefined }),
    change({ body: 'no answer' }),
    change({ body: `{"a":"${'x'.repeat(2_000)}"}` }),
    change({ body: `{"a":"${'x'.repeat(300_000)}"}` }),
    change({ vector: { embedder: 'a', question: 'b', values: 'AAAA' } }),
    Buffer.from([0xff, 0xfe]).toString('latin1'),
    change({}),
  ].join('\r\n');
  const report = await take(proxy, text);
  expect(report).toMatchObject({ imported: 2, skipped: 0, failures: 12 });
  expect(report.failed).toEqual([
    { line: 1, error: 'not JSON in UTF-8' },
    { line: 4, error: expect.stringContaining('expected object') },
    { line: 5, error: 'key: must be 64 hexadecimal digits' },
    { line: 6, error: expect.stringContaining('meta.deleteAt: ') },
    { line: 7, error: expect.stringContaining('meta.deleteAt: ') },
    { line: 8, error: expect.stringContaining('format: ') },
    { line: 9, error: 'body: missing' },
    { line: 10, error: 'body: not a JSON object' },
    { line: 12, error: 'longer than 266144 bytes' },
    { line: 13, error: 'vector.values: no vector' },
    { line: 14, error: expect.any(String) },
    { line: 11, error: expect.stringContaining('MAX_ENTRY_BYTES') },
  ]);
  expect((await ask(proxy, 'Is this one good?', only)).status).toBe(200);
});

test('vectors of another model are made anew', async () => {
  const proxy = await opened();
  await ask(proxy, plain);
  await expect.poll(async () => (await proxy.metrics()).cache.vectors).toBe(1);
  const line = JSON.parse(await exported(proxy));
  expect(line.vector).toMatchObject({ embedder: expect.stringContaining('MiniLM'), question: plain });
  await proxy.admin('/cache/clear');
  const foreign = {
    ...line.vector,
    embedder: 'another',
    values: Buffer.from(Float32Array.of(0, 1).buffer).toString('base64'),
  };
  expect(await take(proxy, JSON.stringify({ ...line, vector: foreign }))).toMatchObject({ imported: 1, failures: 0 });
  expect((await ask(proxy, reworded, only)).tier).toBe('semantic');
});

test('an entry without a vector is not matched by meaning after an import either', async () => {
  const proxy = await opened();
  await ask(proxy, plain);
  await expect.poll(async () => (await proxy.metrics()).cache.vectors).toBe(1);
  const { vector, ...line } = JSON.parse(await exported(proxy));
  await proxy.admin('/cache/clear');
  expect(await take(proxy, JSON.stringify(line))).toMatchObject({ imported: 1 });
  expect((await ask(proxy, reworded, only)).status).toBe(504);
  // An import that was cut short between the two is made good by the next.
  expect(await take(proxy, JSON.stringify({ ...line, vector }))).toMatchObject({ imported: 0, skipped: 1 });
  expect((await ask(proxy, reworded, only)).tier).toBe('semantic');
});

test('both stream: an export is made as it is read, an import is read as it is stored', async () => {
  const proxy = await opened({ ...EXACT_ONLY, CACHE_MAX_SIZE: '100000' });
  await ask(proxy, 'Is it one of many?');
  const line = JSON.parse(await exported(proxy));
  const body = JSON.stringify({ ...JSON.parse(line.body), padding: 'x'.repeat(5_000) });
  let made = 0;
  let most = 0;
  const source = new ReadableStream({
    async pull(controller) {
      // What is on its way: given, and not stored yet.
      const { entries } = (await proxy.metrics()).cache;
      most = Math.max(most, made - entries);
      if (made === 1_000) return controller.close();
      made += 1;
      controller.enqueue(Buffer.from(`${JSON.stringify({ ...line, key: newKey(), body })}\n`));
    },
  });
  expect(await take(proxy, source)).toMatchObject({ imported: 1_000 });
  expect(most).toBeLessThan(200);

  const response = await proxy.request('/admin/cache/export', { headers: { authorization } });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toContain('"format":1');
  await proxy.admin('/cache/clear');
  let read = 1;
  while (!(await reader?.read())?.done) read += 1;
  // What was cleared while nobody read on is not in it.
  expect(read).toBeLessThan(200);
});

test('one who stops reading an export ends it', async () => {
  const proxy = await opened(EXACT_ONLY);
  await ask(proxy, 'Is it read?');
  const response = await proxy.request('/admin/cache/export', { headers: { authorization } });
  await response.body?.cancel();
  expect(lines(await exported(proxy))).toHaveLength(1);
});

test('an import that breaks off is no failure of the proxy, and what came of it is there', async () => {
  const proxy = await opened(EXACT_ONLY);
  await ask(proxy, 'Is it half of it?');
  const line = JSON.parse(await exported(proxy));
  const some = Array.from({ length: 100 }, () => JSON.stringify({ ...line, key: newKey() }));
  const pieces = [Buffer.from(`${some.join('\n')}\n`)];
  const body = new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.error(new Error('The connection is gone.'));
    },
  });
  const init = { method: 'POST', headers: { authorization }, body, duplex: 'half' as const };
  expect((await proxy.request('/admin/cache/import', init)).status).toBe(499);
  expect((await proxy.metrics()).cache.entries).toBeGreaterThan(50);
});

test('an empty import is none', async () => {
  const proxy = await opened(EXACT_ONLY);
  expect(await take(proxy, '')).toEqual({ imported: 0, skipped: 0, failures: 0, failed: [] });
  expect((await proxy.request('/admin/cache/export')).status).toBe(401);
  expect((await proxy.request('/admin/cache/import', { method: 'POST', body: '{}' })).status).toBe(401);
});

function completion(content: string, space = ''): string {
  return `{"id":"chatcmpl-1",${space}"object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"${content}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}${space}`;
}
