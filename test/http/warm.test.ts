import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatBody, EXACT_ONLY, hold, startProxy, type TestProxy } from '../proxy.ts';

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startProxy({ env: EXACT_ONLY });
});
afterAll(() => proxy[Symbol.asyncDispose]());

function warm(
  body: object,
  { query = '', headers = {}, signal }: { query?: string; headers?: object; signal?: AbortSignal } = {},
) {
  return proxy.request(`/admin/cache/warm${query}`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

async function warmed(...given: Parameters<typeof warm>): Promise<Record<string, unknown>[]> {
  const response = await warm(...given);
  expect(response.status).toBe(200);
  const text = await response.text();
  await proxy.settled();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('requests of every kind go through the cache, and are hits for clients then', async () => {
  const id = randomUUID();
  const requests = [
    chatBody(`How is ${id}?`),
    chatBody(`How is ${id}?`, { stream: true }),
    chatBody(`Who is ${id}?`, { stream: true }),
    { model: 'gpt-4o-mini', input: `What is ${id}?` },
    { model: 'gpt-4o-mini', prompt: `Which is ${id}?` },
  ];
  const lines = await warmed({ requests, concurrency: 1 });
  expect(lines.slice(0, 3).map(({ index, status, cache }) => [index, status, cache])).toEqual([
    [0, 200, 'MISS'],
    [1, 200, 'HIT'],
    [2, 200, 'MISS'],
  ]);
  expect(lines.slice(3, 5).map(({ index }) => index)).toEqual([3, 4]);
  expect(lines[5]).toMatchObject({ done: true, requests: 5, hits: 1 });
  expect(await warmed({ requests: requests.slice(0, 3) })).toContainEqual({
    ...{ done: true, requests: 3, hits: 3, misses: 0, bypassed: 0, failed: 0 },
  });
  const asked = await proxy.chat(`Who is ${id}?`);
  expect(asked.headers.get('x-cache')).toBe('HIT');
  expect(asked.headers.get('x-cache-key')).toBe(lines[2]?.key);
});

test('an input goes to the endpoint that its form and its model tell, or that is said', async () => {
  const id = randomUUID();
  const embed = { model: 'text-embedding-3-small', input: `${id} embedded` };
  const vague = { model: 'own-model', input: `${id} vague` };
  const texts = { model: 'own-model', input: [`${id} one`, `${id} two`] };
  const items = { model: 'gpt-4o-mini', input: [{ role: 'user', content: `${id} asked` }] };
  await warmed({ requests: [embed, vague, texts, items], concurrency: 1 });
  expect(proxy.calls(id).map(({ path }) => path)).toEqual([
    ...['/v1/embeddings', '/v1/responses', '/v1/embeddings', '/v1/responses'],
  ]);
  const [line] = await warmed({ requests: [vague] }, { query: '?endpoint=embeddings' });
  expect(line).toMatchObject({ status: 200, cache: 'MISS' });
  expect(proxy.calls(id).at(-1)?.path).toBe('/v1/embeddings');
  const hit = await proxy.request('/v1/embeddings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(embed),
  });
  expect(hit.headers.get('x-cache')).toBe('HIT');
  const refused = await warm({ requests: [vague] }, { query: '?endpoint=chat' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { param: 'endpoint' } });
});

test('for whom and how long is said by the headers and by ?namespace=', async () => {
  const question = `Whose is ${randomUUID()}?`;
  const headers = { 'x-cache-namespace': 'inner', 'x-cache-tags': 'warm' };
  const [line] = await warmed({ requests: [chatBody(question)] }, { query: '?namespace=team', headers });
  const entry = await proxy.request(`/admin/cache/entries/${line?.key}`, {
    headers: { authorization: 'Bearer admin' },
  });
  expect(await entry.json()).toMatchObject({ namespace: 'team/inner', tags: ['warm'] });
});

test('a request that fails is told with its index, and the others go on; numbers are sent as written', async () => {
  const id = randomUUID();
  proxy.script(`${id} fails`, { status: 400, body: '{"error":{"message":"no such thing"}}' });
  const requests = [
    chatBody(`That ${id} fails`),
    { messages: [] },
    { model: 'gpt-4o-mini', messages: [{ role: 'user', content: `${id} goes` }], seed: 'SEED' },
  ];
  const body = JSON.stringify({ requests, concurrency: 2 }).replace('"SEED"', '12345678901234567890');
  const response = await proxy.request('/admin/cache/warm', {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body,
  });
  const lines = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toEqual({ done: true, requests: 3, hits: 0, misses: 1, bypassed: 0, failed: 2 });
  const byIndex = new Map(lines.slice(0, -1).map((line) => [line.index, line]));
  expect(byIndex.get(0)).toMatchObject({ status: 400, error: 'no such thing' });
  expect(byIndex.get(1)).toMatchObject({ status: 400, error: expect.stringContaining('messages') });
  expect(byIndex.get(2)).toMatchObject({ status: 200, cache: 'MISS', error: null });
  expect(proxy.calls(`${id} goes`)[0]?.text).toContain('12345678901234567890');
});

test('so many at a time and no more, and a line as soon as one is done', async () => {
  const id = randomUUID();
  const { released, release } = hold();
  let running = 0;
  let most = 0;
  proxy.script(id, async ({ text }) => {
    running += 1;
    most = Math.max(most, running);
    if (!text.includes('number 0')) await released;
    running -= 1;
    return undefined;
  });
  const requests = Array.from({ length: 12 }, (_, n) => chatBody(`${id} number ${n}`));
  const response = await warm({ requests, concurrency: 3 });
  const reader = response.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain('"status":200');
  await expect.poll(() => running).toBe(3);
  release();
  while (!(await reader?.read())?.done);
  expect(most).toBe(3);
  expect(proxy.calls(id)).toHaveLength(12);
});

test('one who goes away stops it', async () => {
  const id = randomUUID();
  const gone = new AbortController();
  const requests = Array.from({ length: 50 }, (_, n) => chatBody(`${id} number ${n}`));
  const response = await warm({ requests, concurrency: 1 }, { signal: gone.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  gone.abort();
  await proxy.settled();
  expect(proxy.calls(id).length).toBeLessThan(5);
});

test.for([
  [{}, 'requests'],
  [{ requests: [] }, 'requests'],
  [{ requests: ['text'] }, 'requests.0'],
  [{ requests: [{}], concurrency: 0 }, 'concurrency'],
  [{ requests: [{}], concurrency: 65 }, 'concurrency'],
  [{ requests: [{}], model: 'x' }, 'model'],
] as const)('%j is refused, naming %s', async ([body, param]) => {
  const response = await warm(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { param } });
});
