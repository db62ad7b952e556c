/** More calls than there may be at one time: some wait, the rest are refused, and hits are served all the while. */
import { expect, onTestFinished, test } from 'vitest';
import { sse } from '../../demo/upstream.ts';
import { chatBody, EXACT_ONLY, hold, MODEL, SECOND, startProxy, type TestProxy } from '../proxy.ts';

const KNOWN = 'What is known?';

/** One call at a time, one that waits; the upstream holds what asks about the held. */
async function narrow(env: Record<string, string> = {}) {
  const proxy = await startProxy({ env: { ...EXACT_ONLY, MAX_CONCURRENCY: '1', MAX_QUEUE: '1', ...env } });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  await proxy.chat(KNOWN).then((response) => response.text());
  await proxy.settled();
  const held = hold();
  const end = sse({ model: MODEL, choices: [{ index: 0, delta: { content: 'Yes' }, finish_reason: 'stop' }] });
  const begin = sse({ model: MODEL, choices: [{ index: 0, delta: { content: '' } }] });
  proxy.script('held', { stream: [begin, held.released, end, sse('[DONE]')] });
  return { proxy, release: held.release };
}

const stream = { stream: true };

/** Asks, until `count` calls wait. */
async function queued(proxy: TestProxy, count: number): Promise<void> {
  await expect.poll(() => proxy.counter('queue_length{queue="upstream"}')).toBe(count);
}

test('one call runs, one waits, the third is refused; a hit is served', async () => {
  const { proxy, release } = await narrow();
  const first = await proxy.chat(chatBody('Is it held?', stream));
  const second = proxy.chat('Is it next?');
  await queued(proxy, 1);
  expect(proxy.calls('Is it next?')).toHaveLength(0);

  const third = await proxy.chat('Is there room?');
  expect(third.status).toBe(503);
  expect(Object.fromEntries(third.headers)).toMatchObject({ 'retry-after': '1' });
  expect(JSON.parse(await third.text()).error).toMatchObject({ code: 'overloaded', type: 'server_error' });
  expect((await proxy.chat(KNOWN)).headers.get('x-cache')).toBe('HIT');

  release();
  expect(await first.text()).toContain('[DONE]');
  expect((await second).status).toBe(200);
  await proxy.settled();
  expect((await proxy.chat('Is there room?')).status).toBe(200);
});

test('a bypass is a call like any other', async () => {
  const { proxy } = await narrow({ MAX_QUEUE: '0' });
  await proxy.chat(chatBody('Is it held?', stream));
  const bypass = await proxy.chat('Is there a way around?', { headers: { 'x-bypass-cache': 'true' } });
  expect(bypass.status).toBe(503);
});

test('the same question waits on the call, not for one', async () => {
  const { proxy, release } = await narrow({ MAX_QUEUE: '0' });
  const asked = [1, 2, 3].map(() => proxy.chat(chatBody('Is it held?', stream)));
  await Promise.all(asked);
  release();
  for (const response of await Promise.all(asked)) expect(await response.text()).toContain('[DONE]');
  expect(proxy.calls('Is it held?')).toHaveLength(1);
});

test('who goes away leaves the queue', async () => {
  const { proxy, release } = await narrow({ STREAM_ABORT_GRACE_MS: '0' });
  await proxy.chat(chatBody('Is it held?', stream));
  const leaving = new AbortController();
  const gone = proxy.chat('Is it worth the wait?', { signal: leaving.signal });
  await queued(proxy, 1);
  leaving.abort();
  expect((await gone).status).toBe(499);
  const next = proxy.chat('Is it my turn?');
  await queued(proxy, 1);
  release();
  expect((await next).status).toBe(200);
  expect(proxy.calls('Is it worth the wait?')).toHaveLength(0);
});

test('a stale answer is better than none', async () => {
  const { proxy } = await narrow({ MAX_QUEUE: '0' });
  proxy.pass(86_400 * SECOND + SECOND);
  await proxy.chat(chatBody('Is it held?', stream));
  const stale = await proxy.chat(KNOWN);
  expect(stale.status).toBe(200);
  expect(Object.fromEntries(stale.headers)).toMatchObject({
    'x-cache': 'STALE',
    'cache-status': expect.stringContaining('fwd-status=503'),
  });
});

test.for([
  ['fails', { status: 500 }],
  ['is cut', { stream: [sse({ choices: [] })], finish: 'cut' }],
  ['is refused', { status: 401 }],
  ['cannot be reached', { finish: 'reset' }],
  ['is a mistake', { status: 400 }],
] as const)('a call that %s makes room for the next', async ([name, reply]) => {
  const { proxy } = await narrow({ MAX_QUEUE: '0' });
  proxy.script(name, reply);
  for (const at of [1, 2, 3]) {
    const response = await proxy.chat(chatBody(`What if one ${name} (${at})?`, stream));
    expect(await response.text()).not.toContain('overloaded');
    await proxy.settled();
  }
  expect((await proxy.chat('Is there room?')).status).toBe(200);
});
