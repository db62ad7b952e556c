/** The library: the cache without a server, through what `llm-cache-proxy` exports. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import OpenAI from 'openai';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Recorded, type Scripted, sse, startUpstream } from '../../demo/upstream.ts';
import { MapStore } from '../../examples/map-store.ts';
import { DEFAULTS } from '../../src/build/library-settings.ts';
import { readConfig } from '../../src/config.ts';
import { type Cache, type CacheOptions, createCache, withCache } from '../../src/index.ts';
import { newFolder } from '../stored.ts';

const EXACT = { semantic: false } as const;
const QUESTION = 'How do I bake bread at home?';
const REWORDED = 'How can I bake bread at home?';

function open(options: CacheOptions = EXACT): Cache {
  const cache = createCache(options);
  onTestFinished(() => cache.close());
  return cache;
}

/** A clock that stands still until it is moved. */
function clock() {
  let time = Date.now();
  return {
    now: () => time,
    pass(seconds: number) {
      time += seconds * 1000;
    },
  };
}

describe('get and set', () => {
  test('an answer is found by its question, in other case and white space too, and by nothing else', async () => {
    const cache = open();
    expect(await cache.get({ prompt: QUESTION })).toBeNull();
    expect(await cache.set({ prompt: QUESTION, response: 'Knead.' })).toBe(true);
    const hit = { response: 'Knead.', tier: 'memory', similarity: null };
    expect(await cache.get({ prompt: 'how do i  bake bread at home?' })).toMatchObject(hit);
    expect(await cache.get({ messages: [{ role: 'user', content: QUESTION }] })).toMatchObject(hit);
    for (const other of [{ model: 'other' }, { temperature: 0.5 }, { an_unknown_field: [1] }]) {
      expect(await cache.get({ prompt: QUESTION, ...other }), JSON.stringify(other)).toBeNull();
    }
    expect(
      await cache.get({
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: QUESTION },
        ],
      }),
    ).toBeNull();
  });

  test.each([[42], [false], [['a', null]], [{ a: { b: 1.5 } }], ['日本語 \ud800'], [0]])(
    '%j comes back',
    async (response) => {
      const cache = open();
      expect(await cache.set({ prompt: 'q', response })).toBe(true);
      expect((await cache.get({ prompt: 'q' }))?.response).toEqual(response);
    },
  );

  test.each([[null], [undefined], [''], [{ choices: [] }]])('%j is no answer', async (response) => {
    const cache = open();
    expect(await cache.set({ prompt: 'q', response })).toBe(false);
    expect(await cache.get({ prompt: 'q' })).toBeNull();
  });

  test('an answer lives for its ttl, or the default one; of both in seconds', async () => {
    const { now, pass } = clock();
    const cache = open({ ...EXACT, now, defaultTtl: 60 });
    await cache.set({ prompt: 'a', response: 1 });
    await cache.set({ prompt: 'b', response: 2, ttl: 0.5 });
    expect(await cache.set({ prompt: 'c', response: 3, ttl: 0 })).toBe(false);
    pass(0.4);
    expect(await cache.get({ prompt: 'b' })).toMatchObject({ response: 2, age: 0.4 });
    pass(0.1);
    expect(await cache.get({ prompt: 'b' })).toBeNull();
    pass(59.4);
    expect(await cache.get({ prompt: 'a' })).toMatchObject({ response: 1 });
    pass(0.1);
    expect(await cache.get({ prompt: 'a' })).toBeNull();
  });

  test('a time-sensitive question is not cached, unless it has a ttl, or the cache takes it as any other', async () => {
    const prompt = 'What is the weather in Paris today?';
    const cache = open();
    expect(await cache.set({ prompt, response: 'Rain.' })).toBe(false);
    expect(await cache.set({ prompt, response: 'Rain.', ttl: 60 })).toBe(true);
    expect(await cache.get({ prompt })).toBeNull();
    expect(await cache.get({ prompt, ttl: 60 })).toMatchObject({ response: 'Rain.' });
    const careless = open({ ...EXACT, freshness: 'off' });
    expect(await careless.set({ prompt, response: 'Rain.' })).toBe(true);
    expect(await careless.get({ prompt })).not.toBeNull();
  });

  test.each([
    [{}, 'prompt'],
    [{ prompt: 'a', messages: [] }, 'prompt'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{}] }, 'messages[0].role'],
    [{ prompt: 'a', ttl: -1 }, 'ttl'],
    [{ prompt: 'a', ttl: Number.NaN }, 'ttl'],
    [{ prompt: 'a', threshold: 1.5 }, 'threshold'],
    [{ prompt: 'a', tags: [''] }, 'tags'],
    [{ prompt: 'a', tags: Array.from({ length: 17 }, String) }, 'tags'],
    [{ prompt: 'a', version: 'x'.repeat(65) }, 'version'],
    [{ prompt: 'a', model: '' }, 'model'],
  ])('%j is refused by the name of %s', async (request, param) => {
    const cache = open();
    await expect(cache.get(request)).rejects.toMatchObject({ name: 'AppError', code: 'invalid_request', param });
    await expect(cache.set({ ...request, response: 1 })).rejects.toMatchObject({ param });
  });

  test('what JSON cannot hold is refused', async () => {
    const cache = open();
    const circle: { self?: object } = {};
    circle.self = circle;
    await expect(cache.set({ prompt: 'a', response: circle })).rejects.toMatchObject({ param: 'response' });
    await expect(cache.get({ prompt: 'a', seed: 1n })).rejects.toMatchObject({ code: 'invalid_request' });
  });
});

describe('by meaning', () => {
  test('a question that means the same hits, and the next time without the model', async () => {
    const cache = open({});
    await cache.set({ prompt: QUESTION, response: 'Knead.' });
    const first = await cache.get({ prompt: REWORDED });
    expect(first).toMatchObject({ response: 'Knead.', tier: 'semantic' });
    expect(first?.similarity).toBeGreaterThan(0.9);
    expect(await cache.get({ prompt: REWORDED })).toMatchObject({ tier: 'memory', similarity: first?.similarity });
    expect(await cache.get({ prompt: REWORDED, threshold: 1 })).toBeNull();
    expect(await cache.get({ prompt: 'How do I not bake bread at home?' })).toBeNull();
    expect(await cache.get({ prompt: REWORDED, model: 'other' })).toBeNull();
    const { response } = await cache.getOrCreate({ prompt: 'How could I bake bread at home?' }, () => 'never made');
    expect(response).toBe('Knead.');
    expect((await cache.getStatistics()).hitsByTier).toEqual({ memory: 0, exact: 0, promoted: 1, semantic: 2 });
  });

  test('an embedder of its own', async () => {
    const asked: string[] = [];
    const embed = (text: string) => {
      asked.push(text);
      return [text.length % 7, 3, 4];
    };
    const cache = open({ embedder: { id: 'toy', dimensions: 3, embed }, threshold: 0.99 });
    await cache.set({ prompt: 'a plain question about trees', response: 'leaves' });
    expect(await cache.get({ prompt: 'about trees a plain question' })).toMatchObject({ tier: 'semantic' });
    expect(asked).toHaveLength(2);
  });

  test('an embedding that the caller brings along is not made again', async () => {
    const embed = () => {
      throw new Error('not to be asked');
    };
    const cache = open({ embedder: { id: 'toy', dimensions: 2, embed } });
    await cache.set({ prompt: 'a plain question about trees', response: 'leaves', embedding: [3, 4] });
    const found = await cache.get({ prompt: 'about trees a plain question', embedding: Float32Array.of(0.6, 0.8) });
    expect(found).toMatchObject({ response: 'leaves', similarity: expect.closeTo(1, 3) });
    await expect(cache.get({ prompt: 'a', embedding: [1] })).rejects.toMatchObject({ param: 'embedding' });
    expect((await cache.getStatistics()).errors).toEqual({});
  });

  test('an embedder that fails costs nobody an answer, and is counted', async () => {
    const embed = () => Promise.reject(new Error('down'));
    const cache = open({ embedder: { id: 'toy', dimensions: 2, embed } });
    expect(await cache.set({ prompt: 'q', response: 1 })).toBe(true);
    expect(await cache.get({ prompt: 'q' })).toMatchObject({ response: 1 });
    expect((await cache.getStatistics()).errors).toMatchObject({ embedding: 1 });
    expect((await cache.healthCheck()).status).toBe('degraded');
  });
});

describe('getOrCreate', () => {
  test('a thousand who ask the same at once: one call', async () => {
    const cache = open();
    let calls = 0;
    const create = async () => {
      calls += 1;
      await setImmediate();
      return { n: calls };
    };
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => cache.getOrCreate({ prompt: 'q' }, create)));
    expect(calls).toBe(1);
    expect(answers.every(({ response, tier }) => response.n === 1 && tier === 'upstream')).toBe(true);
    expect(answers[0]?.response).not.toBe(answers[1]?.response);
    expect(await cache.getOrCreate({ prompt: 'q' }, create)).toMatchObject({ response: { n: 1 }, tier: 'memory' });
    const { totalRequests, hits, misses } = await cache.getStatistics();
    expect({ totalRequests, hits, misses }).toEqual({ totalRequests: 1_001, hits: 1, misses: 1_000 });
  });

  test('an error reaches everybody as it is, and is not kept', async () => {
    const cache = open();
    const failing = () => Promise.reject(new RangeError('no'));
    const results = await Promise.allSettled([1, 2, 3].map(() => cache.getOrCreate({ prompt: 'q' }, failing)));
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: new RangeError('no') });
    expect((await cache.getOrCreate({ prompt: 'q' }, () => 'yes')).response).toBe('yes');
  });

  test('a refusal, a cut answer or an empty one is given to who asked, and not kept', async () => {
    const cache = open();
    const choice = (more: object) => ({
      choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, ...more }],
    });
    for (const answer of [choice({ finish_reason: 'content_filter' }), choice({}), { choices: [] }, '', null]) {
      expect((await cache.getOrCreate({ prompt: 'q' }, () => answer)).response).toEqual(answer);
    }
    const whole = choice({ finish_reason: 'stop' });
    await cache.getOrCreate({ prompt: 'q' }, () => whole);
    expect(await cache.get({ prompt: 'q' })).toMatchObject({ response: whole });
  });
});

const stores: Record<string, () => CacheOptions> = {
  memory: () => ({}),
  disk: () => ({ store: 'disk', dir: newFolder() }),
  'its own': () => ({ store: new MapStore() }),
};

describe.each(Object.entries(stores))('a store: %s', (_, options) => {
  test('invalidation by tags, pattern, version and keys, and clearing', async () => {
    const cache = open({ ...options(), semantic: true });
    const set = (prompt: string, more: object = {}) => cache.set({ prompt, response: prompt, ...more });
    await set(QUESTION, { tags: ['user:123', 'category:food'] });
    await set('user_1 has a question', { tags: ['user:1'] });
    await set('user_2 has a question', { tags: ['user:2'], version: 'v2' });
    await set('another one');
    await cache.get({ prompt: REWORDED });
    expect(await cache.get({ prompt: REWORDED })).not.toBeNull();

    expect(await cache.invalidate({ tags: ['user:123'] })).toBe(1);
    for (const prompt of [QUESTION, REWORDED]) expect(await cache.get({ prompt }), prompt).toBeNull();
    expect(await cache.invalidate({ pattern: 'user_*', version: 'v1' })).toBe(1);
    expect(await cache.get({ prompt: 'user_2 has a question' })).not.toBeNull();
    const [entry] = await cache.getTopEntries({ limit: 1 });
    expect(entry).toMatchObject({ question: 'user_2 has a question', accessCount: 1, version: 'v2', tags: ['user:2'] });
    expect(await cache.invalidate({ keys: [entry?.key ?? ''] })).toBe(1);
    expect(await cache.invalidate({ keys: [entry?.key ?? ''] })).toBe(0);
    expect((await cache.getTopEntries({ sortBy: 'recent' })).map(({ question }) => question)).toEqual(['another one']);
    await expect(cache.invalidate({})).rejects.toMatchObject({ code: 'invalid_request' });

    expect((await cache.getStatistics()).cacheSize).toBe(1);
    expect(await cache.clear()).toBe(1);
    expect((await cache.getStatistics()).cacheSize).toBe(0);
    expect(await cache.get({ prompt: 'another one' })).toBeNull();
    expect((await cache.healthCheck()).status).toBe('healthy');
  });
});

test('past maxSize the one that eviction means goes', async () => {
  for (const [eviction, gone] of [
    ['lru', 'b'],
    ['fifo', 'a'],
    ['lfu', 'b'],
    ['ttl', 'c'],
  ] as const) {
    const cache = open({ ...EXACT, maxSize: 3, eviction });
    await cache.set({ prompt: 'a', response: 1 });
    await cache.set({ prompt: 'b', response: 1 });
    await cache.set({ prompt: 'c', response: 1, ttl: 10 });
    await cache.get({ prompt: 'a' });
    await cache.get({ prompt: 'c' });
    // What was hit is told to the store with the next look at it.
    await cache.getTopEntries();
    await cache.set({ prompt: 'd', response: 1 });
    const found = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (prompt) => (await cache.get({ prompt })) && prompt),
    );
    expect(found.filter(Boolean), eviction).toEqual(['a', 'b', 'c', 'd'].filter((prompt) => prompt !== gone));
    expect((await cache.getStatistics()).evictions).toBe(1);
  }
});

test('on disk it is there after a close, by meaning too; a closed cache says so', async () => {
  const dir = newFolder();
  const first = open({ store: 'disk', dir });
  await first.set({ prompt: QUESTION, response: 'Knead.' });
  await first.close();
  await expect(first.get({ prompt: QUESTION })).rejects.toThrow('The cache is closed.');
  const second = open({ store: 'disk', dir });
  expect(await second.get({ prompt: REWORDED })).toMatchObject({ response: 'Knead.', tier: 'semantic' });
  expect(await second.get({ prompt: QUESTION })).toMatchObject({ response: 'Knead.' });
});

test('a folder that another cache owns rejects every call, by its name', async () => {
  const dir = newFolder();
  const owner = open({ ...EXACT, store: 'disk', dir });
  await owner.healthCheck();
  const other = createCache({ ...EXACT, store: 'disk', dir });
  await expect(other.get({ prompt: 'q' })).rejects.toMatchObject({ param: 'DATA_DIR' });
});

test('the statistics, as a file too', async () => {
  const cache = open();
  await cache.getOrCreate({ prompt: 'q' }, () => 1);
  await cache.get({ prompt: 'q' });
  const statistics = await cache.getStatistics();
  expect(statistics).toMatchObject({ hitRate: 0.5, totalRequests: 2, hits: 1, misses: 1, cacheSize: 1, evictions: 0 });
  expect(statistics.averageLatencyMs).toBeGreaterThan(0);
  const path = join(newFolder(), 'stats.json');
  await cache.exportStats(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject(statistics);
});

test.each([
  [{ store: 'nowhere' }, 'store'],
  [{ store: { cluster: ['a:1'] } }, 'store'],
  [{ store: {} }, 'store'],
  [{ maxSize: 0 }, 'maxSize'],
  [{ defaultTtl: 0 }, 'defaultTtl'],
  [{ eviction: 'random' }, 'eviction'],
  [{ threshold: 2 }, 'threshold'],
  [{ freshness: 'on' }, 'freshness'],
  [{ namespace: 'a/b' }, 'namespace'],
])('the options %j are refused at once, by the name of %s', (options, param) => {
  expect(() => Reflect.apply(createCache, undefined, [options])).toThrow(expect.objectContaining({ param }));
});

test('the defaults are those of the proxy', () => {
  const { DATA_DIR, ...config } = readConfig({});
  expect({ ...config, DATA_DIR }).toMatchObject(DEFAULTS);
});

describe('withCache', () => {
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: QUESTION }] };

  async function start(reply?: (request: Recorded) => Scripted | undefined) {
    const upstream = await startUpstream(reply ? { reply } : {});
    onTestFinished(() => upstream.close());
    const cache = open();
    const plain = new OpenAI({ baseURL: upstream.url, apiKey: 'sk-own', maxRetries: 0 });
    return { upstream, cache, plain, client: withCache(plain, cache) };
  }

  async function textOf(client: OpenAI, more: object = {}): Promise<string> {
    const stream = await client.chat.completions.create({ ...body, ...more, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    return text;
  }

  test('a hit is the miss again; stream and whole answer share an entry; the first client is as it was', async () => {
    const { upstream, client, plain } = await start();
    const { data: miss, response } = await client.chat.completions.create(body).withResponse();
    expect(response.headers.get('x-cache')).toBe('MISS');
    const { data: hit, response: again } = await client.chat.completions.create(body).withResponse();
    expect(again.headers.get('x-cache')).toBe('HIT');
    expect(hit).toEqual(miss);
    expect(await textOf(client)).toBe(miss.choices[0]?.message.content);
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer sk-own');
    await plain.chat.completions.create(body);
    expect(upstream.requests).toHaveLength(2);
  });

  test('a streamed miss, and its hit; many at once are one call', async () => {
    const { upstream, client, cache } = await start();
    const texts = await Promise.all(Array.from({ length: 20 }, () => textOf(client)));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]?.length).toBeGreaterThan(10);
    expect(await textOf(client, { stream_options: { include_usage: true } })).toBe(texts[0]);
    expect(upstream.requests).toHaveLength(1);
    await expect.poll(async () => (await cache.getStatistics()).cacheSize).toBe(1);
  });

  test('responses and completions are cached, all else goes through', async () => {
    const { upstream, client } = await start();
    for (let n = 0; n < 2; n++) {
      await client.responses.create({ model: 'gpt-4o-mini', input: QUESTION });
      await client.completions.create({ model: 'gpt-4o-mini', prompt: QUESTION });
      await client.models.list();
    }
    const paths = upstream.requests.map(({ path }) => path.replace(/^.*v1/, ''));
    expect(paths).toEqual(['/responses', '/completions', '/models', '/models']);
  });

  test('the request headers of the cache are understood, and are not sent', async () => {
    const { upstream, client, cache } = await start();
    await client.chat.completions.create(body, { headers: { 'x-cache-tags': 'a,b', 'x-other': '1' } });
    expect(upstream.requests[0]?.headers).toMatchObject({ 'x-other': '1' });
    expect(upstream.requests[0]?.headers).not.toHaveProperty('x-cache-tags');
    await client.chat.completions.create(body, { headers: { 'x-bypass-cache': 'true' } });
    expect(upstream.requests).toHaveLength(2);
    expect(await cache.invalidate({ tags: ['b'] })).toBe(1);
    const wrong = client.chat.completions.create(body, { headers: { 'x-cache-ttl': 'soon' } });
    await expect(wrong).rejects.toMatchObject({ status: 400, param: 'x-cache-ttl' });
  });

  test('an error of the upstream is that of the client without a cache, and is not kept', async () => {
    const { upstream, client } = await start(({ n }) => {
      if (n === 1) return { status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow down' } } };
      if (n === 2) return { finish: 'reset' };
      return n === 3 ? { stream: sse({ choices: [] }), finish: 'cut' } : undefined;
    });
    const limited = client.chat.completions.create(body);
    await expect(limited).rejects.toMatchObject({ status: 429, error: { message: 'slow down' } });
    await expect(client.chat.completions.create(body)).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
    await expect(textOf(client)).rejects.toThrow();
    expect((await client.chat.completions.create(body)).choices).toHaveLength(1);
    expect(upstream.requests).toHaveLength(4);
  });

  test('who goes away hears so at once; the answer is kept for the next', async () => {
    const gate = Promise.withResolvers<void>();
    const choice = { index: 0, delta: { role: 'assistant', content: 'late' }, finish_reason: 'stop' };
    async function* late() {
      yield ': wait\n\n';
      await gate.promise;
      yield sse({ id: 'a', object: 'chat.completion.chunk', model: body.model, choices: [choice] });
      yield sse('[DONE]');
    }
    const { upstream, client, cache } = await start(() => ({ stream: late() }));
    const leaving = new AbortController();
    const left = client.chat.completions.create(body, { signal: leaving.signal });
    await upstream.arrived(1);
    leaving.abort();
    await expect(left).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
    gate.resolve();
    await expect.poll(async () => (await cache.getStatistics()).cacheSize).toBe(1);
    expect(await textOf(client)).toBe('late');
    expect(upstream.requests).toHaveLength(1);
  });

  test('clients of two upstreams do not share answers', async () => {
    const { client, cache } = await start();
    const other = await startUpstream();
    onTestFinished(() => other.close());
    const second = withCache(new OpenAI({ baseURL: other.url, apiKey: 'x' }), cache);
    await client.chat.completions.create(body);
    await second.chat.completions.create(body);
    expect(other.requests).toHaveLength(1);
  });
});
