import { afterAll, describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/cache/explain.ts';
import { type Answered, chatBody, MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy({ env: { PROXY_API_KEYS: 'ann:key-of-ann,bob:key-of-bob' } });
afterAll(() => proxy[Symbol.asyncDispose]());

const QUESTION = 'How do vaccines work?';
const REWORDED = 'Can you explain how vaccines work?';
const NEIGHBOUR = 'Could you please tell me how vaccines work?';
/** Ann, in a namespace inside her own. */
function ann() {
  const { ask, namespace: inner } = proxy.client({ authorization: 'Bearer key-of-ann' });
  return { ask, inner, namespace: `ann/${inner}` };
}

const keysOf = ({ headers }: Answered) => ({ asked_key: headers['x-cache-asked-key'], key: headers['x-cache-key'] });
const tierOf = ({ headers }: Answered) => headers['x-cache-tier'];

function judge(body: object, key = 'key-of-ann') {
  return proxy.request('/v1/cache/feedback', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
}

describe('a bad match', () => {
  test('is never served again, not after a restart and not after a clear; its neighbours are', async () => {
    const { ask, namespace } = ann();
    await ask(QUESTION);
    const hit = await ask(REWORDED);
    expect(tierOf(hit)).toBe('semantic');
    expect(tierOf(await ask(REWORDED))).toBe('memory');
    expect((await proxy.admin('/cache/feedback', { ...keysOf(hit), verdict: 'bad' })).status).toBe(200);

    const noStore = { 'cache-control': 'no-store' };
    const refused = await ask(REWORDED, noStore);
    expect(refused.headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'veto' });
    expect(tierOf(await ask(NEIGHBOUR))).toBe('semantic');
    await proxy.restart();
    expect((await ask(REWORDED, noStore)).headers).toMatchObject({ 'x-cache-reason': 'veto' });
    await proxy.admin('/cache/clear', { namespace });
    await ask(QUESTION);
    expect((await ask(REWORDED, noStore)).headers).toMatchObject({ 'x-cache-reason': 'veto' });
  });

  test('can be told by the request alone, and is counted', async () => {
    const { ask } = ann();
    await ask(QUESTION);
    const hit = await ask(REWORDED);
    const before = (await proxy.metrics()).feedback;
    const said = await judge({ request_id: hit.headers['x-request-id'], verdict: 'bad' });
    expect(await said.json()).toEqual({ ...keysOf(hit), verdict: 'bad' });
    expect((await ask(REWORDED)).headers).toMatchObject({ 'x-cache': 'MISS', 'x-cache-reason': 'veto' });
    expect((await proxy.metrics()).feedback).toEqual({ ...before, bad: before.bad + 1 });
    expect(await proxy.counter('feedback_total{verdict="bad"}')).toBe(before.bad + 1);
  });

  test('a good one stays', async () => {
    const { ask } = ann();
    await ask(QUESTION);
    const hit = await ask(REWORDED);
    expect((await judge({ ...keysOf(hit), verdict: 'good' })).status).toBe(200);
    expect(tierOf(await ask(REWORDED))).toBe('memory');
  });
});

describe('who may judge what', () => {
  test('a client judges its own answers only', async () => {
    const { ask } = ann();
    await ask(QUESTION);
    const hit = await ask(REWORDED);
    for (const body of [keysOf(hit), { request_id: hit.headers['x-request-id'] }]) {
      expect((await judge({ ...body, verdict: 'bad' }, 'key-of-bob')).status).toBe(404);
    }
    expect((await judge({ ...keysOf(hit), verdict: 'bad' }, 'nobody')).status).toBe(401);
    expect(tierOf(await ask(REWORDED))).toBe('memory');
  });

  test.each([
    ['verdict', { asked_key: 'a'.repeat(64), key: 'b'.repeat(64), verdict: 'awful' }],
    ['asked_key', { verdict: 'bad' }],
    ['key', { asked_key: 'a'.repeat(64), verdict: 'bad' }],
    ['key', { asked_key: 'a'.repeat(64), key: 'short', verdict: 'bad' }],
    ['asked_key', { asked_key: 'a'.repeat(64), key: 'a'.repeat(64), verdict: 'bad' }],
    ['request_id', { request_id: 'unheard-of', verdict: 'bad' }],
    ['extra', { request_id: 'x', verdict: 'bad', extra: 1 }],
  ])('a wrong %s is named', async (param, body) => {
    const response = await judge(body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.json()).toMatchObject({ error: { param } });
  });
});

test('clearing the semantic tier voids what was matched before, aliases too, and leaves the answers', async () => {
  const { ask, namespace } = ann();
  await ask(QUESTION);
  await ask(REWORDED);
  expect(tierOf(await ask(REWORDED))).toBe('memory');
  const cleared = await proxy.admin('/cache/clear', { tier: 'semantic', namespace });
  expect(await cleared.json()).toEqual({ cleared: { entries: 0, vectors: 1 } });
  expect(tierOf(await ask(QUESTION))).toBe('memory');
  expect(tierOf(await ask(REWORDED))).toBe('upstream');
});

describe('the explanation', () => {
  async function explain(inner: string, body: object): Promise<Explanation> {
    const response = await proxy.request('/admin/cache/explain?namespace=ann', {
      method: 'POST',
      headers: {
        authorization: 'Bearer admin',
        'content-type': 'application/json',
        'x-cache-namespace': inner,
      },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Explanation;
  }

  test('says where a request would be answered from, and changes nothing', async () => {
    const { ask, inner } = ann();
    const miss = await ask(QUESTION);
    const key = miss.headers['x-cache-key'];
    expect(await explain(inner, chatBody(QUESTION))).toMatchObject({ key, served_by: 'memory', reason: null });
    const asked = await explain(inner, chatBody(REWORDED));
    expect(asked).toMatchObject({ served_by: 'semantic', candidates: [{ key, question: QUESTION, refused: null }] });
    expect(asked.candidates[0]?.similarity).toBeGreaterThan(0.9);
    expect(tierOf(await ask(REWORDED))).toBe('semantic');
  });

  test('names the guard that refused', async () => {
    const { ask, inner } = ann();
    await ask('Which foods are safe to eat during pregnancy?');
    const opposite = 'Which foods are not safe to eat during pregnancy?';
    const { served_by, reason, candidates } = await explain(inner, chatBody(opposite));
    expect({ served_by, reason }).toEqual({ served_by: 'upstream', reason: 'guard:negation' });
    expect(candidates[0]?.guards).toContainEqual({ guard: 'negation', passes: false });
    expect(candidates[0]?.guards).toContainEqual({ guard: 'number', passes: true });
    expect((await ask(opposite)).headers).toMatchObject({ 'x-cache-reason': 'guard:negation' });
  });

  test('names the fields in which an entry differs that is nearly equal', async () => {
    const { ask, inner } = ann();
    await ask(chatBody(QUESTION, { temperature: 0 }));
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: QUESTION },
    ];
    const asked = { model: MODEL, temperature: 0.7, top_p: 0.5, messages };
    expect((await explain(inner, asked)).nearly_equal).toMatchObject({
      question: QUESTION,
      differs_in: ['messages[-2]', 'temperature', 'top_p'],
    });
  });

  test.each([
    ['tools', chatBody(QUESTION, { tools: [{ type: 'function', function: { name: 'f' } }] })],
    ['time-sensitive', chatBody('What is the weather in Paris today?')],
    ['no-meaning', chatBody('How old is he?')],
  ])('says that %s keeps a request from being matched', async (reason, body) => {
    expect(await explain(ann().inner, body)).toMatchObject({ served_by: 'upstream', reason });
  });
});
