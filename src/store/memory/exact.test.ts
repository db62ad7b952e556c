import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAlias, newEntry, newKey } from '../../../test/stored.ts';
import { createMemoryStore } from './exact.ts';

const now = () => 1_000;
const entryOf = (bytes: number) => newEntry(1_000, {}, new Uint8Array(bytes));

test('past its bytes the least recently used goes, and is counted', async () => {
  const store = createMemoryStore({ maxBytes: 100_000, now });
  const keys = Array.from({ length: 100 }, newKey);
  await store.set(keys[0]!, entryOf(4_000), 0);
  for (const key of keys.slice(1)) {
    await store.get([keys[0]!]);
    await store.set(key, entryOf(4_000), 0);
  }
  const there = (await store.get(keys)).map((value) => value !== null);
  const kept = there.filter(Boolean).length;
  expect(kept * 4_000).toBeGreaterThan(70_000);
  expect(kept * 4_000).toBeLessThan(100_000);
  // Kept: the one that was asked for all the time, and the latest.
  expect(there).toEqual([true, ...Array(100 - kept).fill(false), ...Array(kept - 1).fill(true)]);
  const size = await store.size();
  expect(size).toMatchObject({ entries: kept, evictions: 100 - kept });
  expect(size.bytes).toBeLessThanOrEqual(100_000);
});

test('a value that would not fit alone is refused and evicts nothing', async () => {
  const store = createMemoryStore({ maxBytes: 50_000, now });
  const [small, large] = [newKey(), newKey()];
  await store.set(small, entryOf(100), 0);
  expect(await store.set(large, entryOf(50_000), 0)).toBe(false);
  expect(await store.get([large, small])).toEqual([null, entryOf(100)]);
  expect(await store.size()).toMatchObject({ entries: 1, evictions: 0 });
});

test('a large metadata line counts like a large body', async () => {
  const store = createMemoryStore({ maxBytes: 20_000, now });
  const keys = Array.from({ length: 20 }, newKey);
  for (const key of keys) await store.set(key, newEntry(1_000, { question: 'ü'.repeat(1_000) }), 0);
  expect((await store.size()).entries).toBeLessThan(8);
});

test('a body that is a view does not keep its buffer alive', async () => {
  const store = createMemoryStore({ maxBytes: 100_000, now });
  const key = newKey();
  await store.set(key, { ...newEntry(1_000), body: new Uint8Array(1_000_000).subarray(0, 10) }, 0);
  const [value] = await store.get([key]);
  expect(value?.kind === 'entry' && value.body.buffer.byteLength).toBe(10);
});

test('its counts are those of what is there, whatever was done', async () => {
  const key = fc.integer({ min: 0, max: 9 }).map(String);
  const step = fc.oneof(
    fc.record({ do: fc.constant('entry' as const), key, bytes: fc.constantFrom(10, 3_000, 9_000, 30_000) }),
    fc.record({ do: fc.constantFrom('alias', 'delete', 'expire', 'clear', 'same'), key }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const store = createMemoryStore({ maxBytes: 20_000, now });
      for (const step of steps) {
        const epoch = await store.epoch('default');
        if ('bytes' in step) await store.set(step.key, entryOf(step.bytes), epoch);
        else if (step.do === 'alias') await store.set(step.key, newAlias(1_000), epoch);
        else if (step.do === 'delete') await store.delete([step.key]);
        else if (step.do === 'expire') await store.expire(step.key, 1_500, 2_000);
        else if (step.do === 'clear') await store.clear('default');
        else {
          const [value] = await store.get([step.key]);
          if (value) await store.set(step.key, value, epoch);
        }
      }
      const found = await store.get(Array.from({ length: 10 }, (_, index) => `${index}`));
      const count = (kind: string) => found.filter((value) => value?.kind === kind).length;
      const size = await store.size();
      expect(size).toMatchObject({ entries: count('entry'), aliases: count('alias') });
      expect(size.bytes === 0).toBe(size.entries + size.aliases === 0);
      expect(size.bytes).toBeLessThanOrEqual(20_000);
    }),
  );
});
