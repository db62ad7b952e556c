import { expect, test } from 'vitest';
import type { Outcome, Verdict } from '../types.ts';
import { createHits } from './hits.ts';

const outcome = (namespace: string, verdict: Partial<Verdict>): Outcome => ({
  requestId: 'id',
  at: 0,
  endpoint: 'chat.completions',
  namespace,
  model: 'model',
  stream: false,
  status: 200,
  question: null,
  verdict: { status: 'HIT', tier: 'memory', key: 'key', ...verdict },
  usage: null,
  notStored: null,
  error: null,
  latency: 1,
  steps: {},
});

test('hits are told together, by namespace, the least recent first, and once', async () => {
  const told: unknown[] = [];
  const hits = createHits(async (namespace, batch) => void told.push([namespace, [...batch]]), unexpected);
  for (const key of ['a', 'b', 'a', 'c', 'b']) hits.add(outcome('one', { key }));
  hits.add(outcome('two', { key: 'z', status: 'STALE' }));
  hits.add(outcome('two', { key: 'entry', askedKey: 'alias', promoted: true }));
  hits.add(outcome('two', { key: 'entry', askedKey: 'reworded', tier: 'semantic' }));
  for (const status of ['MISS', 'BYPASS'] as const) hits.add(outcome('one', { key: 'missed', status }));
  hits.add({ ...outcome('one', {}), verdict: null });
  await hits.flush();
  expect(told).toEqual([
    [
      'one',
      [
        ['a', 2],
        ['c', 1],
        ['b', 2],
      ],
    ],
    [
      'two',
      [
        ['z', 1],
        ['alias', 1],
        ['entry', 2],
      ],
    ],
  ]);
  await hits.close();
  expect(told).toHaveLength(2);
});

test('a catalogue that fails is reported, and the next hits are told', async () => {
  const errors: unknown[] = [];
  let fails = true;
  const told: unknown[] = [];
  const hits = createHits(
    async (_, batch) => {
      if (fails) throw new Error('out');
      told.push([...batch]);
    },
    (error) => errors.push(error),
  );
  hits.add(outcome('one', { key: 'a' }));
  await hits.flush();
  expect(errors).toEqual([new Error('out')]);
  fails = false;
  hits.add(outcome('one', { key: 'b' }));
  await hits.close();
  expect(told).toEqual([[['b', 1]]]);
});

test('who flushes waits for what another flush took', async () => {
  const told: string[] = [];
  const slow = async (namespace: string) => {
    await new Promise(setImmediate);
    told.push(namespace);
  };
  const hits = createHits(slow, unexpected);
  for (const namespace of ['one', 'two']) hits.add(outcome(namespace, { key: 'a' }));
  void hits.flush();
  await hits.flush();
  expect(told).toEqual(['one', 'two']);
  await hits.close();
});

function unexpected(error: unknown): void {
  throw new Error('not expected', { cause: error });
}

test('of a reply made of several entries each is hit, and no other', async () => {
  const told: unknown[] = [];
  const hits = createHits(async (namespace, batch) => void told.push([namespace, [...batch]]), unexpected);
  hits.add(outcome('one', { key: 'request', items: ['a', 'b'] }));
  hits.add(outcome('one', { key: 'request', status: 'MISS', items: ['b'] }));
  await hits.flush();
  expect(told).toEqual([
    [
      'one',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
  ]);
});
