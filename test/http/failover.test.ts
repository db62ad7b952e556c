/** What becomes of a request when its upstreams fail: it is asked again, then the next one, then the client is told. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Recorded, type Scripted, sse, startUpstream, type Upstream } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, MODEL, SECOND, startProxy, type TestProxy } from '../proxy.ts';

type Script = (request: Recorded) => Scripted | undefined;
type Scripts = Readonly<Record<string, Script | Scripted | undefined>>;

interface Setup {
  readonly proxy: TestProxy;
  /** By name. */
  readonly upstreams: Readonly<Record<string, Upstream>>;
  /** What each was asked so far. */
  calls(): Record<string, number>;
}

const QUESTION = 'How do vaccines work?';
const FAILURE = { error: { message: 'no', type: 'server_error', param: null, code: null } };
const DOWN: Scripted = { status: 503, body: FAILURE };
const WELL = undefined;

/** A proxy before upstreams in this order, each with its script. */
async function setUp(scripts: Scripts, env: Record<string, string> = {}, more: object = {}): Promise<Setup> {
  const upstreams: Record<string, Upstream> = {};
  for (const [name, script] of Object.entries(scripts)) {
    const upstream = await startUpstream({ reply: typeof script === 'function' ? script : () => script });
    onTestFinished(() => upstream.close());
    upstreams[name] = upstream;
  }
  const rows = Object.entries(upstreams).map(([name, { url }]) => ({ name, base_url: url, api_key: 'key', ...more }));
  const proxy = await startProxy({ env: { ...EXACT_ONLY, UPSTREAMS: JSON.stringify(rows), ...env } });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const counts = () => Object.entries(upstreams).map(([name, { requests }]) => [name, requests.length]);
  return { proxy, upstreams, calls: () => Object.fromEntries(counts()) };
}

const retrying = (times: number) => ({ UPSTREAM_RETRIES: String(times) });
const stream = { stream: true };

async function healthOf(proxy: TestProxy) {
  return JSON.parse(await (await proxy.request('/health')).text());
}

describe('the next upstream answers when one', () => {
  const faults: Record<string, Scripted> = {
    'answers 500': { status: 500, body: FAILURE },
    'answers 503': DOWN,
    'answers 429': { status: 429, body: FAILURE, headers: { 'retry-after': '30' } },
    'answers 408': { status: 408, body: FAILURE },
    'has no credit left': { status: 402, body: FAILURE },
    'refuses our key': { status: 401, body: { error: { message: 'sk-secret is wrong' } } },
    'resets the connection': { finish: 'reset' },
    'never answers': { finish: 'hang' },
    'answers with a page': { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' },
    'answers with nothing': {},
    'answers with an error': { body: FAILURE },
    'breaks off': { body: { choices: [] }, finish: 'cut' },
    'streams an error first': { stream: [': at work\n\n', sse(FAILURE), sse('[DONE]')] },
    'streams nothing': { stream: [': at work\n\n'] },
    'falls silent after its headers': { stream: [': at work\n\n'], finish: 'hang' },
    'falls silent in the middle of an answer': { body: { choices: [] }, finish: 'hang' },
    'breaks off before it says anything': { stream: [': at work\n\n'], finish: 'cut' },
    'refuses our key in a stream': { stream: [sse({ error: { message: 'sk-secret', code: 'invalid_api_key' } })] },
  };
  test.for(Object.entries(faults))('%s', async ([, fault]) => {
    const hasty = { UPSTREAM_TIMEOUT_MS: '200', UPSTREAM_IDLE_TIMEOUT_MS: '200' };
    const { proxy, calls } = await setUp({ one: fault, two: WELL }, hasty);
    const { ask } = proxy.client();
    const answer = await ask(chatBody(QUESTION, 'stream' in fault ? stream : {}));
    expect(answer).toMatchObject({ status: 200, headers: { 'x-upstream': 'two', 'x-cache': 'MISS' } });
    expect(answer.text).not.toMatch(/"error"|secret/);
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(calls()).toEqual({ one: 1, two: 1 });
  });

  test('of three, the first that does well', async () => {
    const { proxy, calls } = await setUp({ one: DOWN, two: { finish: 'reset' }, three: WELL });
    expect((await proxy.client().ask(QUESTION)).headers).toMatchObject({ 'x-upstream': 'three' });
    expect(calls()).toEqual({ one: 1, two: 1, three: 1 });
    expect(await proxy.counter('upstream_events_total{upstream="one",event="error:status_503"}')).toBe(1);
    expect(await proxy.counter('upstream_events_total{upstream="two",event="error:unreachable"}')).toBe(1);
    expect(await proxy.counter('upstream_events_total{upstream="three",event="failover"}')).toBe(1);
  });
});

describe('an upstream is asked again', () => {
  test('500 three times, then fine', async () => {
    const { proxy, calls } = await setUp({ one: ({ n }) => (n <= 3 ? { status: 500 } : undefined) }, retrying(3));
    expect((await proxy.client().ask(QUESTION)).status).toBe(200);
    expect(calls()).toEqual({ one: 4 });
    expect(await proxy.counter('upstream_events_total{upstream="one",event="retry"}')).toBe(3);
  });

  test('before the next one is', async () => {
    const { proxy, calls } = await setUp({ one: DOWN, two: WELL }, retrying(1));
    expect((await proxy.client().ask(QUESTION)).headers).toMatchObject({ 'x-upstream': 'two' });
    expect(calls()).toEqual({ one: 2, two: 1 });
  });

  test('after it has waited for what it was told, where that is short', async () => {
    const short = { status: 429, body: FAILURE, headers: { 'retry-after-ms': '20' } };
    const { proxy, calls } = await setUp({ one: ({ n }) => (n === 1 ? short : WELL), two: WELL }, retrying(2));
    expect((await proxy.client().ask(QUESTION)).headers).toMatchObject({ 'x-upstream': 'one' });
    expect(calls()).toEqual({ one: 2, two: 0 });
  });

  const vain: Record<string, Scripted> = {
    'that says when it will do well': { status: 429, body: FAILURE, headers: { 'retry-after': '30' } },
    'that says it would be in vain': { status: 500, body: FAILURE, headers: { 'x-should-retry': 'false' } },
    'whose quota is used up': { status: 429, body: { error: { message: 'no', code: 'insufficient_quota' } } },
    'that refuses our key': { status: 403, body: FAILURE },
    'that is too slow': { finish: 'hang' },
    'that is too slow with the rest': { body: { choices: [] }, finish: 'hang' },
  };
  test.for(Object.entries(vain))('but not one %s', async ([, fault]) => {
    const hasty = { UPSTREAM_TIMEOUT_MS: '200', UPSTREAM_IDLE_TIMEOUT_MS: '200' };
    const { proxy, calls } = await setUp({ one: fault, two: WELL }, { ...retrying(2), ...hasty });
    expect((await proxy.client().ask(QUESTION)).headers).toMatchObject({ 'x-upstream': 'two' });
    expect(calls()).toEqual({ one: 1, two: 1 });
  });
});

describe('the request itself', () => {
  const mistakes: Record<string, Scripted> = {
    'a 400': { status: 400, body: FAILURE },
    'a 404': { status: 404, body: FAILURE },
    'a 422': { status: 422, body: FAILURE },
    'a 200 that says so': { body: { error: { message: 'too long', type: 'invalid_request_error' } } },
    'a 200 with the code 400': { body: { error: { message: 'too long', code: 400 } } },
  };
  test.for(Object.entries(mistakes))('%s is passed on, and sent nowhere else', async ([, answer]) => {
    const { proxy, calls } = await setUp({ one: answer, two: WELL }, retrying(2));
    const { status, text, headers } = await proxy.client().ask(QUESTION);
    expect({ status, text }).toEqual({ status: answer.status ?? 200, text: JSON.stringify(answer.body) });
    expect(headers).toMatchObject({ 'x-upstream': 'one' });
    expect(calls()).toEqual({ one: 1, two: 0 });
  });

  test('an error in mid-stream reaches the client as it came', async () => {
    const half = sse({ model: MODEL, choices: [{ index: 0, delta: { content: 'Half' } }] });
    const { proxy, calls } = await setUp({ one: { stream: [half, sse(FAILURE), sse('[DONE]')] }, two: WELL });
    const { text } = await proxy.client().ask(chatBody(QUESTION, stream));
    expect(text).toContain(sse(FAILURE));
    expect(calls()).toEqual({ one: 1, two: 0 });
  });

  test('a silence in mid-stream ends the stream with an error, and nothing is stored', async () => {
    const half = sse({ model: MODEL, choices: [{ index: 0, delta: { content: 'Half' } }] });
    const silent: Script = ({ n }) => (n === 1 ? { stream: [half], finish: 'hang' } : WELL);
    const { proxy, calls } = await setUp({ one: silent, two: WELL }, { UPSTREAM_IDLE_TIMEOUT_MS: '200' });
    const { ask } = proxy.client();
    const { text } = await ask(chatBody(QUESTION, stream));
    expect(text).toMatch(/Half.*"error":.*one fell silent/s);
    expect((await ask(QUESTION)).headers).toMatchObject({ 'x-cache': 'MISS' });
    expect(calls()).toEqual({ one: 2, two: 0 });
    expect(await proxy.counter('upstream_events_total{upstream="one",event="error:broke_off"}')).toBe(1);
  });
});

describe('when every upstream fails', () => {
  test('the client is told what the first one said', async () => {
    const busy = { status: 429, body: FAILURE, headers: { 'retry-after': '30' } };
    const { proxy, calls } = await setUp({ one: busy, two: { finish: 'reset' } });
    const { status, text, headers } = await proxy.client().ask(QUESTION);
    expect({ status, text }).toEqual({ status: 429, text: JSON.stringify(FAILURE) });
    expect(headers).toMatchObject({ 'retry-after': '30', 'x-upstream': 'one' });
    expect(calls()).toEqual({ one: 1, two: 1 });
  });

  test('that our key was refused is told only when nothing else is wrong', async () => {
    const refusing = { status: 401, body: { error: { message: 'sk-secret' } } };
    const both = await setUp({ one: refusing, two: refusing });
    const { status, text } = await both.proxy.client().ask(QUESTION);
    expect(status).toBe(502);
    expect(JSON.parse(text).error).toMatchObject({ code: 'upstream_refused_key' });
    expect(text).not.toContain('secret');

    const other = await setUp({ one: refusing, two: DOWN });
    expect((await other.proxy.client().ask(QUESTION)).status).toBe(503);
  });

  test('that a later one does not have the model is no answer', async () => {
    const { proxy, calls } = await setUp({ one: DOWN, two: { status: 404, body: FAILURE } });
    expect(await proxy.client().ask(QUESTION)).toMatchObject({ status: 503, headers: { 'x-upstream': 'one' } });
    expect(calls()).toEqual({ one: 1, two: 1 });
  });

  const ways: Record<string, [Scripted, number]> = {
    'with 503': [DOWN, 503],
    'with no credit left': [{ status: 402, body: FAILURE }, 402],
    'with a 200 that holds an error': [{ body: FAILURE }, 200],
    'with a page': [{ headers: { 'content-type': 'text/html' }, body: '<html>' }, 502],
    'without a word': [{ finish: 'reset' }, 502],
  };
  test.for(Object.entries(ways))('%s, a stale answer is served', async ([, [fault, status]]) => {
    let down = false;
    const script = () => (down ? fault : undefined);
    const { proxy, calls } = await setUp({ one: script, two: script });
    const { ask } = proxy.client();
    const old = await ask(QUESTION);
    down = true;
    proxy.pass(86_400 * SECOND + SECOND);
    const stale = await ask(QUESTION);
    expect(stale).toMatchObject({ status: 200, text: old.text, headers: { 'x-cache': 'STALE' } });
    expect(stale.headers['cache-status']).toContain(`fwd=stale; fwd-status=${status};`);
    expect(calls()).toEqual({ one: 2, two: 1 });
  });

  test('behind a stale answer, that answer stays', async () => {
    let down = false;
    const script = () => (down ? DOWN : undefined);
    const { proxy, calls } = await setUp({ one: script, two: script }, { STALE_WHILE_REVALIDATE: '3600' });
    const { ask } = proxy.client();
    const old = await ask(QUESTION);
    down = true;
    proxy.pass(86_400 * SECOND + SECOND);
    for (const _ of [1, 2])
      expect(await ask(QUESTION)).toMatchObject({ text: old.text, headers: { 'x-cache': 'STALE' } });
    expect(calls()).toEqual({ one: 3, two: 2 });
  });
});

test('x-upstream is asked alone', async () => {
  const { proxy, calls } = await setUp({ one: DOWN, two: WELL });
  const { ask } = proxy.client();
  expect((await ask(QUESTION, { 'x-upstream': 'one' })).status).toBe(503);
  expect(calls()).toEqual({ one: 1, two: 0 });
  expect((await ask(QUESTION, { 'x-upstream': 'two' })).headers).toMatchObject({ 'x-upstream': 'two' });
});

describe('an upstream that fails again and again', () => {
  const ask = (proxy: TestProxy, more: object = {}) => proxy.client().ask(chatBody(QUESTION, more));

  /** After five failures. */
  async function worn() {
    const state = { down: true };
    const setup = await setUp({ one: () => (state.down ? DOWN : WELL), two: WELL });
    for (const _ of [1, 2, 3, 4, 5]) await ask(setup.proxy);
    expect(setup.calls()).toMatchObject({ one: 5 });
    return { ...setup, recover: () => Object.assign(state, { down: false }) };
  }

  test('is left alone, until one call finds it well', async () => {
    const { proxy, calls, recover } = await worn();
    expect((await ask(proxy)).headers).toMatchObject({ 'x-upstream': 'two' });
    expect(calls()).toEqual({ one: 5, two: 6 });

    proxy.pass(6 * SECOND);
    await ask(proxy);
    expect(calls()).toEqual({ one: 6, two: 7 });
    proxy.pass(6 * SECOND);
    await ask(proxy);
    // Its pause was doubled.
    expect(calls()).toEqual({ one: 6, two: 8 });

    recover();
    proxy.pass(6 * SECOND);
    for (const _ of [1, 2]) expect((await ask(proxy)).headers).toMatchObject({ 'x-upstream': 'one' });
    expect(calls()).toEqual({ one: 8, two: 8 });
  });

  test('is left alone for that model only', async () => {
    const { proxy, calls } = await worn();
    await ask(proxy, { model: 'gpt-4.1' });
    expect(calls()).toEqual({ one: 6, two: 6 });
  });

  test('is asked all the same, once, when there is no other', async () => {
    const { proxy, calls } = await setUp({ one: ({ n }) => (n <= 6 ? DOWN : WELL), two: DOWN }, retrying(1));
    for (const _ of [1, 2, 3]) await ask(proxy);
    expect(calls()).toEqual({ one: 5, two: 5 });
    expect((await ask(proxy)).status).toBe(503);
    expect(calls()).toEqual({ one: 6, two: 5 });
    expect((await ask(proxy)).headers).toMatchObject({ 'x-upstream': 'one' });
    expect(await healthOf(proxy)).toMatchObject({ services: { 'upstream:one': { status: 'healthy' } } });
  });

  test('shows in /health and in the metrics, and that it is back', async () => {
    const { proxy, recover } = await worn();
    const report = await healthOf(proxy);
    expect(report).toMatchObject({
      status: 'degraded',
      services: {
        upstreams: { status: 'healthy', kind: 'one, two' },
        'upstream:one': { status: 'unhealthy', error: `answers 503 (${MODEL})`, since: expect.any(Number) },
        'upstream:two': { status: 'healthy' },
      },
    });
    expect(JSON.stringify(report)).not.toMatch(/127\.0\.0\.1|localhost/);
    expect(await proxy.counter('breaker_open{part="one"}')).toBe(1);
    expect(await proxy.counter('upstream_events_total{upstream="one",event="opened"}')).toBe(1);

    recover();
    proxy.pass(6 * SECOND);
    await ask(proxy);
    expect(await healthOf(proxy)).toMatchObject({ status: 'healthy' });
    expect(await proxy.counter('breaker_open{part="one"}')).toBe(0);
    expect(await proxy.counter('upstream_events_total{upstream="one",event="closed"}')).toBe(1);
  });

  test('and that nobody asks any more is not held against it for ever', async () => {
    const { proxy } = await worn();
    proxy.pass(600 * SECOND);
    expect(await healthOf(proxy)).toMatchObject({ status: 'healthy' });
  });

  test('is left alone at once for the time that it names', async () => {
    const busy = { status: 429, body: FAILURE, headers: { 'retry-after': '30' } };
    const { proxy, calls } = await setUp({ one: busy, two: WELL });
    for (const _ of [1, 2]) await ask(proxy);
    proxy.pass(29 * SECOND);
    await ask(proxy);
    expect(calls()).toEqual({ one: 1, two: 3 });
    proxy.pass(2 * SECOND);
    await ask(proxy);
    expect(calls()).toEqual({ one: 2, two: 4 });
  });
});

describe('a model that each upstream calls something else', () => {
  const names = { one: 'llama-3.3-70b-versatile', two: 'meta-llama/llama-3.3-70b-instruct' };
  const MODEL_ALIASES = JSON.stringify({ llama: names, fast: 'llama' });
  const modelsAsked = (upstream: Upstream | undefined) => upstream?.requests.map(({ json }) => json).map(modelOf);
  const modelOf = (body: unknown) => (typeof body === 'object' && body && 'model' in body ? body.model : undefined);
  const body = { ...chatBody(QUESTION), model: 'llama', seed: 1e21, top_p: 0.1 };

  test('is asked for by its name there, and stored under the one that all share', async () => {
    const { proxy, upstreams } = await setUp({ one: DOWN, two: WELL }, { MODEL_ALIASES });
    const { ask } = proxy.client();
    expect((await ask(body)).headers).toMatchObject({ 'x-upstream': 'two', 'x-cache': 'MISS' });
    expect(modelsAsked(upstreams.one)).toEqual([names.one]);
    expect(modelsAsked(upstreams.two)).toEqual([names.two]);
    expect(upstreams.two?.requests[0]?.text).toBe(JSON.stringify({ ...body, model: names.two }));
    expect((await ask({ ...body, model: 'fast' })).headers).toMatchObject({ 'x-cache': 'HIT' });
  });

  test('that searches the live web by one of its names is not cached', async () => {
    const aliases = JSON.stringify({ search: { one: 'groq/compound' } });
    const { proxy } = await setUp({ one: WELL }, { MODEL_ALIASES: aliases });
    const { headers } = await proxy.client().ask({ ...chatBody(QUESTION), model: 'search' });
    expect(headers).toMatchObject({ 'x-cache': 'BYPASS', 'x-cache-reason': 'live-search' });
  });

  test('bears the prefix of its vendor at one that has those of many, and none at its vendor', async () => {
    const [openrouter, openai] = [await startUpstream({ reply: () => DOWN }), await startUpstream()];
    onTestFinished(async () => void (await Promise.all([openrouter.close(), openai.close()])));
    const { proxy } = await setUp(
      {},
      {
        ...{ OPENROUTER_BASE_URL: openrouter.url, OPENROUTER_API_KEY: 'key', OPENAI_BASE_URL: openai.url },
        OPENAI_API_KEY: 'key',
      },
    );
    const ask = async (model: string) => (await proxy.client().ask({ ...chatBody(QUESTION), model })).headers;
    expect(await ask('openai/gpt-4o-mini')).toMatchObject({ 'x-upstream': 'openai' });
    expect(modelsAsked(openrouter)).toEqual(['openai/gpt-4o-mini']);
    // Whoever has it under the very name comes first.
    expect(await ask('gpt-4o-mini')).toMatchObject({ 'x-upstream': 'openai' });
    expect(modelsAsked(openai)).toEqual(['gpt-4o-mini', 'gpt-4o-mini']);
    expect(openrouter.requests).toHaveLength(1);
  });
});

test('who goes away while an upstream is waited for is no failure of it', async () => {
  const { proxy, upstreams, calls } = await setUp({ one: { finish: 'hang' }, two: WELL }, retrying(2));
  const leaving = new AbortController();
  const headers = { 'x-bypass-cache': 'true' };
  const asked = proxy.chat(QUESTION, { headers, signal: leaving.signal });
  await upstreams.one?.arrived(1);
  leaving.abort();
  expect((await asked).status).toBe(499);
  expect(await upstreams.one?.requests[0]?.ended).toBe('aborted');
  await proxy.settled();
  expect(calls()).toEqual({ one: 1, two: 0 });
  expect(await proxy.counter('failures_total{code="client_gone"}')).toBe(1);
  expect(await proxy.counter('upstream_events_total{upstream="one",event="error:unreachable"}')).toBe(0);
});

test('who goes away while a pause is waited for does not wait for its end', { timeout: 4_500 }, async () => {
  const busy = { status: 429, body: FAILURE, headers: { 'retry-after': '5' } };
  const { proxy, calls } = await setUp({ one: busy }, retrying(1));
  const leaving = new AbortController();
  const asked = proxy.chat(QUESTION, { headers: { 'x-bypass-cache': 'true' }, signal: leaving.signal });
  await expect.poll(() => proxy.counter('upstream_events_total{upstream="one",event="retry"}')).toBe(1);
  leaving.abort();
  expect((await asked).status).toBe(499);
  await proxy.settled();
  expect(calls()).toEqual({ one: 1 });
});
