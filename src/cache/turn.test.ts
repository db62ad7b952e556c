import { expect, test } from 'vitest';
import type { HeldLease, Lease } from '../types.ts';
import { createTurns } from './turn.ts';

type Landed = { readonly from: string; readonly stored?: Promise<unknown>; readonly done: Promise<unknown> };

const done = Promise.resolve();
const key = 'key';
const { signal } = new AbortController();

/** A lease that is held by somebody else, who will say so much. */
const heldElsewhere = (result: 'stored' | 'none' | 'lost'): Lease => ({
  acquire: async () => null,
  wait: async () => result,
  close: async () => {},
});

function granted() {
  const released: string[] = [];
  const held: HeldLease = { release: async (result) => void released.push(result) };
  const lease: Lease = { acquire: async () => held, wait: async () => 'lost', close: async () => {} };
  return { lease, released };
}

function take(lease: Lease, turn: { mayWait?: boolean; theirs?: Landed | null; call?: () => Promise<Landed> } = {}) {
  const errors: unknown[] = [];
  const { mayWait = true, theirs = { from: 'another', done }, call = async () => ({ from: 'upstream', done }) } = turn;
  const takeTurn = createTurns(lease, (error) => errors.push(error));
  return { errors, landed: takeTurn<Landed>({ key, mayWait, signal, lookAgain: async () => theirs, call }) };
}

test('what another stored is taken', async () => {
  expect((await take(heldElsewhere('stored')).landed).from).toBe('another');
});

test.for(['none', 'lost'] as const)('%s: it calls for itself', async (result) => {
  expect((await take(heldElsewhere(result)).landed).from).toBe('upstream');
});

test('it calls for itself when what was stored is not there, and when it may not wait', async () => {
  expect((await take(heldElsewhere('stored'), { theirs: null }).landed).from).toBe('upstream');
  expect((await take(heldElsewhere('stored'), { mayWait: false }).landed).from).toBe('upstream');
});

test('no lease to be had: it is counted, and called as if alone', async () => {
  const away = () => Promise.reject(new Error('away'));
  for (const lease of [
    { ...heldElsewhere('stored'), acquire: away },
    { ...heldElsewhere('stored'), wait: away },
  ]) {
    const { landed, errors } = take(lease);
    expect((await landed).from).toBe('upstream');
    expect(errors).toHaveLength(1);
  }
});

test.for([
  ['stored', Promise.resolve({})],
  ['none', Promise.resolve(null)],
  ['none', undefined],
] as const)('"%s" is told before all is done', async ([result, stored]) => {
  const { lease, released } = granted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const call = async (): Promise<Landed> => ({ from: 'upstream', done: promise, ...(stored && { stored }) });
  const landed = await take(lease, { call }).landed;
  await expect.poll(() => released).toEqual([result]);
  resolve();
  await landed.done;
});

test('a call that fails, or a write, is told as nothing', async () => {
  const { lease, released } = granted();
  const fail = () => Promise.reject(new Error('no'));
  await expect(take(lease, { call: fail }).landed).rejects.toThrow('no');
  const landed = await take(lease, { call: async () => ({ from: 'upstream', stored: fail(), done }) }).landed;
  await landed.done;
  expect(released).toEqual(['none', 'none']);
});
