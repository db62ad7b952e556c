/** `GET /admin/requests`: the latest, and live. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { afterAll, describe, expect, test } from 'vitest';
import { chatBody, EXACT_ONLY, startProxy, type TestProxy } from '../proxy.ts';

const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';
const headers = { authorization: 'Bearer admin' };

async function latest(proxy: TestProxy, query = '') {
  const response = await proxy.request(`/admin/requests${query}`, { headers });
  expect(response.status).toBe(200);
  return JSON.parse(await response.text()).requests;
}

/** Of an id: what comes after the name of the process. */
const numberOf = (id: string) => Number(id.split('-')[1]);

/** The stream, event by event. */
async function follow(proxy: TestProxy, query = '', more: Record<string, string> = {}) {
  const response = await proxy.request(`/admin/requests?follow=1${query}`, { headers: { ...headers, ...more } });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void events.push(event) });
  const decoder = new TextDecoder();
  return {
    /** `null`: the stream has ended. */
    async next() {
      while (events.length === 0) {
        const { done, value } = await reader.read();
        if (done) return null;
        parser.feed(decoder.decode(value, { stream: true }));
      }
      const { id, event, data } = events.shift() as EventSourceMessage;
      const told = JSON.parse(data);
      return event === 'request' ? { ...told, id: numberOf(told.id), lastId: id } : { lost: told };
    },
    leave: () => reader.cancel(),
  };
}

describe('the latest requests', () => {
  const setUp = startProxy();
  afterAll(async () => (await setUp)[Symbol.asyncDispose]());

  test('show what was asked, what was matched and what it took', async () => {
    const proxy = await setUp;
    const { ask, namespace } = proxy.client();
    const miss = await ask(QUESTION);
    const hit = await ask(REWORDED);
    await ask(REWORDED);
    await ask('Why do vaccines work?');
    await ask(QUESTION, { 'x-cache-ttl': 'x' });
    const [refused, near, promoted, semantic, first] = await latest(proxy, '?limit=5');
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-\d+$/),
      time: expect.any(String),
      request_id: miss.headers['x-request-id'],
      endpoint: 'chat.completions',
      namespace: `default/${namespace}`,
      model: 'gpt-4o-mini',
      stream: false,
      status: 200,
      cache: 'MISS',
      tier: 'upstream',
      key: miss.headers['x-cache-key'],
      upstream: 'scripted',
      latency_ms: expect.any(Number),
      input_tokens: 11,
      output_tokens: 10,
      cost_usd: 0.00000765,
      question: QUESTION,
      steps: expect.objectContaining({ upstream: expect.any(Number) }),
    });
    expect(semantic).toMatchObject({
      tier: 'semantic',
      question: REWORDED,
      matched: QUESTION,
      key: hit.headers['x-cache-key'],
      asked_key: hit.headers['x-cache-asked-key'],
    });
    expect(semantic.similarity.toFixed(4)).toBe(hit.headers['x-cache-similarity']);
    expect(promoted).toMatchObject({ tier: 'memory', promoted: true, similarity: semantic.similarity });
    expect(near).toMatchObject({ cache: 'MISS', nearest: expect.any(Number) });
    expect(near.nearest).toBeGreaterThan(0.5);
    expect(refused).toMatchObject({ status: 400, error: 'invalid_request' });
    const numbers = [first, semantic, refused].map(({ id }) => numberOf(id) - numberOf(first.id));
    expect(numbers).toEqual([0, 1, 4]);

    expect((await latest(proxy, `?after=${near.id}`)).map(({ id }: { id: string }) => id)).toEqual([refused.id]);
    const matched = await latest(proxy, '?matched=true');
    expect(matched.slice(0, 2)).toEqual([promoted, semantic]);
  });

  test('let a page explain what is told of them: the key says whether that was the whole request', async () => {
    const proxy = await setUp;
    const { ask } = proxy.client();
    await ask(QUESTION);
    await ask(chatBody(QUESTION, { temperature: 0 }));
    const explained = async ({ namespace, model, question, key }: Record<string, string>) => {
      const body = { model, messages: [{ role: 'user', content: question }] };
      const reply = await proxy.admin(`/cache/explain?namespace=${namespace}`, body);
      return JSON.parse(await reply.text()).key === key;
    };
    const [withMore, alone] = await latest(proxy, '?limit=2');
    expect([await explained(alone), await explained(withMore)]).toEqual([true, false]);
  });

  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=1001'],
    ['limit', 'limit=1.5'],
    ['after', 'after=3'],
    ['after', 'follow=1&after=x'],
  ])('a bad %s is refused: %s', async (param, query) => {
    const response = await (await setUp).request(`/admin/requests?${query}`, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
  });

  test('are the administrator’s', async () => {
    for (const path of ['/admin/requests', '/admin/requests?follow=1']) {
      expect((await (await setUp).request(path)).status).toBe(401);
    }
  });
});

describe('live', () => {
  test('the latest come first, the oldest of them at the head, then each as it happens', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const { ask } = proxy.client();
    await ask('One?');
    await (await proxy.chat('Two?')).text();
    // It was not recorded yet when this begins.
    const stream = await follow(proxy);
    expect(await stream.next()).toMatchObject({ id: 1, question: 'One?' });
    expect(await stream.next()).toMatchObject({ id: 2, question: 'Two?' });
    await ask('Three?');
    const third = await stream.next();
    expect(third).toMatchObject({ id: 3, question: 'Three?', tier: 'upstream' });
    await ask('Three?');
    expect(await stream.next()).toMatchObject({ id: 4, question: 'Three?', tier: 'memory' });
    await stream.leave();

    const again = await follow(proxy, '', { 'last-event-id': third.lastId });
    expect(await again.next()).toMatchObject({ id: 4 });
    await again.leave();
  });

  test('goes on after a restart: what was seen last was of another process', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const { ask } = proxy.client();
    for (const question of ['One?', 'Two?', 'Three?']) await ask(question);
    const [last] = await latest(proxy, '?limit=1');
    await proxy.restart();
    await ask('Four?');
    const stream = await follow(proxy, '', { 'last-event-id': last.id });
    expect(await stream.next()).toMatchObject({ id: 1, question: 'Four?' });
    await stream.leave();
  });

  test('only what was answered by meaning, if asked', async () => {
    await using proxy = await startProxy();
    const { ask } = proxy.client();
    const stream = await follow(proxy, '&matched=1');
    await ask(QUESTION);
    await ask(REWORDED);
    expect(await stream.next()).toMatchObject({ question: REWORDED, matched: QUESTION });
    await stream.leave();
  });

  test('who does not read loses the oldest, and is told how many', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const stream = await follow(proxy);
    const requests = 1_500;
    // Refused each, so that none is left out as one hit of many.
    for (let n = 0; n < requests; n++) await proxy.chat(QUESTION, { headers: { 'x-cache-ttl': 'x' } });
    await proxy.metrics();
    const seen: number[] = [];
    let lost = 0;
    for (let event = await stream.next(); event; event = await stream.next()) {
      lost += event.lost ?? 0;
      if (event.id) seen.push(event.id);
      if (event.id === requests) break;
    }
    expect(lost).toBeGreaterThan(400);
    expect(seen.length + lost).toBe(requests);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    await stream.leave();
  });

  test('there is a bound to those who follow, and who leaves makes room', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const url = `${await proxy.url()}/admin/requests?follow=1`;
    const gone = new AbortController();
    const open = await Promise.all(Array.from({ length: 32 }, () => fetch(url, { headers, signal: gone.signal })));
    expect(open.map(({ status }) => status)).toEqual(Array(32).fill(200));
    const refused = await fetch(url, { headers });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
    gone.abort();
    await expect
      .poll(async () => {
        const response = await fetch(url, { headers });
        await response.body?.cancel();
        return response.status;
      })
      .toBe(200);
  });

  test('the stream ends when the proxy stops', async () => {
    await using proxy = await startProxy({ env: EXACT_ONLY });
    const response = await fetch(`${await proxy.url()}/admin/requests?follow=1`, { headers });
    expect(response.status).toBe(200);
    const ended = response.text();
    await proxy.restart();
    expect(await ended).toBe('');
  });
});

test('a HEAD of the stream is no follower', async () => {
  await using proxy = await startProxy({ env: EXACT_ONLY });
  for (let n = 0; n < 40; n++) {
    const { status, body } = await proxy.request('/admin/requests?follow=1', { method: 'HEAD', headers });
    expect([status, body]).toEqual([200, null]);
  }
  await (await follow(proxy)).leave();
});
