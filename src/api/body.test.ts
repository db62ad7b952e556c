import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { createReadBody } from './body.ts';

/** A server that answers with what it read, and what it could not read. */
async function listen() {
  const failures: unknown[] = [];
  const readBody = createReadBody(100);
  const app = new Hono();
  app.post('/', async (context) => context.body(Uint8Array.from(await readBody(context))));
  app.onError((error, context) => {
    failures.push(error);
    return context.text('failed', 400);
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { failures, port };
}

const headers = (length: number) =>
  `POST / HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

test('a body comes whole, in however many pieces it arrives, byte for byte', async () => {
  const { port } = await listen();
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay();
  socket.write(headers(6));
  for (const piece of ['ab', '\xff\0', '\xe9c']) {
    socket.write(piece, 'latin1');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  let reply = '';
  for await (const chunk of socket.setEncoding('latin1')) reply += chunk;
  expect(reply.split('\r\n\r\n')[1]).toBe('ab\xff\0\xe9c');
});

test('an empty body is no bytes', async () => {
  const { port } = await listen();
  const socket = connect(port, '127.0.0.1');
  socket.write(headers(0));
  let reply = '';
  for await (const chunk of socket) reply += chunk;
  expect(reply).toMatch(/^HTTP\/1\.1 200 /);
});

test('of a client that is gone before the end of its body is said so', async () => {
  const { port, failures } = await listen();
  const socket = connect(port, '127.0.0.1');
  socket.write(`${headers(6)}ab`, () => setTimeout(() => socket.destroy(), 20));
  await expect.poll(() => failures).toMatchObject([{ code: 'client_gone' }]);
});
