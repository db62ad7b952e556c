/** `/v1/embeddings` through the front door, and with the official SDK on a real socket: each input is cached by itself. */
import { afterAll, describe, expect, test } from 'vitest';
import type { Recorded, Scripted } from '../../demo/upstream.ts';
import { type Answered, EXACT_ONLY, hold, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy({ env: EXACT_ONLY });
afterAll(() => proxy[Symbol.asyncDispose]());

const PATH = '/v1/embeddings';
const MODEL = 'text-embedding-3-small';

interface Body {
  readonly object: string;
  readonly model: string;
  readonly data: readonly { readonly object: string; readonly index: number; readonly embedding: unknown }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

const bodyOf = ({ text }: Answered): Body => JSON.parse(text);
const vectorsOf = (answered: Answered) => bodyOf(answered).data.map(({ embedding }) => embedding);
const ask = (input: unknown, more: object = {}) => ({ model: MODEL, input, ...more });
const inputOf = (request: Recorded | undefined) => (request?.json as { input: unknown } | undefined)?.input;
/** Inputs that no other test has. */
const words = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} number ${n}`);

/** An upstream that gives just these vectors, with what it bills. */
const answerWith = (vectors: readonly unknown[], more: object = {}): Scripted => ({
  body: {
    object: 'list',
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
    model: MODEL,
    usage: { prompt_tokens: 7, total_tokens: 7 },
    ...more,
  },
});

describe('what is cached', () => {
  test('a hit is the miss again, but for what it is billed', async () => {
    const { post } = proxy.client();
    const miss = await post(PATH, ask('one text'));
    const hit = await post(PATH, ask('one text'));
    expect(miss.headers).toMatchObject({
      'x-cache': 'MISS',
      'x-cache-tier': 'upstream',
      'x-upstream': 'scripted',
      'x-cache-items': '0/1',
      'cache-status': 'llm-cache; fwd=miss; stored',
    });
    expect(hit.headers).toMatchObject({
      'x-cache': 'HIT',
      'x-cache-tier': 'memory',
      'x-cache-items': '1/1',
      'x-cache-key': miss.headers['x-cache-key'],
      age: '0',
      'cache-status': 'llm-cache; hit; ttl=86400; detail=memory',
    });
    expect(bodyOf(miss).usage.prompt_tokens).toBeGreaterThan(0);
    expect(bodyOf(hit)).toEqual({ ...bodyOf(miss), usage: { prompt_tokens: 0, total_tokens: 0 } });
  });

  test('of 100 inputs only those not cached go upstream, in one call, in order', async () => {
    const { post } = proxy.client();
    const inputs = words('item', 100);
    const known = inputs.filter((_, n) => n % 3 === 0);
    const first = await post(PATH, ask(known));
    const before = proxy.upstream.requests.length;
    const partial = await post(PATH, ask(inputs));
    expect(proxy.upstream.requests).toHaveLength(before + 1);
    expect(inputOf(proxy.upstream.requests.at(-1))).toEqual(inputs.filter((_, n) => n % 3 !== 0));
    expect(partial.headers).toMatchObject({
      'x-cache': 'MISS',
      'x-cache-items': '34/100',
      'x-cache-reason': 'partial',
      'cache-status': 'llm-cache; fwd=miss; stored; detail=partial',
    });
    const { data } = bodyOf(partial);
    expect(data.map(({ index }) => index)).toEqual(inputs.map((_, n) => n));
    expect(data.filter((_, n) => n % 3 === 0).map(({ embedding }) => embedding)).toEqual(vectorsOf(first));
    // The scripted vectors depend on the text alone.
    const alone = await post(PATH, ask(inputs), { 'x-bypass-cache': 'true' });
    expect(data).toEqual(bodyOf(alone).data);

    const hit = await post(PATH, ask(inputs.toReversed()));
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-items': '100/100' });
    expect(vectorsOf(hit)).toEqual(vectorsOf(partial).toReversed());
    expect(bodyOf(hit).usage).toEqual({ prompt_tokens: 0, total_tokens: 0 });
  });

  test('inputs that come twice are asked for once', async () => {
    const { post } = proxy.client();
    const twice = await post(PATH, ask(['twice', 'once', 'twice']));
    expect(inputOf(proxy.upstream.requests.at(-1))).toEqual(['twice', 'once']);
    const [first, other, second] = vectorsOf(twice);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('a text, a list of texts, tokens and lists of tokens', async () => {
    const { post } = proxy.client();
    for (const input of ['a text of one', [1, 2, 3], [[4, 5], [6]], ['some', 'texts']]) {
      const miss = await post(PATH, ask(input));
      expect(inputOf(proxy.upstream.requests.at(-1))).toEqual(input);
      const hit = await post(PATH, ask(input));
      expect([miss.headers['x-cache'], hit.headers['x-cache']]).toEqual(['MISS', 'HIT']);
      expect(bodyOf(hit).data).toEqual(bodyOf(miss).data);
    }
    // Whether it is a list of one or not, it is the same text.
    expect((await post(PATH, ask(['a text of one']))).headers).toMatchObject({ 'x-cache': 'HIT' });
    // Tokens are not their digits.
    expect((await post(PATH, ask('[1,2,3]'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test.each([
    ['another case', 'A Letter'],
    ['another blank', 'a  letter'],
  ])('%s is another input', async (_, other) => {
    const { post } = proxy.client();
    await post(PATH, ask('a letter'));
    expect((await post(PATH, ask(other))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test.each([{ dimensions: 4 }, { model: 'text-embedding-3-large' }, { input_type: 'query' }])(
    '%o is in the key',
    async (more) => {
      const { post } = proxy.client();
      await post(PATH, ask('shaped'));
      const other = await post(PATH, ask('shaped', more));
      expect(other.headers).toMatchObject({ 'x-cache': 'MISS' });
      expect((await post(PATH, ask('shaped', more))).headers).toMatchObject({ 'x-cache': 'HIT' });
    },
  );

  test.each([{ user: 'somebody' }, { dimensions: null }])('%o is not', async (more) => {
    const { post } = proxy.client();
    await post(PATH, ask('shaped alike'));
    expect((await post(PATH, ask('shaped alike', more))).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('outlives a restart, and can be found by its text and removed', async () => {
    await using own = await startProxy({ env: EXACT_ONLY });
    const { post } = own.client();
    const miss = await post(PATH, ask(['kept for long', 'kept too']));
    await own.restart();
    const hit = await post(PATH, ask(['kept for long', 'kept too']));
    expect(hit.headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-tier': 'exact' });
    expect(vectorsOf(hit)).toEqual(vectorsOf(miss));
    const removed = await own.admin('/cache/invalidate', { pattern: '*for long' });
    expect(await removed.json()).toMatchObject({ invalidated: 1 });
    expect((await post(PATH, ask(['kept for long', 'kept too']))).headers['x-cache-items']).toBe('1/2');
  });
});

describe('the two forms', () => {
  const floats = [0.1, -1.5e-7, 3, 1e21, -0.25];
  const singles = [...Float32Array.from(floats)];
  const base64 = Buffer.from(Float32Array.from(floats).buffer).toString('base64');

  test('one entry serves both, whichever was stored', async () => {
    for (const [name, sent] of Object.entries({ float: floats, base64 })) {
      const { post } = proxy.client();
      const input = `stored as ${name}`;
      proxy.script(input, answerWith([sent]));
      await post(PATH, ask(input, { encoding_format: name }));
      const asFloat = await post(PATH, ask(input));
      const asBase64 = await post(PATH, ask(input, { encoding_format: 'base64' }));
      expect([asFloat, asBase64].map(({ headers }) => headers['x-cache'])).toEqual(['HIT', 'HIT']);
      expect(vectorsOf(asFloat)).toEqual([name === 'float' ? floats : singles]);
      expect(vectorsOf(asBase64)).toEqual([base64]);
    }
  });

  test('in the form in which it came not a digit of it changes', async () => {
    const { post } = proxy.client();
    const text = '[0.10,-0.0,1.0E-05, 0.12345678901234567890]';
    const body = `{"object":"list","data":[{"object":"embedding","index":0,"embedding":${text}}],"model":"${MODEL}"}`;
    proxy.script('every digit', { headers: { 'content-type': 'application/json' }, body });
    const miss = await post(PATH, ask('every digit'));
    const hit = await post(PATH, ask('every digit'));
    expect(miss.text).toContain(`"embedding":${text}}`);
    expect(hit.text).toContain(`"embedding":${text}}`);
  });

  test('an upstream that only knows floats is understood by who asks for base64', async () => {
    const { post } = proxy.client();
    proxy.script('floats only', answerWith([floats]));
    const miss = await post(PATH, ask('floats only', { encoding_format: 'base64' }));
    expect(vectorsOf(miss)).toEqual([base64]);
  });

  test("with a field that may change a vector's numbers, each form has its own entry", async () => {
    const { post } = proxy.client();
    const int8 = { output_dtype: 'int8' };
    proxy.script('bytes', answerWith(['AQID']));
    const miss = await post(PATH, ask('bytes', { ...int8, encoding_format: 'base64' }));
    expect(vectorsOf(miss)).toEqual(['AQID']);
    expect((await post(PATH, ask('bytes', { ...int8, encoding_format: 'base64' }))).headers['x-cache']).toBe('HIT');
    expect((await post(PATH, ask('bytes', int8))).headers['x-cache']).toBe('MISS');
  });
});

describe('the official SDK', () => {
  test('miss, hit, partial hit; base64, which it asks for by itself, and float are equal', async () => {
    const sdk = await proxy.sdk({ headers: { 'x-cache-namespace': 'embeddings-sdk' } });
    async function create(input: string[], more: object = {}) {
      const { data, response } = await sdk.embeddings.create({ model: MODEL, input, ...more }).withResponse();
      await proxy.settled();
      return { cache: response.headers.get('x-cache-items'), data };
    }
    const miss = await create(['sdk one', 'sdk two']);
    const hit = await create(['sdk one', 'sdk two']);
    const partial = await create(['sdk two', 'sdk three']);
    const float = await create(['sdk one', 'sdk two', 'sdk three'], { encoding_format: 'float' });
    expect([miss.cache, hit.cache, partial.cache, float.cache]).toEqual(['0/2', '2/2', '1/2', '3/3']);
    expect(hit.data).toEqual({ ...miss.data, usage: { prompt_tokens: 0, total_tokens: 0 } });
    const vectors = [...miss.data.data, partial.data.data[1]].map((item) => item?.embedding);
    expect(float.data.data.map(({ embedding }) => embedding)).toEqual(vectors);
    expect(Array.isArray(vectors[0])).toBe(true);
  });
});

describe('money', () => {
  test('a call is spent, a hit is saved: what its inputs had of their call', async () => {
    await using own = await startProxy({ env: EXACT_ONLY });
    const { post } = own.client();
    own.script('a longer text', answerWith([[1], [2], [3]], { usage: { prompt_tokens: 100, total_tokens: 100 } }));
    await post(PATH, ask(['a longer text', 'b', [1, 2]]));
    await post(PATH, ask(['a longer text', 'b', [1, 2]]));
    const { tokens, endpoints } = await own.metrics();
    expect(tokens).toMatchObject({ spent: { input: 100 }, saved: { input: 100 } });
    expect(endpoints.embeddings?.requests).toMatchObject({ total: 2, hits: 1 });
    // Of a part, a part.
    await post(PATH, ask(['b']));
    expect((await own.metrics()).tokens.saved.input).toBeLessThan(110);
  });

  test('hits are counted for each item', async () => {
    const { post } = proxy.client();
    const alone = await post(PATH, ask('hit twice'));
    await post(PATH, ask(['hit twice', 'and another']));
    await post(PATH, ask(['hit twice', 'and another']));
    const entry = await proxy.request(`/admin/cache/entries/${alone.headers['x-cache-key']}`, {
      headers: { authorization: 'Bearer admin' },
    });
    expect(await entry.json()).toMatchObject({ hits: 2 });
  });
});

describe('headers', () => {
  test('x-cache-ttl is how long each item lives; 0 stores nothing', async () => {
    const { post } = proxy.client();
    await post(PATH, ask('for a minute'), { 'x-cache-ttl': '60' });
    await post(PATH, ask('for good'));
    proxy.pass(30 * SECOND);
    const hit = await post(PATH, ask(['for a minute', 'for good']));
    expect(hit.headers).toMatchObject({ age: '30', 'cache-status': 'llm-cache; hit; ttl=30; detail=memory' });
    proxy.pass(31 * SECOND);
    expect((await post(PATH, ask(['for a minute', 'for good']))).headers['x-cache-items']).toBe('1/2');
    await post(PATH, ask('not at all'), { 'x-cache-ttl': '0' });
    expect((await post(PATH, ask('not at all'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('no-store may read; no-cache may write', async () => {
    const { post } = proxy.client();
    await post(PATH, ask('stored before'));
    const mixed = await post(PATH, ask(['stored before', 'never stored']), { 'cache-control': 'no-store' });
    expect(mixed.headers).toMatchObject({
      'x-cache-items': '1/2',
      'cache-status': 'llm-cache; fwd=miss; detail=partial',
    });
    expect((await post(PATH, ask('never stored'))).headers).toMatchObject({ 'x-cache': 'MISS' });
    proxy.script('stored before', answerWith([[0.5]]));
    const anew = await post(PATH, ask('stored before'), { 'cache-control': 'no-cache' });
    expect(anew.headers).toMatchObject({ 'cache-status': 'llm-cache; fwd=request; stored; detail=no-cache' });
    expect(vectorsOf(await post(PATH, ask('stored before')))).toEqual([[0.5]]);
  });

  test('max-age takes nothing older', async () => {
    const { post } = proxy.client();
    await post(PATH, ask('old'));
    proxy.pass(60 * SECOND);
    await post(PATH, ask('young'));
    const { headers } = await post(PATH, ask(['old', 'young']), { 'cache-control': 'max-age=10' });
    expect(headers).toMatchObject({ 'x-cache-items': '1/2' });
    expect(headers['cache-status']).toContain('fwd=request');
  });

  test('only-if-cached needs all of them', async () => {
    const { post } = proxy.client();
    const directive = { 'cache-control': 'only-if-cached' };
    await post(PATH, ask(['here']));
    expect((await post(PATH, ask(['here']), directive)).status).toBe(200);
    const before = proxy.upstream.requests.length;
    const { status, headers } = await post(PATH, ask(['here', 'not here']), directive);
    expect({ status, retry: headers['x-should-retry'] }).toEqual({ status: 504, retry: 'false' });
    expect(proxy.upstream.requests).toHaveLength(before);
  });

  test('a bypass hands on what the upstream says, byte for byte, and stores nothing', async () => {
    const { post } = proxy.client();
    const body = '{"data": [ {"embedding": [ 1 ], "index": 0} ], "usage": {"prompt_tokens": 3, "total_tokens": 3}}';
    proxy.script('as it is', { headers: { 'content-type': 'application/json' }, body });
    const bypass = await post(PATH, ask(['as it is', 'as it is']), { 'x-bypass-cache': 'true' });
    expect(bypass.text).toBe(body);
    expect(bypass.headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': 'header' });
    expect(inputOf(proxy.upstream.requests.at(-1))).toEqual(['as it is', 'as it is']);
    expect((await post(PATH, ask('as it is'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test('namespaces and clients do not see each other', async () => {
    await using own = await startProxy({ env: { ...EXACT_ONLY, PROXY_API_KEYS: 'one:key-1,two:key-2' } });
    const one = own.client({ authorization: 'Bearer key-1', 'x-cache-namespace': 'same' });
    const two = own.client({ authorization: 'Bearer key-2', 'x-cache-namespace': 'same' });
    await one.post(PATH, ask('private'));
    expect((await two.post(PATH, ask('private'))).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect((await one.post(PATH, ask('private'))).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await own.client().post(PATH, ask('private'))).status).toBe(401);
  });
});

describe('a stale item', () => {
  const TTL = 86_400 * SECOND;
  const down: Scripted = { status: 503, body: { error: { message: 'down' } } };

  test('is served when the upstream fails, for as long as STALE_IF_ERROR says', async () => {
    const { post } = proxy.client();
    const miss = await post(PATH, ask(['stale one', 'stale two']));
    proxy.pass(TTL + SECOND);
    proxy.script('stale one', down);
    const stale = await post(PATH, ask(['stale one', 'stale two']));
    expect(stale.headers).toMatchObject({
      'x-cache': 'STALE',
      'cache-status': 'llm-cache; fwd=stale; fwd-status=503; ttl=-1',
    });
    expect(bodyOf(stale).data).toEqual(bodyOf(miss).data);
    // One that never was there cannot be made up.
    expect((await post(PATH, ask(['stale one', 'stale never']))).status).toBe(503);
  });

  test('is served to all who wait, for one call that failed', async () => {
    const { post } = proxy.client();
    await post(PATH, ask(['stale shared']));
    proxy.pass(TTL + SECOND);
    const held = hold();
    proxy.script('stale shared', () => held.released.then(() => down));
    const askers = Array.from({ length: 20 }, () => post(PATH, ask(['stale shared'])));
    await proxy.upstream.arrived(proxy.upstream.requests.length + 1);
    held.release();
    for (const { headers } of await Promise.all(askers)) expect(headers).toMatchObject({ 'x-cache': 'STALE' });
    expect(proxy.calls('stale shared')).toHaveLength(2);
  });

  test('is fetched anew after a restart too', async () => {
    await using own = await startProxy({ env: { ...EXACT_ONLY, STALE_WHILE_REVALIDATE: '60' } });
    const { post } = own.client();
    await post(PATH, ask(['after a restart']));
    own.pass(TTL + SECOND);
    await own.restart();
    expect((await post(PATH, ask(['after a restart']))).headers).toMatchObject({ 'x-cache': 'STALE' });
    expect(own.calls('after a restart')).toHaveLength(2);
  });

  test('is served at once and fetched anew behind it, where STALE_WHILE_REVALIDATE says so', async () => {
    await using own = await startProxy({ env: { ...EXACT_ONLY, STALE_WHILE_REVALIDATE: '60' } });
    const { post } = own.client();
    await post(PATH, ask(['behind one', 'behind two']));
    own.pass(TTL + SECOND);
    await post(PATH, ask(['behind two']), { 'cache-control': 'no-cache' });
    const stale = await post(PATH, ask(['behind one', 'behind two']));
    expect(stale.headers).toMatchObject({ 'x-cache': 'STALE', 'x-cache-items': '2/2' });
    expect(inputOf(own.upstream.requests.at(-1))).toEqual(['behind one']);
    expect((await post(PATH, ask(['behind one', 'behind two']))).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(own.calls('behind one')).toHaveLength(2);
  });
});

describe('single-flight', () => {
  test('1,000 identical askers: one upstream call', async () => {
    const { post } = proxy.client();
    const held = hold();
    proxy.script('all at once', () => held.released.then(() => undefined));
    const askers = Array.from({ length: 1000 }, () => post(PATH, ask(['all at once', 'all at once too'])));
    await proxy.upstream.arrived(proxy.upstream.requests.length + 1);
    held.release();
    const answers = await Promise.all(askers);
    expect(proxy.calls('all at once')).toHaveLength(1);
    expect(new Set(answers.map((answered) => JSON.stringify(bodyOf(answered).data))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['cache-status']?.includes('collapsed'))).toHaveLength(999);
    const spent = answers.filter((answered) => bodyOf(answered).usage.prompt_tokens > 0);
    expect(spent).toHaveLength(1);
  });

  test('lists that overlap: each item is called for once', async () => {
    const { post } = proxy.client();
    const held = hold();
    proxy.script('overlap a', () => held.released.then(() => undefined));
    const first = post(PATH, ask(['overlap a', 'overlap b']));
    await proxy.upstream.arrived(proxy.upstream.requests.length + 1);
    const second = post(PATH, ask(['overlap b', 'overlap c']));
    await proxy.upstream.arrived(proxy.upstream.requests.length + 1);
    held.release();
    const [one, two] = await Promise.all([first, second]);
    expect(proxy.calls('overlap').map(inputOf)).toEqual([['overlap a', 'overlap b'], ['overlap c']]);
    expect(vectorsOf(two)[0]).toEqual(vectorsOf(one)[1]);
  });

  test("who waited on a call that failed for another's item goes on alone", async () => {
    const { post } = proxy.client();
    const held = hold();
    proxy.script('too long for it', async () => {
      await held.released;
      return { status: 400, body: { error: { message: 'too long', param: 'input[0]' } } };
    });
    const first = post(PATH, ask(['too long for it', 'innocent']));
    await proxy.upstream.arrived(proxy.upstream.requests.length + 1);
    const second = post(PATH, ask(['innocent']));
    held.release();
    const [refused, answered] = await Promise.all([first, second]);
    expect(refused.status).toBe(400);
    expect(answered.status).toBe(200);
  });
});

describe('an upstream that errs', () => {
  test.each([
    ['too few', answerWith([[1]])],
    ['too many', answerWith([[1], [2], [3]])],
    [
      'an index twice',
      {
        body: {
          data: [
            { index: 0, embedding: [1] },
            { index: 0, embedding: [2] },
          ],
        },
      },
    ],
    [
      'an index too large',
      {
        body: {
          data: [
            { index: 1, embedding: [1] },
            { index: 2, embedding: [2] },
          ],
        },
      },
    ],
    ['a vector that is none', answerWith([[1], 'no base64!'])],
    ['half a float', answerWith(['AAAAAAA=', 'AAAAAAA='])],
    ['numbers that are none', answerWith([[1], ['1']])],
    ['an empty vector', answerWith([[], []])],
    ['vectors of two lengths', answerWith([[1], [1, 2]])],
    ['no list', { body: { data: 'none' } }],
  ] satisfies [string, Scripted][])('%s: as it came, and nothing is stored', async (name, reply) => {
    const { post } = proxy.client();
    const inputs = [`fault ${name}`, 'beside it'];
    proxy.script(`fault ${name}`, reply);
    const { status, text } = await post(PATH, ask(inputs));
    expect({ status, answer: JSON.parse(text) }).toEqual({ status: 200, answer: reply.body });
    expect((await post(PATH, ask('beside it'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });

  test.each<[string, Scripted, readonly string[]]>([
    ['too few for the rest of what was asked', answerWith([[1], [2]]), ['stored', 'fault of the rest']],
    ['HTML', { headers: { 'content-type': 'text/html' }, body: '<p>fault of the rest</p>' }, ['fault of the rest']],
  ])('%s: 502, and nothing is stored', async (_, reply, inputs) => {
    const { post } = proxy.client();
    await post(PATH, ask('stored'));
    proxy.script('fault of the rest', reply);
    const { status, text } = await post(PATH, ask(inputs));
    expect({ status, error: JSON.parse(text).error }).toMatchObject({
      status: 502,
      error: { code: 'upstream_bad_answer', type: 'server_error' },
    });
  });

  test('items in another order are put in theirs', async () => {
    const { post } = proxy.client();
    proxy.script('order a', {
      body: {
        data: [
          { index: 1, embedding: [2] },
          { index: 0, embedding: [1] },
        ],
      },
    });
    expect(vectorsOf(await post(PATH, ask(['order a', 'order b'])))).toEqual([[1], [2]]);
    expect(vectorsOf(await post(PATH, ask(['order b'])))).toEqual([[2]]);
  });

  test("what it refuses reaches the client with its status, body and retry-after; its model's name is believed", async () => {
    const { post } = proxy.client();
    proxy.script('limited', {
      status: 429,
      headers: { 'retry-after': '30' },
      body: { error: { message: 'slow down' } },
    });
    const { status, headers, text } = await post(PATH, ask(['limited']));
    expect({ status, after: headers['retry-after'], text }).toEqual({
      status: 429,
      after: '30',
      text: '{"error":{"message":"slow down"}}',
    });
    proxy.script('of another', answerWith([[1]], { model: 'quite-another-model' }));
    expect((await post(PATH, ask('of another'))).status).toBe(200);
    expect((await post(PATH, ask('of another'))).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});

describe('what is malformed is refused by name', () => {
  test.each([
    [{ model: MODEL }, 'input'],
    [ask(''), 'input'],
    [ask([]), 'input'],
    [ask(5), 'input'],
    [ask(['good', '']), 'input[1]'],
    [ask(['good', 5]), 'input[1]'],
    [ask([[1], []]), 'input[1]'],
    [ask([1, 2.5]), 'input[0]'],
    [ask(Array.from({ length: 2049 }, () => 'many')), 'input'],
    [ask('x', { encoding_format: 'int4' }), 'encoding_format'],
    [{ input: 'x' }, 'model'],
  ])('%j', async (body, param) => {
    const { status, text } = await proxy.client().post(PATH, body);
    expect({ status, error: JSON.parse(text).error }).toMatchObject({
      status: 400,
      error: { param, type: 'invalid_request_error' },
    });
  });

  test('2,048 inputs are not', async () => {
    const { post } = proxy.client();
    const many = words('many', 2048);
    expect((await post(PATH, ask(many))).status).toBe(200);
    expect((await post(PATH, ask(many))).headers).toMatchObject({ 'x-cache-items': '2048/2048' });
  });

  test('other methods are not allowed', async () => {
    const response = await proxy.request(PATH);
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
  });
});
