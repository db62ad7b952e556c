import { expect, test } from 'vitest';
import { AppError, clientGone } from '../errors.ts';
import type { OriginReply } from '../types.ts';
import { attempt } from './attempt.ts';

const SECOND = 1000;
const encoder = new TextEncoder();

/** A reply whose body arrives in these parts, and whether it was left before its end. */
function replyOf(parts: readonly string[], more: Partial<OriginReply> = {}) {
  const state = { taken: 0, left: false };
  const bytes: AsyncIterator<Uint8Array> = {
    async next() {
      const part = parts[state.taken++];
      return part === undefined ? { done: true, value: undefined } : { done: false, value: encoder.encode(part) };
    },
    async return() {
      state.left = true;
      return { done: true, value: undefined };
    },
  };
  const reply: OriginReply = {
    ...{ upstream: 'one', model: 'm', status: 200, failed: false, headers: {} },
    contentType: 'text/event-stream',
    body: { [Symbol.asyncIterator]: () => bytes },
    ...more,
  };
  return { reply, state };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

const inspected = (reply: OriginReply, now = () => 0) => attempt(async () => reply, now);

test('a stream is handed on with its first event, byte for byte', async () => {
  const parts = [': at work\n\n', 'da', 'ta: {"choices"', ':[]}\n\nda', 'ta: more\n\n', 'data: [DONE]\n\n'];
  const { reply, state } = replyOf(parts);
  const result = await inspected(reply);
  // What comes after the first event was not waited for.
  expect(state).toEqual({ taken: 4, left: false });
  expect('reply' in result && (await textOf(result.reply.body))).toBe(parts.join(''));
});

test('one that only says that it is at work is handed on after ten seconds', async () => {
  let seconds = 0;
  const atWork = Array.from({ length: 30 }, () => ': at work\n\n');
  const { reply, state } = replyOf([...atWork, 'data: {"error":{"message":"no"}}\n\n']);
  const result = await inspected(reply, () => seconds++ * SECOND);
  expect('reply' in result).toBe(true);
  expect(state.taken).toBe(10);
});

test('an answer that is too long to be an error is handed on without its end', async () => {
  const parts = ['{"error":"', ...Array.from({ length: 20 }, () => 'x'.repeat(100_000)), '"}'];
  const { reply, state } = replyOf(parts, { contentType: 'application/json' });
  const result = await inspected(reply);
  expect(state.taken).toBeLessThan(parts.length);
  expect('reply' in result && (await textOf(result.reply.body))).toBe(parts.join(''));
});

test('leaving an answer leaves the upstream’s', async () => {
  const { reply, state } = replyOf(['data: {}\n\n', 'data: {}\n\n']);
  const result = await inspected(reply);
  if ('reply' in result) await result.reply.body[Symbol.asyncIterator]().return?.();
  expect(state.left).toBe(true);
});

test('a failure is what the client is told, as it came; the rest of it is left', async () => {
  const { reply, state } = replyOf(['data: {"error":{"message":"no"}}\n\n', 'data: [DONE]\n\n']);
  const result = await inspected(reply);
  expect(result).toMatchObject({ failure: { kind: 'error', passing: true, result: { status: 200, failed: true } } });
  expect(state).toEqual({ taken: 1, left: true });
  const told = 'failure' in result && result.failure.result;
  expect(told && !(told instanceof AppError) && (await textOf(told.body))).toBe('data: {"error":{"message":"no"}}\n\n');
});

test('that the client went away is no failure of the upstream’s', async () => {
  const call = () => Promise.reject(clientGone(null));
  await expect(attempt(call, () => 0)).rejects.toMatchObject({ code: 'client_gone' });
});

test('what must not happen is not hidden', async () => {
  const call = () => Promise.reject(new TypeError('a bug'));
  await expect(attempt(call, () => 0)).rejects.toThrow(TypeError);
});
