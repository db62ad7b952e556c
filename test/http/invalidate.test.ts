import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, EXACT_ONLY, SECOND, startProxy, type TestProxy } from '../proxy.ts';

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startProxy();
});
afterAll(() => proxy[Symbol.asyncDispose]());

interface Report {
  readonly invalidated: number;
  readonly keys: readonly string[];
  readonly truncated: boolean;
}

async function invalidate(filter: object, from = proxy): Promise<Report> {
  const response = await from.admin('/cache/invalidate', filter);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

const only = { 'cache-control': 'only-if-cached' };
const isCached = async (client: Client, question: string, headers = {}) =>
  (await client.ask(question, { ...only, ...headers })).status === 200;

async function store(client: Client, question: string, headers = {}): Promise<string> {
  const answered = await client.ask(question, headers);
  expect(answered.headers['x-cache']).toBe('MISS');
  return answered.headers['x-cache-key'] ?? '';
}

describe('what is given decides what goes', () => {
  test.for([
    ['tags', { 'x-cache-tags': 'user:123,x' }, { tags: ['user:123'] }],
    ['one of several tags', { 'x-cache-tags': 'category:tech' }, { tags: ['none', 'category:tech'] }],
    ['a version', { 'x-cache-version': 'v3' }, { version: 'v3' }],
    ['a pattern', {}, { pattern: 'user_*' }],
    ['its key', {}, { keys: [] }],
    ['all together', { 'x-cache-tags': 't', 'x-cache-version': 'v4' }, { tags: ['t'], version: 'v4', pattern: '*_*?' }],
  ] as const)('by %s', async ([name, headers, filter]) => {
    const client = proxy.client();
    const namespace = `default/${client.namespace}`;
    const question = `user_1 asks about ${name}?`;
    const key = await store(client, question, headers);
    const other = `What else is there about ${name}?`;
    await store(client, other, { 'x-cache-tags': 'user:12,t' });
    const given = { ...filter, ...('keys' in filter && { keys: [key] }), namespace };

    const counted = await invalidate({ ...given, dry_run: true });
    expect(counted).toEqual({ invalidated: 1, keys: [key], truncated: false, dry_run: true });
    expect(await isCached(client, question)).toBe(true);
    expect(await invalidate(given)).toEqual({ ...counted, dry_run: false });
    expect(await isCached(client, question)).toBe(false);
    expect(await isCached(client, other)).toBe(true);
    expect(await invalidate(given)).toMatchObject({ invalidated: 0, keys: [] });
  });

  test('by age', async () => {
    const client = proxy.client();
    const namespace = `default/${client.namespace}`;
    const old = await store(client, 'What is an old oak?');
    proxy.pass(100 * SECOND);
    await store(client, 'What is a newborn?');
    expect(await invalidate({ namespace, older_than: 1_000 })).toMatchObject({ invalidated: 0 });
    expect(await invalidate({ namespace, older_than: 100.0 })).toMatchObject({ invalidated: 1, keys: [old] });
    expect(await isCached(client, 'What is a newborn?')).toBe(true);
  });

  test('by model', async () => {
    const client = proxy.client();
    const namespace = `default/${client.namespace}`;
    const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Which model is it?' }] };
    const { headers } = await client.ask(body);
    await store(client, 'Which model is it?');
    expect(await invalidate({ namespace, model: 'gpt-4o' })).toMatchObject({ keys: [headers['x-cache-key']] });
    expect(await isCached(client, 'Which model is it?')).toBe(true);
  });

  test('by namespace: it and those inside it, and no other', async () => {
    const [one, two] = [proxy.client(), proxy.client()];
    await store(one, 'Where do I live?');
    await store(two, 'Where do I live?');
    expect(await invalidate({ namespace: 'defaul' })).toMatchObject({ invalidated: 0 });
    expect(await invalidate({ namespace: `default/${one.namespace}` })).toMatchObject({ invalidated: 1 });
    expect(await isCached(two, 'Where do I live?')).toBe(true);
    await using another = await startProxy({ env: EXACT_ONLY });
    const inner = another.client();
    await inner.ask('Where is in?');
    await another.chat('Where is out?');
    await another.settled();
    expect(await invalidate({ namespace: 'default' }, another)).toMatchObject({ invalidated: 2 });
    expect((await inner.ask('Where is in?', only)).status).toBe(504);
  });
});

describe('by meaning', () => {
  test('what is near goes, what is not stays', async () => {
    const client = proxy.client();
    const namespace = `default/${client.namespace}`;
    const near = [
      await store(client, 'How do I get a refund?'),
      await store(client, 'What is the refund policy for shoes?'),
    ];
    await store(client, 'How do I bake bread?');
    const similar = { text: 'refund policy', threshold: 0.4 };
    const report = await invalidate({ namespace, similar_to: similar });
    expect(report.keys.toSorted()).toEqual(near.toSorted());
    expect(await isCached(client, 'How do I bake bread?')).toBe(true);
    expect(await invalidate({ namespace, similar_to: similar })).toMatchObject({ invalidated: 0 });
  });

  test('in every namespace where none is given; and with other filters', async () => {
    const [one, two] = [proxy.client(), proxy.client()];
    const question = 'How deep is the Mariana Trench?';
    const keys = [await store(one, question), await store(two, question, { 'x-cache-tags': 'sea' })];
    const similar_to = { text: 'How deep is the Mariana Trench' };
    expect((await invalidate({ similar_to, dry_run: true })).keys.toSorted()).toEqual(keys.toSorted());
    expect((await invalidate({ similar_to, tags: ['sea'] })).keys).toEqual([keys[1]]);
    expect((await invalidate({ similar_to, keys: [keys[0]] })).keys).toEqual([keys[0]]);
  });

  test('more than are asked for at first', async () => {
    const client = proxy.client();
    const namespace = `default/${client.namespace}`;
    const questions = Array.from({ length: 150 }, (_, n) => `How do I reset the password of account number ${n}?`);
    await Promise.all(questions.map((question) => client.ask(question, { 'x-cache-threshold': '1' })));
    await expect.poll(async () => (await proxy.metrics()).cache.vectors, { timeout: 20_000 }).toBeGreaterThan(150);
    const similar_to = { text: 'How do I reset the password of account number 7?', threshold: 0.6 };
    await expect
      .poll(async () => (await invalidate({ namespace, similar_to, dry_run: true })).invalidated, { timeout: 20_000 })
      .toBe(150);
    expect(await invalidate({ namespace, similar_to })).toMatchObject({ invalidated: 150, truncated: false });
  });

  test('a text that the model cannot read is refused; without a model the filter is', async () => {
    await using exact = await startProxy({ env: EXACT_ONLY });
    for (const [from, text] of [
      [proxy, 'word '.repeat(300)],
      [exact, 'refund'],
    ] as const) {
      const response = await from.admin('/cache/invalidate', { similar_to: { text } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { param: 'similar_to' } });
    }
  });
});

test('paraphrases go with their entry, promoted ones too, and do not come back with it', async () => {
  const client = proxy.client();
  const plain = 'How do I bake bread with rye flour?';
  const reworded = 'How can I bake bread with rye flour?';
  await store(client, plain, { 'x-cache-tags': 'baking' });
  expect((await client.ask(reworded)).headers['x-cache-tier']).toBe('semantic');
  expect((await client.ask(reworded)).headers['cache-status']).toContain('detail=promoted');
  const before = (await proxy.metrics()).cache.vectors;
  expect(await invalidate({ tags: ['baking'], namespace: `default/${client.namespace}` })).toMatchObject({
    invalidated: 1,
  });
  expect((await proxy.metrics()).cache.vectors).toBe(before - 1);
  expect(await isCached(client, reworded)).toBe(false);
  expect(await isCached(client, plain)).toBe(false);
  await store(client, plain);
  expect((await client.ask(reworded)).headers['cache-status']).not.toContain('detail=promoted');
});

test('more than a thousand: all go, the first thousand are named', async () => {
  await using exact = await startProxy({ env: EXACT_ONLY });
  const headers = { 'x-cache-tags': 'many' };
  const asked = Array.from({ length: 1_100 }, async (_, n) => (await exact.chat(`Question ${n}?`, { headers })).text());
  await Promise.all(asked);
  await exact.settled();
  const keys = await keysOf(exact);
  expect(await invalidate({ keys: [...keys, ...keys], dry_run: true }, exact)).toMatchObject({ invalidated: 1_100 });
  const report = await invalidate({ tags: ['many'] }, exact);
  expect(report).toMatchObject({ invalidated: 1_100, truncated: true });
  expect(new Set(report.keys).size).toBe(1_000);
  expect((await exact.metrics()).cache.entries).toBe(0);
});

async function keysOf(from: TestProxy): Promise<readonly string[]> {
  const response = await from.request('/admin/cache/export', { headers: { authorization: 'Bearer admin' } });
  const lines = (await response.text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line).key);
}

test('a clear takes the inner namespaces along, in flight too', async () => {
  const client = proxy.client();
  const question = `How far is ${randomUUID()}?`;
  await store(client, question);
  await store(client, 'How far is it to the moon?');
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = `How slow is ${randomUUID()}?`;
  proxy.script(slow, async () => {
    await promise;
    return undefined;
  });
  const asking = client.ask(slow);
  await expect.poll(() => proxy.calls(slow).length).toBe(1);
  const cleared = await proxy.admin('/cache/clear', { namespace: 'default' });
  expect(JSON.parse(await cleared.text()).cleared.entries).toBeGreaterThanOrEqual(2);
  resolve();
  await asking;
  for (const one of [question, slow, 'How far is it to the moon?', 'How far is it to the Moon?']) {
    expect(await isCached(client, one)).toBe(false);
  }
});

test('a semantic clear takes the decisions of inner namespaces along', async () => {
  const client = proxy.client();
  await store(client, 'How do I grow tomatoes on a balcony?');
  const reworded = 'How can I grow tomatoes on a balcony?';
  for (const detail of ['semantic', 'promoted']) {
    expect((await client.ask(reworded)).headers['cache-status']).toContain(`detail=${detail}`);
  }
  await proxy.admin('/cache/clear', { tier: 'semantic', namespace: 'default' });
  expect(await isCached(client, reworded)).toBe(false);
  expect(await isCached(client, 'How do I grow tomatoes on a balcony?')).toBe(true);
});

test.for([
  [{}, 'body'],
  [{ dry_run: true }, 'body'],
  [{ tag: 'a' }, 'tag'],
  [{ tags: [] }, 'tags'],
  [{ tags: 'a' }, 'tags'],
  [{ keys: ['user'] }, 'keys.0'],
  [{ pattern: '' }, 'pattern'],
  [{ older_than: -1 }, 'older_than'],
  [{ similar_to: { text: ' ' } }, 'similar_to.text'],
  [{ similar_to: { text: 'a', threshold: 2 } }, 'similar_to.threshold'],
  [{ version: null }, 'version'],
] as const)('%j is refused, naming %s', async ([body, param]) => {
  const response = await proxy.admin('/cache/invalidate', body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { param } });
});
