import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXACT_ONLY, SECOND, startProxy, type TestProxy } from '../proxy.ts';

interface EntryReport {
  readonly key: string;
  readonly question: string;
  readonly hits: number;
  readonly [name: string]: unknown;
}
interface ListReport {
  readonly entries: readonly EntryReport[];
  readonly next_cursor: string | null;
}

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startProxy({ env: EXACT_ONLY });
});
afterAll(() => proxy[Symbol.asyncDispose]());

const authorized = { headers: { authorization: 'Bearer admin' } };
const entriesAt = (query: string) => proxy.request(`/admin/cache/entries${query}`, authorized);

async function list(query: Record<string, string>): Promise<ListReport> {
  const response = await entriesAt(`?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

async function fill(client: ReturnType<TestProxy['client']>, questions: readonly string[], headers = {}) {
  const keys: string[] = [];
  for (const question of questions) {
    proxy.pass(SECOND);
    keys.push((await client.ask(question, headers)).headers['x-cache-key'] ?? '');
  }
  return keys;
}

test('entries are listed as they are, the latest first, in seconds', async () => {
  const client = proxy.client();
  const keys = await fill(client, ['How do bees fly?', 'How do cats purr?'], {
    'x-cache-tags': 'a,b',
    'x-cache-version': 'v7',
    'x-cache-ttl': '60',
  });
  const { entries, next_cursor } = await list({ namespace: `default/${client.namespace}` });
  expect(next_cursor).toBeNull();
  expect(entries.map(({ key }) => key)).toEqual(keys.toReversed());
  if (!entries[1]) throw new Error('it is not listed');
  const { stored_at: storedAt, stale_at: staleAt, delete_at: deleteAt, bytes, usage, ...rest } = entries[1];
  expect(rest).toEqual({
    key: keys[0],
    question: 'How do bees fly?',
    model: 'gpt-4o-mini',
    endpoint: 'chat.completions',
    upstream: 'scripted',
    namespace: `default/${client.namespace}`,
    scope: expect.stringMatching(/^[0-9a-f]{64}$/),
    tags: ['a', 'b'],
    version: 'v7',
    hits: 0,
  });
  expect(Number(staleAt) - Number(storedAt)).toBeCloseTo(60, 2);
  expect(deleteAt).toBe(staleAt);
  expect(bytes).toBeGreaterThan(100);
  expect(usage).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
});

test('every hit counts, those from memory too, and sorts', async () => {
  const client = proxy.client();
  const [one, two, three] = await fill(client, ['What is one?', 'What is two?', 'What is three?']);
  for (const question of ['What is two?', 'What is one?', 'What is two?', 'WHAT IS  TWO?']) {
    expect((await client.ask(question)).headers['x-cache-tier']).toBe('memory');
  }
  const { entries } = await list({ sort: 'hits', namespace: `default/${client.namespace}` });
  expect(entries.map(({ key, hits }) => [key, hits])).toEqual([
    [two, 3],
    [one, 1],
    [three, 0],
  ]);
});

test.for(['lru', 'lfu'] as const)('%s: what is hit in memory stays on disk', async (strategy) => {
  await using small = await startProxy({
    env: { ...EXACT_ONLY, CACHE_MAX_SIZE: '3', CACHE_EVICTION_STRATEGY: strategy },
  });
  const client = small.client();
  for (const question of ['Who is A?', 'Who is B?', 'Who is C?']) await client.ask(question);
  expect((await client.ask('Who is A?')).headers['x-cache-tier']).toBe('memory');
  // Hits are told once a second, or when somebody asks for them.
  await small.request('/admin/cache/entries', authorized);
  for (const question of ['Who is D?', 'Who is E?']) await client.ask(question);
  const { entries } = JSON.parse(await (await small.request('/admin/cache/entries', authorized)).text());
  const questions = entries.map((entry: EntryReport) => entry.question).toSorted();
  expect(questions).toEqual(['Who is A?', 'Who is D?', 'Who is E?']);
});

test('search by text, model, tag, version and namespace', async () => {
  const client = proxy.client();
  const [refund] = await fill(client, ['How do I get my Refund?'], { 'x-cache-tags': 'money' });
  const [bread] = await fill(client, ['How to bake bread?'], { 'x-cache-version': 'v2' });
  const namespace = `default/${client.namespace}`;
  const found = async (query: Record<string, string>) =>
    (await list({ namespace, ...query })).entries.map(({ key }) => key);
  expect(await found({})).toEqual([bread, refund]);
  expect(await found({ q: 'refund' })).toEqual([refund]);
  expect(await found({ q: '*' })).toEqual([]);
  expect(await found({ tag: 'money' })).toEqual([refund]);
  expect(await found({ version: 'v2' })).toEqual([bread]);
  expect(await found({ model: 'gpt-4o-mini' })).toEqual([bread, refund]);
  expect(await found({ model: 'other' })).toEqual([]);
  expect((await list({ namespace: 'default', q: 'my refund' })).entries.map(({ key }) => key)).toContain(refund);
});

test('pages follow each other while entries come and go', async () => {
  const client = proxy.client();
  const keys = await fill(client, ['Who is A?', 'Who is B?', 'Who is C?', 'Who is D?', 'Who is E?']);
  const namespace = `default/${client.namespace}`;
  const first = await list({ namespace, limit: '2' });
  expect(first.entries.map(({ key }) => key)).toEqual([keys[4], keys[3]]);
  await fill(client, ['Who is new?']);
  await proxy.request(`/admin/cache/entries/${keys[3]}`, { ...authorized, method: 'DELETE' });
  await proxy.request(`/admin/cache/entries/${keys[2]}`, { ...authorized, method: 'DELETE' });
  const second = await list({ namespace, limit: '2', cursor: first.next_cursor ?? '' });
  expect(second.entries.map(({ key }) => key)).toEqual([keys[1], keys[0]]);
  const last = second.next_cursor === null ? [] : (await list({ namespace, cursor: second.next_cursor })).entries;
  expect(last).toEqual([]);
});

test('one entry, with its body, numbers as they were written', async () => {
  const client = proxy.client();
  const question = `What is ${randomUUID()}?`;
  const body = `{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"It is."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"big":12345678901234567890}`;
  proxy.script(question, { body });
  const asked = await client.ask(question);
  const response = await entriesAt(`/${asked.headers['x-cache-key']}`);
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).toContain('"big":12345678901234567890');
  expect(JSON.parse(text)).toMatchObject({
    question,
    body: { choices: [{ message: { content: 'It is.' } }] },
    hits: 0,
  });
});

test('a deleted entry is asked for anew; what is not there is a 404', async () => {
  const client = proxy.client();
  const question = `Why is ${randomUUID()}?`;
  const [key] = await fill(client, [question]);
  const remove = () => proxy.request(`/admin/cache/entries/${key}`, { ...authorized, method: 'DELETE' });
  const removed = await remove();
  expect([removed.status, await removed.json()]).toEqual([200, { deleted: true, key }]);
  expect((await client.ask(question)).headers['x-cache']).toBe('MISS');
  expect((await remove()).status).toBe(200);
  for (const response of [await remove(), await entriesAt(`/${key}`), await entriesAt(`/${'0'.repeat(64)}`)]) {
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
  }
});

test.for([
  ['?limit=0', 'limit'],
  ['?limit=1001', 'limit'],
  ['?limit=ten', 'limit'],
  ['?sort=size', 'sort'],
  ['?cursor=nonsense', 'cursor'],
  ['/not-a-key', 'key'],
  [`/${'F'.repeat(64)}`, 'key'],
] as const)('%s is refused, naming %s', async ([query, param]) => {
  const response = await entriesAt(query);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { param } });
});

test('without the admin key nothing is told and nothing is removed', async () => {
  for (const method of ['GET', 'DELETE']) {
    expect((await proxy.request(`/admin/cache/entries/${'0'.repeat(64)}`, { method })).status).toBe(401);
  }
  expect((await proxy.request('/admin/cache/entries')).status).toBe(401);
});
