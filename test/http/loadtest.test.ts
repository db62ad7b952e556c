/** `/api/loadtest` through the front door. */
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { EXACT_ONLY, startProxy } from '../proxy.ts';

const ENABLED = { ENABLE_LOADTEST: 'true', DEFAULT_MODEL: 'gpt-4o-mini' };
const proxy = await startProxy({ env: ENABLED });
afterAll(() => proxy[Symbol.asyncDispose]());

const PATH = '/api/loadtest';
const headers = { authorization: 'Bearer admin', 'content-type': 'application/json' };
const start = (body: object, on = proxy) => on.request(PATH, { method: 'POST', headers, body: JSON.stringify(body) });
const json = async (response: Response) => JSON.parse(await response.text());
const look = async (on = proxy) => json(await on.request(PATH, { headers }));
const stop = (on = proxy) => on.request(PATH, { method: 'DELETE', headers });

/** Settles when so many requests have been answered. */
async function busy(requests: number, on = proxy) {
  for (;;) {
    const run = await look(on);
    if (run.status === 'running' && run.requests >= requests) return;
    await setImmediate();
  }
}

async function entries(on = proxy) {
  return (await json(await on.request('/cache/stats'))).cache_size;
}

const NUMBER = expect.any(Number);
const TIER = {
  requests: NUMBER,
  percentage: NUMBER,
  latency_ms: { average: NUMBER, p50: NUMBER, p95: NUMBER, p99: NUMBER },
};

test('a run: what it reports adds up, and it leaves nothing behind', async () => {
  expect(await look()).toEqual({ status: 'idle' });
  const before = await proxy.metrics();
  const response = await start({ users: 10, spawn_rate: 100, run_time: '2s' });
  const report = await json(response);
  expect(response.status).toBe(200);
  expect(report).toEqual({
    status: 'finished',
    users: 10,
    elapsed_seconds: NUMBER,
    requests: NUMBER,
    requests_per_second: NUMBER,
    errors: 0,
    errors_by_kind: {},
    hit_percentage: NUMBER,
    tiers: { memory: TIER, exact: TIER, promoted: TIER, semantic: TIER, upstream: TIER },
    settings: { users: 10, spawn_rate: 100, run_time: '2s', real: false },
  });
  const { tiers, requests } = report;
  const counts = Object.values<{ requests: number }>(tiers).map((tier) => tier.requests);
  expect(counts.reduce((sum, count) => sum + count)).toBe(requests);
  expect(tiers.upstream.requests).toBeGreaterThan(0);
  expect(tiers.memory.requests).toBeGreaterThan(0);
  expect(await look()).toEqual(report);
  expect(proxy.upstream.requests).toHaveLength(0);

  await proxy.settled();
  expect(await entries()).toBe(0);
  const after = await proxy.metrics();
  expect(after.requests).toEqual(before.requests);
  expect(after.tokens).toEqual(before.tokens);
});

test('each begins with a cold cache; DELETE ends it, and whoever waits for it is told what there is', async () => {
  for (const _ of [1, 2]) {
    const running = start({ users: 2, spawn_rate: 100, run_time: '60s' });
    await busy(4);
    const progress = await look();
    expect(progress).toMatchObject({ status: 'running', users: 2 });
    expect(progress.tiers.upstream.requests).toBeGreaterThan(0);
    const stopped = await stop();
    expect(stopped.status).toBe(200);
    expect(await json(stopped)).toMatchObject({ status: 'stopped' });
    expect(await json(await running)).toMatchObject({ status: 'stopped' });
  }
});

test('one at a time', async () => {
  const running = start({ users: 1, spawn_rate: 1, run_time: '60s' });
  await busy(1);
  const second = await start({ users: 1, spawn_rate: 1, run_time: '1s' });
  expect({ status: second.status, error: (await json(second)).error }).toMatchObject({
    status: 409,
    error: { code: 'conflict', type: 'invalid_request_error' },
  });
  await stop();
  await running;
  expect((await stop()).status).toBe(404);
});

test('users join one after the other', async () => {
  const running = start({ users: 1000, spawn_rate: 0.1, run_time: '60s' });
  await busy(2);
  expect(await look()).toMatchObject({ users: 1 });
  await stop();
  await running;
});

test('real: the configured upstreams are asked, and what they are paid is spent', async () => {
  await using own = await startProxy({ env: { ...ENABLED, ...EXACT_ONLY } });
  const running = start({ users: 1, spawn_rate: 1, run_time: '60s', real: true }, own);
  await busy(3, own);
  await stop(own);
  const { tiers } = await json(await running);
  await own.settled();
  expect(own.upstream.requests.length).toBeGreaterThanOrEqual(tiers.upstream.requests);
  const { tokens, requests } = await own.metrics();
  expect(tokens.spent.input).toBeGreaterThan(0);
  expect(tokens.saved.input).toBe(0);
  expect(requests.total).toBe(0);
});

test('errors are counted by their kind', async () => {
  await using own = await startProxy({ env: { ...ENABLED, ...EXACT_ONLY } });
  own.script('', { status: 500, body: { error: { message: 'down' } } });
  const running = start({ users: 1, spawn_rate: 1, run_time: '60s', real: true }, own);
  await busy(2, own);
  await stop(own);
  const report = await json(await running);
  expect(report.errors).toBe(report.requests);
  expect(report.errors_by_kind).toEqual({ status_500: report.requests });
});

test('a proxy that stops does not wait for it', async () => {
  const own = await startProxy({ env: { ...ENABLED, ...EXACT_ONLY } });
  const body = JSON.stringify({ users: 1, spawn_rate: 1, run_time: '60s' });
  const running = fetch(`${await own.url()}${PATH}`, { method: 'POST', headers, body });
  await busy(1, own);
  await own[Symbol.asyncDispose]();
  expect(await json(await running)).toMatchObject({ status: 'stopped' });
});

describe('who may', () => {
  test('nobody where it is not enabled', async () => {
    await using own = await startProxy({ env: EXACT_ONLY });
    expect((await start({ users: 1, spawn_rate: 1, run_time: '1s' }, own)).status).toBe(404);
  });

  test.each(['GET', 'POST', 'DELETE'])('the administrator alone: %s', async (method) => {
    const response = await proxy.request(PATH, { method });
    expect(response.status).toBe(401);
  });
});

describe('what is malformed is refused by name', () => {
  const GOOD = { users: 1, spawn_rate: 1, run_time: '1s' };
  test.each([
    [{}, 'users'],
    [{ users: 0 }, 'users'],
    [{ users: 1001 }, 'users'],
    [{ users: 1.5 }, 'users'],
    [{ spawn_rate: 0 }, 'spawn_rate'],
    [{ spawn_rate: '5' }, 'spawn_rate'],
    [{ run_time: 20 }, 'run_time'],
    [{ run_time: '' }, 'run_time'],
    [{ run_time: '20' }, 'run_time'],
    [{ run_time: '0s' }, 'run_time'],
    [{ run_time: '11m' }, 'run_time'],
    [{ run_time: '1h' }, 'run_time'],
    [{ real: 'yes' }, 'real'],
    [{ warp: 9 }, 'warp'],
  ])('%j', async (wrong, param) => {
    const response = await start(Object.keys(wrong).length > 0 ? { ...GOOD, ...wrong } : {});
    expect({ status: response.status, error: (await json(response)).error }).toMatchObject({
      status: 400,
      error: { param },
    });
  });
});
