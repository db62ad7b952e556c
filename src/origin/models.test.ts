import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openConnections } from './call.ts';
import { createModels } from './models.ts';

/** A server that answers as it is told, or never. */
async function serve(answer: string | null) {
  const server = createServer((_, response) => void (answer !== null && response.end(answer))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
}

async function list(...answers: (string | null)[]) {
  const failed: string[] = [];
  const connections = openConnections({ connectTimeout: 5_000, timeout: 5_000, idleTimeout: 5_000 });
  onTestFinished(() => connections.destroy());
  const row = { apiKey: null, models: ['*'], serves: ['*'], names: {} } as const;
  const urls = await Promise.all(answers.map(serve));
  const listModels = createModels(
    urls.map((baseUrl, index) => ({ ...row, name: `n${index}`, baseUrl })),
    { connections, now: () => 0, onError: (upstream) => void failed.push(upstream) },
    { timeout: 300, aliases: new Map() },
  );
  return { models: await listModels(), failed };
}

test('one that does not answer in time is left out', async () => {
  expect(await list(null, '{"data":[{"id":"a"}]}')).toEqual({ models: [{ id: 'a' }], failed: ['n0'] });
});

test('one that says too much is left out', async () => {
  const endless = JSON.stringify({ data: [{ id: 'x'.repeat(17 * 1024 * 1024) }] });
  expect(await list(endless, '{"data":[{"id":"a"}]}')).toEqual({ models: [{ id: 'a' }], failed: ['n0'] });
});

test('a list alone will do, and what is no model in it is passed over', async () => {
  expect(await list('[{"id":"a"},{"id":7},"b",null,{"name":"c"}]')).toEqual({ models: [{ id: 'a' }], failed: [] });
});

test('when nobody answers, that is said', async () => {
  await expect(list(null)).rejects.toMatchObject({ code: 'upstream_timeout' });
});
