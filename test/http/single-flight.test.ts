import { afterAll, describe, expect, test } from 'vitest';
import { type Scripted, sse } from '../../demo/upstream.ts';
import { chatBody, hold, SECOND, startProxy } from '../proxy.ts';

const proxy = await startProxy();
afterAll(() => proxy[Symbol.asyncDispose]());

/** Has the upstream keep everybody waiting who asks this; resolves the first call when released. */
function holdUpstream(question: string, reply?: Scripted) {
  const held = hold();
  const seen = proxy.upstream.requests.length;
  proxy.script(question, async () => {
    await held.released;
    return reply;
  });
  return {
    release: held.release,
    /** So many calls have reached the upstream. */
    called: (count = 1) => proxy.upstream.arrived(seen + count),
  };
}

/** Requests are taken in the order in which they come: when this one is answered, those before it wait already. */
async function allWait(question: string, headers: Record<string, string>) {
  const { status } = await proxy.chat(question, { headers: { ...headers, 'cache-control': 'only-if-cached' } });
  expect(status).toBe(504);
}

test('1,000 identical askers, half of them streaming: one embedding and one upstream call', async () => {
  const { ask, namespace } = proxy.client();
  const headers = { 'x-cache-namespace': namespace };
  await ask('How do I bake bread at home?');
  const question = 'What is the tallest mountain on Mars?';
  const upstream = holdUpstream(question);
  const askers = Array.from({ length: 1000 }, async (_, at) => {
    const response = await proxy.chat(chatBody(question, { stream: at % 2 === 0 }), { headers });
    return { response, text: await response.text() };
  });
  await upstream.called();
  await allWait(question, { ...headers, 'x-cache-threshold': '1' });
  upstream.release();
  const answers = await Promise.all(askers);

  expect(proxy.calls(question)).toHaveLength(1);
  const timings = answers.map(({ response }) => response.headers.get('server-timing') ?? '');
  expect(timings.filter((timing) => timing.includes('embedding;'))).toHaveLength(1);
  expect(timings.filter((timing) => timing.includes('upstream;'))).toHaveLength(1);
  const collapsed = answers.filter(({ response }) => response.headers.get('cache-status')?.includes('; collapsed'));
  expect(collapsed).toHaveLength(999);
  expect(new Set(answers.filter((_, at) => at % 2 === 0).map(({ text }) => text)).size).toBe(1);
  expect(new Set(answers.filter((_, at) => at % 2 === 1).map(({ text }) => text)).size).toBe(1);
  expect(JSON.parse(answers[1]?.text ?? '').choices[0].message.content).toContain(question);
  expect(answers[0]?.text).toMatch(/data: \[DONE\]\n\n$/);
  await proxy.settled();
  expect((await proxy.metrics()).requests.collapsed).toBe(999);
});

describe('the asker that started it goes away', () => {
  test.each([{ stream: true }, { stream: false }])('the others get their answer (%o)', async (kind) => {
    const question = `Who stays with you? ${kind.stream}`;
    const headers = { 'x-cache-namespace': 'leaver' };
    const upstream = holdUpstream(question);
    const leaving = new AbortController();
    const leader = proxy.chat(chatBody(question, kind), { headers, signal: leaving.signal });
    await upstream.called();
    const others = [true, false].map((stream) => proxy.chat(chatBody(question, { stream }), { headers }));
    await allWait(question, headers);
    leaving.abort();
    upstream.release();
    for (const other of others) {
      const response = await other;
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('scripted');
    }
    await (await leader).text();
    expect(proxy.calls(question).map(({ end }) => end)).toEqual(['finished']);
  });

  test('one who comes within the grace takes its place', async () => {
    const question = 'Who takes over from whom?';
    const headers = { 'x-cache-namespace': 'heir' };
    const upstream = holdUpstream(question);
    const leaving = new AbortController();
    const leader = proxy.chat(question, { headers, signal: leaving.signal });
    await upstream.called();
    leaving.abort();
    const heir = proxy.chat(question, { headers });
    await allWait(question, headers);
    upstream.release();
    expect((await heir).headers.get('cache-status')).toMatch(/; collapsed$/);
    await Promise.all([leader, heir].map(async (response) => (await response).text()));
    expect(proxy.calls(question)).toHaveLength(1);
  });
});

describe('who joins whom', () => {
  const alone: Record<string, Record<string, string>> = {
    bypass: { 'x-bypass-cache': 'true' },
    'no-store': { 'cache-control': 'no-store' },
    'x-cache-ttl: 0': { 'x-cache-ttl': '0' },
    'no-cache': { 'cache-control': 'no-cache' },
  };
  test.each(Object.entries(alone))('%s follows nobody', async (name, own) => {
    const question = `Who follows with ${name}?`;
    const headers = { 'x-cache-namespace': 'loner' };
    const upstream = holdUpstream(question);
    const leader = proxy.chat(question, { headers });
    await upstream.called();
    const loner = proxy.chat(question, { headers: { ...headers, ...own } });
    await upstream.called(2);
    upstream.release();
    for (const response of await Promise.all([leader, loner])) {
      expect(response.headers.get('cache-status')).not.toContain('collapsed');
    }
  });

  test('no-cache leads', async () => {
    const question = 'How do whales sleep?';
    const headers = { 'x-cache-namespace': 'leader' };
    const upstream = holdUpstream(question);
    const leader = proxy.chat(question, { headers: { ...headers, 'cache-control': 'no-cache' } });
    await upstream.called();
    const follower = proxy.chat(question, { headers });
    await allWait(question, headers);
    upstream.release();
    const { headers: followed } = await follower;
    expect(followed.get('cache-status')).toBe('llm-cache; fwd=miss; stored; collapsed');
    expect(followed.get('x-cache-reason')).toBeNull();
    expect((await leader).headers.get('cache-status')).toBe('llm-cache; fwd=request; stored; detail=no-cache');
    expect(proxy.calls(question)).toHaveLength(1);
  });

  test.each(['no-store', 'bypass'])('nobody follows %s', async (name) => {
    const question = `Who follows one with ${name}?`;
    const headers = { 'x-cache-namespace': 'unfollowed' };
    const upstream = holdUpstream(question);
    const own: Record<string, string> = alone[name] ?? {};
    const first = proxy.chat(question, { headers: { ...headers, ...own } });
    await upstream.called();
    const second = proxy.chat(question, { headers });
    await upstream.called(2);
    upstream.release();
    await Promise.all([first, second]);
  });

  test('a follower whose threshold the result does not meet goes on alone', async () => {
    await using slow = await startProxy();
    const { ask, namespace } = slow.client();
    const headers = { 'x-cache-namespace': namespace };
    await ask('How do vaccines work?');
    const reworded = 'Can you explain how vaccines work?';
    const [lenient, strict] = await Promise.all([
      slow.chat(reworded, { headers }),
      slow.chat(reworded, { headers: { ...headers, 'x-cache-threshold': '0.99' } }),
    ]);
    expect(lenient.headers.get('x-cache-tier')).toBe('semantic');
    expect(strict.headers.get('x-cache-tier')).toBe('upstream');
    expect(slow.calls(reworded)).toHaveLength(1);
  });
});

describe('what those who share a call ask of the entry', () => {
  test('the smallest lifetime counts', async () => {
    const { ask, namespace } = proxy.client();
    const question = 'Which lifetime is smallest?';
    const upstream = holdUpstream(question);
    const headers = { 'x-cache-namespace': namespace };
    const askers = ['1000', '10', '100'].map((ttl) =>
      proxy.chat(question, { headers: { ...headers, 'x-cache-ttl': ttl } }),
    );
    await upstream.called();
    await allWait(question, headers);
    upstream.release();
    await Promise.all(askers);
    await proxy.settled();
    proxy.pass(9 * SECOND);
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'HIT' });
    proxy.pass(2 * SECOND);
    expect((await ask(question)).headers).toMatchObject({ 'x-cache': 'MISS' });
  });
});

describe('a call that fails', () => {
  test.each([
    [500, { status: 500, body: { error: { message: 'broken' } } }],
    [502, { finish: 'reset' }],
  ] satisfies [number, Scripted][])('is told to all who wait, once (%i)', async (status, reply) => {
    const question = `Who hears of ${status}?`;
    const headers = { 'x-cache-namespace': 'failing' };
    const upstream = holdUpstream(question, reply);
    const askers = [true, false, false].map((stream) => proxy.chat(chatBody(question, { stream }), { headers }));
    await upstream.called();
    await allWait(question, headers);
    upstream.release();
    for (const response of await Promise.all(askers)) expect(response.status).toBe(status);
    expect(proxy.calls(question)).toHaveLength(1);
  });
});

test('a clear during a call: its answer is not stored', async () => {
  const { ask, namespace } = proxy.client();
  const headers = { 'x-cache-namespace': namespace };
  const held = hold();
  const chunk = (content: string, finish_reason: string | null) =>
    sse({ model: 'gpt-4o-mini', choices: [{ index: 0, delta: { content }, finish_reason }] });
  proxy.script('Are you clear?', { stream: [chunk('Quite', null), held.released, chunk('.', 'stop'), sse('[DONE]')] });
  const response = await proxy.chat(chatBody('Are you clear?', { stream: true }), { headers });
  expect((await proxy.admin('/cache/clear')).status).toBe(200);
  held.release();
  expect(await response.text()).toContain('[DONE]');
  await proxy.settled();
  expect((await ask('Are you clear?')).headers).toMatchObject({ 'x-cache': 'MISS' });
  await proxy.restart();
  expect((await proxy.metrics()).cache).toMatchObject({ entries: 1, vectors: 1 });
});
