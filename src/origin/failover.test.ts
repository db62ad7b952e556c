import { afterAll, expect, test } from 'vitest';
import { type Scripted, startUpstream } from '../../demo/upstream.ts';
import type { Ms, OriginRequest } from '../types.ts';
import { openConnections } from './call.ts';
import { createOrigin, type OriginEvent } from './failover.ts';
import { createLimit } from './limit.ts';

const connections = openConnections({ connectTimeout: 5_000, timeout: 5_000, idleTimeout: 5_000 });
afterAll(() => connections.destroy());

const never = new AbortController().signal;
const asked: OriginRequest = {
  ...{ endpoint: 'chat.completions', model: 'gpt-4o-mini', stream: false, upstream: null, headers: {}, query: {} },
  body: '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}',
};

/** One upstream with its script, and what was waited for and told. */
async function setUp(script: (n: number) => Scripted | undefined, retries: number) {
  const upstream = await startUpstream({ reply: ({ n }) => script(n) });
  afterAll(() => upstream.close());
  const waits: Ms[] = [];
  const events: OriginEvent[] = [];
  const limit = createLimit({ concurrency: 1, queue: 0 });
  const parts = {
    ...{ connections, limit, now: Date.now, random: () => 1 },
    onEvent: (event: OriginEvent) => events.push(event),
    sleep: async (time: Ms) => waits.push(time),
  };
  const row = { name: 'one', baseUrl: upstream.url, apiKey: null, models: ['*'], names: {} };
  const origin = createOrigin([{ ...row, serves: ['chat.completions'] }], parts, { retries });
  return { origin, limit, waits, events, upstream };
}

const error = (headers: Record<string, string> = {}) => ({ status: 429, headers, body: { error: {} } });

test('waits ever longer before it asks again, or as long as it is told', async () => {
  const replies = [error(), error(), error({ 'retry-after': '2' }), undefined];
  const { origin, waits, events } = await setUp((n) => replies[n - 1], 3);
  expect((await origin.call(asked, never)).status).toBe(200);
  expect(waits).toEqual([250, 500, 2_000]);
  const [failed, again] = ['status_429', 'retry'];
  expect(events.map(({ kind, fault }) => fault ?? kind)).toEqual([failed, again, failed, again, failed, again]);
});

test('a call is under way until its body is over, or was left', async () => {
  const { origin, limit } = await setUp((n) => (n === 1 ? undefined : error({ 'retry-after': '30' })), 1);
  const reply = await origin.call(asked, never);
  expect(limit.inFlight).toBe(1);
  await expect(origin.call(asked, never)).rejects.toMatchObject({ code: 'overloaded' });
  for await (const _ of reply.body);
  expect(limit.inFlight).toBe(0);

  const failed = await origin.call(asked, never);
  expect([failed.status, failed.failed, limit.inFlight]).toEqual([429, true, 1]);
  await failed.body[Symbol.asyncIterator]().return?.();
  expect(limit.inFlight).toBe(0);
  expect(origin.state()).toMatchObject([{ name: 'one', outage: { reason: 'answers 429 (gpt-4o-mini)' } }]);
});
