import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDiskRegistry } from '../store/disk/registry.ts';
import type { Registry } from '../types.ts';
import type { Bytes } from './bytes.ts';
import { createObjects, type Objects } from './objects.ts';

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(body: Bytes): Promise<string> {
  const held: Uint8Array[] = [];
  for await (const chunk of body) held.push(chunk);
  return Buffer.concat(held).toString();
}

/** The objects of a process; those that share a registry are of one deployment. */
function newObjects({ registry = newRegistry(), severalClients = false, trusted = [] as string[] } = {}): Objects {
  const onError = (error: unknown) => {
    throw error;
  };
  return createObjects({ registry, onError }, { trusted: new Set(trusted), severalClients });
}

function newRegistry(): Registry {
  const registry = createDiskRegistry({ dir: null });
  onTestFinished(() => registry.close());
  return registry;
}

const makerOf = (objects: Objects, ...ids: string[]) => objects.makerOf({ ids }, null);

test('an id is remembered wherever the chunks of an answer end, and the answer is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 80 }), fc.string(), async (size, text) => {
      const objects = newObjects();
      const answer = JSON.stringify({ text, id: 'batch_123', output_file_id: 'file-456', data: [{ id: 'file-789' }] });
      expect(await readAll(objects.learn('one', chunks(answer, size)))).toBe(answer);
      for (const id of ['batch_123', 'file-456', 'file-789']) expect(await makerOf(objects, id)).toBe('one');
    }),
  );
});

test('of several ids the first that is known counts, and of an id the last that said it', async () => {
  const objects = newObjects();
  await readAll(objects.learn('one', chunks('{"id":"file-1"}', 99)));
  await readAll(objects.learn('two', chunks('data: {"response": {"id": "resp_2"}}\n\n', 99)));
  expect(await makerOf(objects, 'file-0', 'resp_2', 'file-1')).toBe('two');
  expect(await makerOf(objects, 'file-0')).toBeNull();
  await readAll(objects.learn('two', chunks('{"id":"file-1"}', 99)));
  expect(await makerOf(objects, 'file-1')).toBe('two');
});

describe('bounds', () => {
  test('what this process has no longer at hand is looked up', async () => {
    const objects = newObjects();
    for (let n = 0; n < 21_000; n++) await readAll(objects.learn('one', chunks(`{"id":"file-${n}"}`, 99)));
    expect(await makerOf(objects, 'file-0')).toBe('one');
    expect(await makerOf(objects, 'file-20999')).toBe('one');
  });

  test('only the beginning of an answer that makes nothing is looked into', async () => {
    const objects = newObjects();
    await readAll(objects.learn('one', chunks(`{"id":"file-1","x":"${'x'.repeat(70_000)}","id":"file-2"}`, 1_000)));
    expect([await makerOf(objects, 'file-1'), await makerOf(objects, 'file-2')]).toEqual(['one', null]);
    const making = { client: 'ann', said: '' };
    await readAll(objects.learn('one', chunks(`{"x":"${'x'.repeat(70_000)}","id":"file-3"}`, 1_000), making));
    expect(await makerOf(objects, 'file-3')).toBe('one');
  });
});

test('who leaves an answer before it begins leaves it at its source', async () => {
  let left = false;
  const source: AsyncIterator<Uint8Array> = {
    next: () => new Promise(() => {}),
    async return() {
      left = true;
      return { done: true, value: undefined };
    },
  };
  const body = newObjects().learn('one', { [Symbol.asyncIterator]: () => source });
  await body[Symbol.asyncIterator]().return?.();
  expect(left).toBe(true);
});

describe('of several clients', () => {
  const answer = '{"id":"resp_1","container_id":"cntr_1","previous_response_id":"resp_0","metadata":{"id":"conv_9"}}';
  const said = '{"previous_response_id":"resp_0","metadata":{"id":"conv_9"}}';

  async function afterAnn(options: { severalClients: boolean; trusted?: string[] }) {
    const registry = newRegistry();
    await readAll(newObjects({ registry, ...options }).learn('one', chunks(answer, 30), { client: 'ann/inner', said }));
    // Another process, or the same one after a restart.
    const objects = newObjects({ registry, ...options });
    return (client: string, id: string) => objects.makerOf({ ids: [id] }, client).catch(({ code }) => code);
  }

  test('each has what was made for it, in any process; nobody has what is only named or not known', async () => {
    const asked = await afterAnn({ severalClients: true, trusted: ['tom'] });
    for (const id of ['resp_1', 'cntr_1']) {
      expect([await asked('ann', id), await asked('bob', id), await asked('tom', id)]).toEqual([
        ...['one', 'not_found', 'one'],
      ]);
    }
    for (const id of ['resp_0', 'conv_9', 'file-of-nobody']) {
      expect([await asked('ann', id), await asked('bob', id)]).toEqual(['not_found', 'not_found']);
    }
    expect([await asked('tom', 'conv_9'), await asked('tom', 'file-of-nobody')]).toEqual(['one', null]);
    // What the account's owner made for all.
    expect(await asked('bob', 'pmpt_1')).toBeNull();
  });

  test('one alone may name what is not known, but not what was made for another', async () => {
    const asked = await afterAnn({ severalClients: false });
    expect([await asked('bob', 'resp_0'), await asked('bob', 'file-of-nobody')]).toEqual(['one', null]);
    expect(await asked('bob', 'resp_1')).toBe('not_found');
  });

  test('words that are no ids are not refused', async () => {
    const objects = newObjects({ severalClients: true });
    expect(await objects.makerOf({ ids: [], words: ['gpt-4o-mini', 'file_1'] }, 'bob')).toBeNull();
  });

  test('while it cannot be known whose they are, nobody is confused with another', async () => {
    const fails = async () => {
      throw new Error('gone');
    };
    const errors: unknown[] = [];
    const registry: Registry = { get: fails, put: fails, close: async () => {} };
    const objects = createObjects(
      { registry, onError: (error) => errors.push(error) },
      { trusted: new Set(['tom']), severalClients: true },
    );
    await readAll(objects.learn('one', chunks(answer, 30), { client: 'ann', said }));
    expect(await objects.makerOf({ ids: ['resp_1'] }, 'ann')).toBe('one');
    await expect(objects.makerOf({ ids: ['resp_7'] }, 'ann')).rejects.toMatchObject({ code: 'out_of_service' });
    expect(await objects.makerOf({ ids: ['resp_7'] }, 'tom')).toBeNull();
    expect(errors.length).toBeGreaterThan(1);
  });
});
