import OpenAI from 'openai';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Recorded, type Scripted, startUpstream, type UpstreamOptions } from '../../demo/upstream.ts';
import { EXACT_ONLY, hold, SECOND, startProxy } from '../proxy.ts';

const MINUTE = 60 * SECOND;

/** An upstream beside the proxy's own, and its row for `UPSTREAMS`. */
async function another(name: string, options: UpstreamOptions) {
  const upstream = await startUpstream(options);
  onTestFinished(() => upstream.close());
  return { ...upstream, row: { name, base_url: upstream.url, api_key: `key-of-${name}` } };
}

function setUpWith(rows: readonly object[], env: Record<string, string> = {}) {
  return startProxy({ env: { ...EXACT_ONLY, UPSTREAMS: JSON.stringify(rows), ...env } });
}

describe('one upstream', () => {
  const setUp = startProxy({ env: EXACT_ONLY });
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  test('the SDK lists and retrieves; an id may hold slashes, encoded or not', async () => {
    const proxy = await setUp;
    proxy.script('', (request) =>
      request.path === '/v1/models'
        ? {
            body: {
              object: 'list',
              data: [
                { id: 'a', object: 'model', created: 1, owned_by: 'x', context_length: 9 },
                { id: 'openai/gpt:free' },
              ],
            },
          }
        : undefined,
    );
    const client = await proxy.sdk();
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['a', 'openai/gpt:free']);
    expect(await client.models.retrieve('a')).toMatchObject({ id: 'a', owned_by: 'x', context_length: 9 });
    expect(await client.models.retrieve('openai/gpt:free')).toMatchObject({ id: 'openai/gpt:free' });
    expect(await (await proxy.request('/v1/models/openai/gpt:free')).json()).toEqual({ id: 'openai/gpt:free' });
  });

  test('one that nobody lists may be there all the same: the upstream says so', async () => {
    const proxy = await setUp;
    proxy.script('', ({ path }) => (path === '/v1/models/ft:mine' ? { body: { id: 'ft:mine' } } : undefined));
    expect(await (await proxy.sdk()).models.retrieve('ft:mine')).toEqual({ id: 'ft:mine' });
    await expect((await proxy.sdk()).models.retrieve('some/other')).rejects.toThrow(OpenAI.NotFoundError);
  });

  test('one that was tuned can be deleted; nothing else is allowed', async () => {
    const proxy = await setUp;
    proxy.script('', ({ method, path }) => (method === 'DELETE' ? { body: { id: path, deleted: true } } : undefined));
    expect(await (await proxy.sdk()).models.delete('ft:mine')).toEqual({ id: '/v1/models/ft:mine', deleted: true });
    const response = await proxy.request('/v1/models/a', { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, DELETE');
  });
});

test('with nothing passed through, one that nobody lists is 404 in the shape of OpenAI', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, PASSTHROUGH: 'none' } });
  const response = await proxy.request('/v1/models/some/other');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    error: {
      message: "The model 'some/other' does not exist.",
      type: 'invalid_request_error',
      param: 'model',
      code: 'not_found',
    },
  });
  expect((await proxy.request('/v1/models/some/other', { method: 'DELETE' })).status).toBe(405);
});

test('whoever has a key may look for any model, and only who is trusted may delete one', async () => {
  await using proxy = await startProxy({
    env: { ...EXACT_ONLY, PROXY_API_KEYS: 'ann:a,bob:b', TRUSTED_CLIENTS: 'ann' },
    upstream: { reply: ({ method, path }) => (path.endsWith('/x') ? { body: { method } } : undefined) },
  });
  const statusOf = async (method: string, key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    return (await proxy.request('/v1/models/x', { method, headers })).status;
  };
  expect(await Promise.all([statusOf('GET', 'a'), statusOf('GET', 'b'), statusOf('GET', 'c')])).toEqual([
    200, 200, 401,
  ]);
  expect(await Promise.all([statusOf('DELETE', 'a'), statusOf('DELETE', 'b')])).toEqual([200, 403]);
});

test('a client key is needed', async () => {
  await using proxy = await startProxy({ env: { ...EXACT_ONLY, PROXY_API_KEYS: 'ann:a' } });
  for (const path of ['/v1/models', '/v1/models/gpt-4o-mini']) {
    expect((await proxy.request(path)).status).toBe(401);
    expect((await proxy.request(path, { headers: { authorization: 'Bearer a' } })).status).toBe(200);
  }
  expect(proxy.upstream.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer sk-upstream-secret']);
});

test('several are merged: of one name, what the first in order says', async () => {
  const say = (owner: string, ids: readonly string[]) => () => ({
    body: { data: ids.map((id) => ({ id, owned_by: owner })) },
  });
  const first = await another('first', { reply: say('first', ['both', 'only-first']) });
  const second = await another('second', { reply: say('second', ['only-second', 'both']) });
  await using proxy = await setUpWith([second.row, first.row], { UPSTREAM_ORDER: 'first,second' });
  expect(await (await proxy.request('/v1/models')).json()).toEqual({
    object: 'list',
    data: [
      { id: 'both', owned_by: 'first' },
      { id: 'only-first', owned_by: 'first' },
      { id: 'only-second', owned_by: 'second' },
    ],
  });
  expect(second.requests[0]?.headers.authorization).toBe('Bearer key-of-second');
});

test('aliases are listed as what they stand for', async () => {
  const upstream = await another('one', { models: ['big-model'] });
  await using proxy = await setUpWith([upstream.row], {
    MODEL_ALIASES: JSON.stringify({ fast: 'big-model', shared: { one: 'big-model' }, odd: 'unlisted' }),
  });
  const { data } = (await (await proxy.request('/v1/models')).json()) as { data: object[] };
  expect(data).toMatchObject([
    { id: 'big-model', owned_by: 'scripted' },
    { id: 'fast', object: 'model', owned_by: 'scripted' },
    { id: 'shared', object: 'model', owned_by: 'scripted' },
    { id: 'odd', object: 'model', owned_by: 'llm-cache-proxy' },
  ]);
});

describe('how long a list is kept', () => {
  /** What each lists is said by the test, as time goes on. */
  async function setUpTwo(models?: readonly string[]) {
    const says: Record<string, Scripted> = {};
    const asked = { one: 0, two: 0 };
    const reply = (name: 'one' | 'two') => () => {
      asked[name]++;
      return says[name];
    };
    const [one, two] = [
      await another('one', { models: ['of-one'], reply: reply('one') }),
      await another('two', { models: ['of-two'], reply: reply('two') }),
    ];
    const proxy = await setUpWith([{ ...one.row, ...(models && { models }) }, two.row]);
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    const list = async () => {
      const response = await proxy.request('/v1/models');
      const { data } = (await response.json()) as { data?: { id: string }[] };
      return data?.map(({ id }) => id) ?? response.status;
    };
    return { proxy, says, asked, list };
  }

  test('five minutes', async () => {
    const { proxy, asked, list } = await setUpTwo();
    await list();
    proxy.pass(5 * MINUTE - SECOND);
    expect(await list()).toEqual(['of-one', 'of-two']);
    expect(asked).toEqual({ one: 1, two: 1 });
    proxy.pass(SECOND);
    expect(await list()).toEqual(['of-one', 'of-two']);
    expect(asked).toEqual({ one: 2, two: 2 });
  });

  test('who ask at the same time share one call', async () => {
    const { says, asked, list } = await setUpTwo();
    const { released, release } = hold();
    says.one = { stream: [released, '{"data":[{"id":"late"}]}'] };
    const lists = [list(), list(), list()];
    release();
    expect(await Promise.all(lists)).toEqual(Array(3).fill(['late', 'of-two']));
    expect(asked).toEqual({ one: 1, two: 1 });
  });

  test.each<[string, Scripted]>([
    ['fails', { status: 500, body: {} }],
    ['refuses our key', { status: 401, body: { error: { message: 'sk-upstream-secret is wrong' } } }],
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['answers with what is no list', { body: '<html>' }],
    ['answers with a list of nothing that is a model', { body: { data: 'none' } }],
    ['breaks off', { body: { data: [{ id: 'cut' }] }, finish: 'cut' }],
    ['resets', { finish: 'reset' }],
  ])('one that %s is left out, counted, and asked again soon', async (_, fault) => {
    const { proxy, says, list } = await setUpTwo();
    says.one = fault;
    expect(await list()).toEqual(['of-two']);
    const counted = 'upstream_events_total{upstream="one",event="error:models"}';
    expect(await proxy.counter(counted)).toBe(1);
    delete says.one;
    expect(await list()).toEqual(['of-two']);
    proxy.pass(MINUTE);
    expect(await list()).toEqual(['of-one', 'of-two']);
    expect(await proxy.counter(counted)).toBe(1);
  });

  test('one that fails later is there with what it said before', async () => {
    const { proxy, says, list } = await setUpTwo();
    await list();
    says.one = { status: 503 };
    proxy.pass(5 * MINUTE);
    expect(await list()).toEqual(['of-one', 'of-two']);
  });

  test('when all fail from the start: what the configuration names, or an error that says nothing of the inside', async () => {
    const named = await setUpTwo(['llama-9', 'llama-*']);
    for (const name of ['one', 'two']) named.says[name] = { status: 500 };
    expect(await named.list()).toEqual(['llama-9']);
    const nothing = await setUpTwo();
    for (const name of ['one', 'two']) nothing.says[name] = { status: 401, body: { error: { message: 'sk-secret' } } };
    const response = await nothing.proxy.request('/v1/models');
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('sk-');
  });
});

test('with no upstream it says so', async () => {
  await using proxy = await setUpWith([]);
  const response = await proxy.request('/v1/models');
  expect(response.status).toBe(503);
  expect(response.headers.get('x-should-retry')).toBe('false');
  expect(await response.json()).toMatchObject({ error: { code: 'no_upstream' } });
});

test('asks for the list as its own client, with no header of the one who asked', async () => {
  await using proxy = await startProxy({ env: EXACT_ONLY });
  await proxy.request('/v1/models?limit=2', { headers: { authorization: 'Bearer client-key', cookie: 'a=b' } });
  const [request] = proxy.upstream.requests as [Recorded];
  expect(request).toMatchObject({ method: 'GET', path: '/v1/models' });
  expect([...request.query]).toEqual([]);
  expect(JSON.stringify(request.headers)).not.toContain('client-key');
  expect(request.headers.cookie).toBeUndefined();
});
