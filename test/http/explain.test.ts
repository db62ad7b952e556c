/** `POST /admin/cache/explain` for the requests of every endpoint. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/cache/explain.ts';
import { chatBody, EXACT_ONLY, MODEL, startProxy } from '../proxy.ts';

const proxy = await startProxy({ env: EXACT_ONLY });
afterAll(() => proxy[Symbol.asyncDispose]());

const id = randomUUID();
const requests: Record<string, [path: string, body: object, query?: string]> = {
  'chat completions': ['/v1/chat/completions', chatBody(`Why ${id}?`)],
  'responses, a text': ['/v1/responses', { model: MODEL, input: `Why ${id}?`, instructions: 'Be brief.' }],
  'responses, items': ['/v1/responses', { model: MODEL, input: [{ role: 'user', content: `Why ${id}?` }] }],
  completions: ['/v1/completions', { model: MODEL, prompt: `Because ${id}` }],
  'embeddings, a text': ['/v1/embeddings', { model: 'text-embedding-3-small', input: `Text ${id}` }],
  'embeddings, a list': ['/v1/embeddings', { model: 'own-model', input: [`List ${id}`] }],
  'embeddings, as said': ['/v1/embeddings', { model: 'own-model', input: `Said ${id}` }, '?endpoint=embeddings'],
};

describe('what is explained is what happens', () => {
  test.each(Object.entries(requests))('%s', async (_, [path, body, query = '']) => {
    const explained = async (): Promise<Explanation> =>
      JSON.parse(await (await proxy.admin(`/cache/explain${query}`, body)).text());
    const before = await explained();
    expect(before).toMatchObject({ served_by: 'upstream', namespace: 'default' });
    const asked = await proxy.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(asked.status).toBe(200);
    await asked.text();
    await proxy.settled();
    expect(asked.headers.get('x-cache-key')).toBe(before.key);
    expect(await explained()).toMatchObject({ served_by: 'memory', key: before.key, scope: before.scope });
  });
});

test.each<[why: string, query: string, body: object, param: string]>([
  ['an endpoint that there is not', '?endpoint=chat', chatBody('Why?'), 'endpoint'],
  ['a body that is another endpoint’s', '?endpoint=embeddings', chatBody('Why?'), 'input'],
  ['several inputs at once', '', { model: 'own-model', input: ['a', 'b'] }, 'input'],
])('%s is refused', async (_, query, body, param) => {
  const response = await proxy.admin(`/cache/explain${query}`, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
});
