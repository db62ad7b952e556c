/** What clients of other caches send, understood as ours: one row for each way of saying it. */
import { afterAll, describe, expect, test } from 'vitest';
import { type Client, chatBody, EXACT_ONLY, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy({ env: EXACT_ONLY });
afterAll(() => proxy[Symbol.asyncDispose]());

type Headers = Record<string, string>;
/** Headers of the request, or what its body's `cache` holds. */
type Said = { readonly headers: Headers } | { readonly cache: object };

let asked = 0;
const newQuestion = () => `What did the other cache say, number ${++asked}?`;

const ask = ({ ask }: Client, question: string, said: Said, more: Headers = {}) =>
  'headers' in said
    ? ask(question, { ...said.headers, ...more })
    : ask(chatBody(question, { cache: said.cache }), more);

/** What is seen of a request that says it, by what a plain one finds before or after. */
const EFFECTS = {
  async bypass(client: Client, said: Said) {
    const question = newQuestion();
    await client.ask(question);
    expect((await ask(client, question, said)).headers).toMatchObject({
      'x-cache': 'BYPASS',
      'x-cache-reason': 'header',
    });
  },
  async nothing(client: Client, said: Said) {
    const question = newQuestion();
    expect((await ask(client, question, said)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await ask(client, question, said)).headers).toMatchObject({ 'x-cache': 'HIT', age: '0' });
  },
  /** Not read, but written. */
  async refresh(client: Client, said: Said) {
    const question = newQuestion();
    await client.ask(question);
    const anew = await ask(client, question, said);
    expect(anew.headers['cache-status']).toContain('fwd=request');
    expect((await client.ask(question)).text).toBe(anew.text);
  },
  /** Read, but not written. */
  async 'no store'(client: Client, said: Said) {
    const question = newQuestion();
    expect((await ask(client, question, said)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await client.ask(question)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await ask(client, question, said)).headers).toMatchObject({ 'x-cache': 'HIT' });
  },
  async 'ttl of 90 s'(client: Client, said: Said) {
    const question = newQuestion();
    await ask(client, question, said);
    expect((await client.ask(question)).headers['cache-status']).toContain('hit; ttl=90;');
  },
  async 'nothing older than 10 s'(client: Client, said: Said) {
    const question = newQuestion();
    await client.ask(question);
    expect((await ask(client, question, said)).headers).toMatchObject({ 'x-cache': 'HIT' });
    proxy.pass(11 * SECOND);
    expect((await ask(client, question, said)).headers['cache-status']).toContain('fwd=request');
  },
  async 'namespace team-a'(client: Client, said: Said) {
    const question = newQuestion();
    const { headers } = await proxy.client().ask(question, { 'x-cache-namespace': 'team-a' });
    const other = 'headers' in said ? said.headers : {};
    const response = await proxy.chat('cache' in said ? chatBody(question, { cache: said.cache }) : question, {
      headers: other,
    });
    expect([response.headers.get('x-cache'), response.headers.get('x-cache-key')]).toEqual([
      'HIT',
      headers['x-cache-key'],
    ]);
    expect((await client.ask(question)).headers).toMatchObject({ 'x-cache': 'MISS' });
  },
};

const ROWS: [Said, keyof typeof EFFECTS][] = [
  [{ headers: { 'cf-aig-skip-cache': 'true' } }, 'bypass'],
  [{ headers: { 'cf-aig-skip-cache': 'false' } }, 'nothing'],
  [{ headers: { 'cf-aig-cache-ttl': '90' } }, 'ttl of 90 s'],
  [{ headers: { 'cf-aig-cache-ttl': '0' } }, 'no store'],
  [{ headers: { 'x-portkey-cache-force-refresh': 'True' } }, 'refresh'],
  [{ headers: { 'x-portkey-cache-force-refresh': 'false' } }, 'nothing'],
  [{ headers: { 'x-portkey-cache-namespace': 'team-a' } }, 'namespace team-a'],
  [{ headers: { 'x-bf-cache-ttl': '90' } }, 'ttl of 90 s'],
  [{ headers: { 'x-bf-cache-ttl': '90s' } }, 'ttl of 90 s'],
  [{ headers: { 'x-bf-cache-ttl': '1.5m' } }, 'ttl of 90 s'],
  [{ headers: { 'x-bf-cache-ttl': '1m29s500ms' } }, 'ttl of 90 s'],
  [{ headers: { 'x-bf-cache-threshold': '0.95' } }, 'nothing'],
  [{ headers: { 'x-bf-cache-type': 'direct' } }, 'nothing'],
  [{ headers: { 'x-bf-cache-type': 'semantic' } }, 'nothing'],
  [{ headers: { 'x-bf-cache-no-store': 'true' } }, 'no store'],
  [{ headers: { 'x-bf-cache-no-store': 'false' } }, 'nothing'],
  [{ headers: { 'helicone-cache-enabled': 'true' } }, 'nothing'],
  [{ headers: { 'helicone-cache-enabled': 'false' } }, 'bypass'],
  [{ headers: { 'x-vsr-cache-control': 'no-cache' } }, 'refresh'],
  [{ headers: { 'x-vsr-cache-control': 'no-store' } }, 'no store'],
  [{ headers: { 'x-vsr-cache-control': 'bypass' } }, 'bypass'],
  [{ headers: { 'x-vsr-cache-control': 'max-age=10' } }, 'nothing older than 10 s'],
  [{ headers: { 'x-vsr-cache-control': 'something-new, ttl=90' } }, 'ttl of 90 s'],
  [{ cache: { ttl: 90 } }, 'ttl of 90 s'],
  [{ cache: { ttl: 0 } }, 'no store'],
  [{ cache: { 's-maxage': 10 } }, 'nothing older than 10 s'],
  [{ cache: { 'no-cache': true } }, 'refresh'],
  [{ cache: { 'no-store': true } }, 'no store'],
  [{ cache: { namespace: 'team-a' } }, 'namespace team-a'],
  [{ cache: { 'no-cache': false, 'no-store': false, ttl: null, 'use-cache': true } }, 'nothing'],
];

test.each(ROWS)('%j: %s', async (said, effect) => {
  await EFFECTS[effect](proxy.client(), said);
});

test('on a socket, however the name is written', async () => {
  const sdk = await proxy.sdk({ headers: { 'CF-AIG-Skip-Cache': 'true', 'X-Cache-Tags': 'a' } });
  const messages = [{ role: 'user' as const, content: newQuestion() }];
  const { response } = await sdk.chat.completions.create({ model: 'gpt-4o-mini', messages }).withResponse();
  expect(response.headers.get('x-cache')).toBe('BYPASS');
});

describe('meaning', () => {
  test('a threshold, or none at all, binds a match by meaning', async () => {
    await using semantic = await startProxy();
    const { ask } = semantic.client();
    const reworded = 'Can you explain how vaccines work?';
    await ask('How do vaccines work?');
    expect((await ask(reworded, { 'x-bf-cache-threshold': '0.99' })).headers['x-cache-tier']).toBe('upstream');
    await ask('How do volcanoes erupt?');
    const direct = { 'x-bf-cache-type': 'direct', 'x-bf-cache-threshold': '0.8' };
    expect((await ask('Can you explain how volcanoes erupt?', direct)).headers['x-cache-tier']).toBe('upstream');
    await ask('How do rainbows form?');
    const { headers } = await ask('Can you explain how rainbows form?', { 'x-bf-cache-type': 'semantic' });
    expect(headers['x-cache-tier']).toBe('semantic');
  });
});

describe('ours wins when both are given', () => {
  test.each([
    [{ 'x-bypass-cache': 'false', 'cf-aig-skip-cache': 'true' }, {}, { 'x-cache': 'MISS' }],
    [{ 'x-bypass-cache': 'true', 'helicone-cache-enabled': 'true' }, {}, { 'x-cache': 'BYPASS' }],
  ])('%j', async (headers, cache, seen) => {
    const { ask } = proxy.client();
    expect((await ask(chatBody(newQuestion(), { cache }), headers)).headers).toMatchObject(seen);
  });

  test('a lifetime: ours, then those of headers, then that of the body', async () => {
    const { ask } = proxy.client();
    const lifetimeOf = async (headers: Headers) => {
      const question = newQuestion();
      await ask(chatBody(question, { cache: { ttl: 30 } }), headers);
      return /ttl=(\d+)/.exec((await ask(question)).headers['cache-status'] ?? '')?.[1];
    };
    expect(await lifetimeOf({})).toBe('30');
    expect(await lifetimeOf({ 'x-bf-cache-ttl': '1m' })).toBe('60');
    expect(await lifetimeOf({ 'x-bf-cache-ttl': '1m', 'cf-aig-cache-ttl': '45' })).toBe('45');
    expect(await lifetimeOf({ 'x-bf-cache-ttl': '1m', 'x-cache-ttl': '90' })).toBe('90');
  });

  test('directives add up; of the same one ours counts', async () => {
    const { ask } = proxy.client();
    const question = newQuestion();
    await ask(question);
    proxy.pass(20 * SECOND);
    const strict = chatBody(question, { cache: { 's-maxage': 5 } });
    expect((await ask(strict, { 'cache-control': 'max-age=60' })).headers).toMatchObject({ 'x-cache': 'HIT' });
    const both = await ask(question, { 'cache-control': 'no-store', 'x-portkey-cache-force-refresh': 'true' });
    expect(both.headers['cache-status']).toContain('fwd=request');
    expect((await ask(question)).text).not.toBe(both.text);
  });
});

describe("LiteLLM's field", () => {
  test.each([
    ['/v1/chat/completions', (question: string) => chatBody(question)],
    ['/v1/responses', (input: string) => ({ model: 'gpt-4o-mini', input })],
    ['/v1/completions', (prompt: string) => ({ model: 'gpt-4o-mini', prompt })],
    ['/v1/embeddings', (input: string) => ({ model: 'text-embedding-3-small', input })],
  ])('is neither in the key nor sent upstream: %s', async (path, bodyOf) => {
    const { post } = proxy.client();
    const body = bodyOf(newQuestion());
    await post(path, { ...body, cache: { ttl: 60 } });
    expect(proxy.upstream.requests.at(-1)?.json).not.toHaveProperty('cache');
    expect((await post(path, body)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await post(path, { ...body, cache: null })).headers).toMatchObject({ 'x-cache': 'HIT' });
  });
});

describe('what is malformed is refused by name', () => {
  test.each([
    ['cf-aig-skip-cache', 'maybe'],
    ['cf-aig-cache-ttl', '5m'],
    ['cf-aig-cache-ttl', '-1'],
    ['x-portkey-cache-force-refresh', 'please'],
    ['x-portkey-cache-namespace', 'two words'],
    ['x-bf-cache-ttl', 'soon'],
    ['x-bf-cache-ttl', '5d'],
    ['x-bf-cache-threshold', '1.5'],
    ['x-bf-cache-type', 'fuzzy'],
    ['x-bf-cache-no-store', 'yes'],
    ['helicone-cache-enabled', 'on'],
    ['x-vsr-cache-control', 'max-age=old'],
    ['x-vsr-cache-control', 'ttl'],
  ])('%s: %s', async (name, value) => {
    const { status, text } = await proxy.client().ask(newQuestion(), { [name]: value });
    expect({ status, error: JSON.parse(text).error }).toMatchObject({ status: 400, error: { param: name } });
  });

  test.each([
    ['cache', 'no'],
    ['cache', []],
    ['cache.ttl', { ttl: -1 }],
    ['cache.ttl', { ttl: '60' }],
    ['cache.s-maxage', { 's-maxage': 1.5 }],
    ['cache.no-cache', { 'no-cache': 'true' }],
    ['cache.no-store', { 'no-store': 1 }],
    ['cache.namespace', { namespace: 'a b' }],
    ['cache.namespace', { namespace: 5 }],
  ])('%s: %j', async (param, cache) => {
    const { status, text } = await proxy.client().ask(chatBody(newQuestion(), { cache }));
    expect({ status, error: JSON.parse(text).error }).toMatchObject({ status: 400, error: { param } });
  });
});
