import { expect, test } from 'vitest';
import type { Reply } from '../types.ts';
import { toResponse } from './reply.ts';

const sent = async (body: Uint8Array) => {
  const verdict = { status: 'HIT', tier: 'memory', key: 'k' } as const;
  const ended = { usage: null, notStored: null };
  const reply: Reply = { status: 200, contentType: 'application/json', headers: {}, body, verdict, ended };
  return Buffer.from(await toResponse(reply, 'id', {}, () => {}).arrayBuffer());
};

test.each([
  ['text', Buffer.from('{"é":"日本"}')],
  ['a byte order mark', Buffer.from('\uFEFF{}')],
  ['a view of something larger', Buffer.from('before{}after').subarray(6, 8)],
  ['what is no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
  ['nothing', Buffer.alloc(0)],
  ['more than is written as text', Buffer.from('é'.repeat(20_000))],
])('a body keeps its bytes: %s', async (_, body) => {
  expect((await sent(body)).equals(body)).toBe(true);
});
